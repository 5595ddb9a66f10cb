import { expect, test } from 'vitest';
import { recordCommand } from '#store/commands.ts';
import { memoryDb, t0 } from './builders.ts';

test('commands are kept in order, with who asked and what for', () => {
  const db = memoryDb();
  recordCommand(db, {
    at: t0,
    who: 'window',
    name: 'proposal.approve',
    input: { proposalId: 'p-1', legs: null },
  });
  recordCommand(db, { at: t0, who: 'browser', name: 'trading.halt', input: undefined });
  expect(db.prepare('SELECT at_ms, who, name, input_json FROM commands ORDER BY id').all()).toEqual([
    { at_ms: t0, who: 'window', name: 'proposal.approve', input_json: '{"proposalId":"p-1","legs":null}' },
    { at_ms: t0, who: 'browser', name: 'trading.halt', input_json: 'null' },
  ]);
});
