import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { atLeast, atMost, flag, verdictOf } from '#engine/execution/limits/limit.ts';

const one = (value: number | null, soft: number | null, hard: number | null, exempt = false) =>
  atMost({
    ...{ rule: 'gross', unit: 'fraction', value, band: { soft, hard }, exempt },
    words: (limit) => `${value} of ${limit}`,
  });

test.each([
  ['under both', one(1, 2, 3), { passed: true, severity: 'hard', limit: 3, distance: 2 }],
  ['at the soft one', one(2, 2, 3), { passed: true, severity: 'hard', limit: 3 }],
  ['over the soft one', one(2.5, 2, 3), { passed: false, severity: 'soft', limit: 2, distance: -0.5 }],
  ['at the hard one', one(3, 2, 3), { passed: false, severity: 'soft', limit: 2 }],
  ['at the hard one alone', one(3, null, 3), { passed: true, severity: 'hard', distance: 0 }],
  ['over the hard one', one(3.1, 2, 3), { passed: false, severity: 'hard', limit: 3 }],
  ['over it, but exempt', one(3.1, 2, 3, true), { passed: true, severity: 'hard', exempt: true }],
  ['no hard one', one(9, 2, null), { passed: false, severity: 'soft', limit: 2 }],
  ['no limit', one(9, null, null), { passed: true, limit: null, distance: null }],
  ['not known', one(null, 2, 3), { passed: true, value: null, distance: null }],
  ['not a number', one(Number.NaN, 2, 3), { passed: false, severity: 'hard' }],
])('%s', (_, verdict, expected) => {
  expect(verdict).toMatchObject(expected);
});

test('only a hard limit that broke refuses, with its numbers in the words', () => {
  expect(one(3.1, 2, 3).refusal).toEqual({
    ...{ kind: 'limit', rule: 'gross', value: 3.1, limit: 3, unit: 'fraction', words: '3.1 of 3' },
    lasting: false,
  });
  expect(one(2.5, 2, 3)).toMatchObject({ refusal: null, words: '2.5 of 2' });
  expect(one(3.1, 2, 3, true).refusal).toBeNull();
  expect(verdictOf(one(1, 2, 3))).not.toHaveProperty('refusal');
});

test('at least turns it round', () => {
  const least = (value: number) =>
    atLeast({ rule: 'order-least', unit: 'money', value, band: { soft: null, hard: 3 }, words: '' });
  expect(least(3)).toMatchObject({ passed: true, distance: 0 });
  expect(least(2.9)).toMatchObject({ passed: false, severity: 'hard', distance: expect.closeTo(-0.1, 9) });
});

test('a flag is up or not', () => {
  expect(flag('restricted', null, '')).toMatchObject({ value: 0, passed: true });
  const refusal = { kind: 'restricted' } as const;
  expect(flag('restricted', refusal, '')).toMatchObject({ value: 1, passed: false, refusal });
});

test('the numbers that a verdict tells are the ones that were compared', () => {
  const n = fc.double({ min: -10, max: 10, noNaN: true });
  const sense = fc.constantFrom(atMost, atLeast);
  fc.assert(
    fc.property(n, fc.option(n), fc.option(n), sense, fc.boolean(), (value, soft, hard, judge, exempt) => {
      const found = judge({ rule: 'net', unit: 'fraction', value, band: { soft, hard }, exempt, words: '' });
      const { passed, limit, distance } = found;
      const holds = limit === null || (found.sense === 'most' ? value <= limit : value >= limit);
      const left = limit === null ? null : found.sense === 'most' ? limit - value : value - limit;
      expect(passed).toBe(exempt || holds);
      expect(distance).toBe(left);
      expect(found.refusal !== null).toBe(!passed && found.severity === 'hard');
    }),
  );
});
