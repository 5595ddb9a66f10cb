import { describe, expect, test } from 'vitest';
import type { Check, Verdict } from '#shared/domain/limit.ts';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { ticker } from '#shared/ids.ts';
import { leastChanges, partBreaks } from '#engine/policy/part.ts';

// Legs 0 and 1 sell, 2 to 4 buy; a leg's number of units is its weight in a limit of own cash.
const cash = 10;
const legs = [
  { index: 0, from: 'AAA', to: null, sellShares: 30, units: -30, utility: null },
  { index: 1, from: 'BBB', to: null, sellShares: 5, units: -5, utility: null },
  { index: 2, from: null, to: 'CCC', sellShares: 0, units: 20, utility: 3 },
  { index: 3, from: null, to: 'DDD', sellShares: 0, units: 15, utility: 1 },
  { index: 4, from: null, to: 'EEE', sellShares: 0, units: 8, utility: 2 },
];
const proposal = { legs } as unknown as RotationProposal;
const all = [0, 1, 2, 3, 4];

const verdict = (distance: number): Verdict => ({
  rule: 'own-cash',
  severity: 'hard',
  passed: false,
  exempt: false,
  sense: 'most',
  value: 0,
  limit: 0,
  unit: 'money',
  distance,
  words: `it lacks ${-distance}`,
});

/** Each purchase against the cash, what the sales bring, and those before it. `floor`: what even the whole proposal lacks. */
const testWith = (ownCash: number) => (chosen: readonly number[]) => {
  let left = ownCash;
  const checks = legs
    .filter(({ index }) => chosen.includes(index))
    .map(({ from, to, units }) => {
      left -= units;
      const broken = units > 0 && left < 0 ? [verdict(left)] : [];
      return { ticker: ticker(to ?? from ?? ''), broken } as unknown as Check;
    });
  return { checks, limits: [], hard: null, soft: null };
};

describe('a part of a proposal', () => {
  test('that keeps what the whole keeps may go', () => {
    expect(partBreaks(all, [0, 2], testWith(cash))).toBeNull();
    expect(partBreaks(all, [4], testWith(cash))).toBeNull();
  });

  test('of purchases without their sales is named with what it lacks', () => {
    expect(partBreaks(all, [2, 3], testWith(cash))).toBe(
      'These legs without the others break a limit that the whole proposal keeps (CCC: it lacks 10). The same goes for 1 more.',
    );
  });

  test('is not blamed for what the whole proposal breaks as much', () => {
    expect(partBreaks(all, [0, 2, 3], testWith(0))).toBe(null);
    expect(partBreaks(all, [2], testWith(0))).toContain('CCC: it lacks 20');
  });

  test('is mended by one leg more, or by the least useful ones less', () => {
    expect(leastChanges(proposal, [2, 3], testWith(cash))).toEqual([
      { legs: [0, 2, 3], words: 'Approve as well: AAA → cash.' },
    ]);
    expect(leastChanges(proposal, [1, 2, 4], testWith(cash))).toEqual([
      { legs: [0, 1, 2, 4], words: 'Approve as well: AAA → cash.' },
      { legs: [1, 4], words: 'Leave out: cash → CCC.' },
    ]);
  });

  test('that breaks nothing wants no change', () => {
    expect(leastChanges(proposal, [0, 2], testWith(cash))).toEqual([]);
  });
});
