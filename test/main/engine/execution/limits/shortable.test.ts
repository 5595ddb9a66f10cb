import { expect, test } from 'vitest';
import { shortable } from '#engine/execution/limits/shortable.ts';
import { quoteOf } from '#test/support/engine-builders.ts';
import { buys, limitsAt, sells, withState } from '#test/support/limit-cases.ts';
import { golf } from '#test/support/work-builders.ts';

const told = (level: number | null, there: number | null) =>
  withState({ quotes: { GOLF: quoteOf(golf, limitsAt, { shortable: level, shortableShares: there }) } });
// 500 are held: 600 sold open 100.
const opens = sells(600);

test.each([
  ['over 2.5', told(2.6, null), true],
  ['2.5', told(2.5, null), false],
  ['1.6: to be located', told(1.6, null), false],
  ['as many shares as it opens', told(null, 100), true],
  ['one share too few', told(3, 99), false],
  ['nothing is known', told(null, null), false],
  ['no quote', withState({ quotes: {} }), false],
])('%s', (_, where, passes) => {
  expect(shortable.check(opens, where, []).refusal === null).toBe(passes);
  expect(shortable.check(sells(500), where, []).passed).toBe(true);
  expect(shortable.check(buys(), where, []).passed).toBe(true);
});

test('more than half of what can be borrowed is told', () => {
  expect(shortable.check(opens, told(null, 200), [])).toMatchObject({ passed: true, limit: 200 });
  expect(shortable.check(opens, told(null, 199), [])).toMatchObject({ severity: 'soft', limit: 99.5 });
});
