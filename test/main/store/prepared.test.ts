import { expect, test } from 'vitest';
import { prepared } from '#store/prepared.ts';
import { memoryDb } from './builders.ts';

test('a text is prepared once for each handle, and outlives a change of the schema', () => {
  const [one, other] = [memoryDb(), memoryDb()];
  const sql = 'SELECT count(*) AS n FROM bars';
  const statement = prepared<[], { n: number }>(one, sql);
  expect(prepared(one, sql)).toBe(statement);
  expect(prepared(other, sql)).not.toBe(statement);
  one.exec('ALTER TABLE bars ADD COLUMN note TEXT');
  expect(statement.get()).toEqual({ n: 0 });
});
