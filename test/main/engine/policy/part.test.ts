import { describe, expect, test } from 'vitest';
import type { Check, Verdict } from '#shared/domain/limit.ts';
import { asProposed } from '#shared/domain/proposal.ts';
import type { LegSize, Part, RotationProposal } from '#shared/domain/proposal.ts';
import { ticker } from '#shared/ids.ts';
import { shares } from '#shared/units.ts';
import { offersFor, partBreaks, refitted } from '#engine/policy/part.ts';

// Legs 0 and 1 sell, 2 to 4 buy; a leg's number of units is its weight in a limit of own cash.
const cash = 10;
const legs = [
  { index: 0, from: 'AAA', to: null, sellShares: 30, units: -30, utility: null },
  { index: 1, from: 'BBB', to: null, sellShares: 5, units: -5, utility: null },
  { index: 2, from: null, to: 'CCC', sellShares: 0, units: 20, utility: 3 },
  { index: 3, from: null, to: 'DDD', sellShares: 0, units: 15, utility: 1 },
  { index: 4, from: null, to: 'EEE', sellShares: 0, units: 8, utility: 2 },
];
const named = legs.map((leg) => ({ ...leg, buyShares: Math.max(0, leg.units) }));
const trades = legs.map(({ from, to, units }) => ({
  ticker: to ?? from,
  shares: units,
  target: units < 0 ? 0 : units,
  price: 1,
}));
const proposal = { legs: named, trades } as unknown as RotationProposal;
const grain = { lotOf: () => 1, leastValue: 4, hedge: null };
const all = [0, 1, 2, 3, 4];
const sizedLeg = (leg: number, buy: number): LegSize => ({
  ...{ leg, sellShares: shares(0), buyShares: shares(buy) },
});

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
const testWith = (ownCash: number) => (part: Part) => {
  let left = ownCash;
  const checks = legs
    .filter(({ index }) => part.legs.includes(index))
    .map(({ index, from, to, units: proposed }) => {
      const units = part.sizes.find(({ leg }) => leg === index)?.buyShares ?? proposed;
      left -= units;
      const broken = units > 0 && left < 0 ? [verdict(left)] : [];
      return { ticker: ticker(to ?? from ?? ''), broken } as unknown as Check;
    });
  return { checks, limits: [], hard: null, soft: null };
};

describe('a part of a proposal', () => {
  test('that keeps what the whole keeps may go', () => {
    expect(partBreaks(all, asProposed([0, 2]), testWith(cash))).toBeNull();
    expect(partBreaks(all, asProposed([4]), testWith(cash))).toBeNull();
  });

  test('of purchases without their sales is named with what it lacks', () => {
    expect(partBreaks(all, asProposed([2, 3]), testWith(cash))).toBe(
      'These legs without the others break a limit that the whole proposal keeps (CCC: it lacks 10). The same goes for 1 more.',
    );
  });

  test('is not blamed for what the whole proposal breaks as much', () => {
    expect(partBreaks(all, asProposed([0, 2, 3]), testWith(0))).toBe(null);
    expect(partBreaks(all, asProposed([2]), testWith(0))).toContain('CCC: it lacks 20');
  });

  test('is mended by smaller sizes, by one leg more, or by the least useful ones less', () => {
    expect(offersFor(proposal, [2, 3], grain, testWith(cash))).toEqual([
      {
        legs: [2, 3],
        sizes: [
          { leg: 2, sellShares: 0, buyShares: 10 },
          { leg: 3, sellShares: 0, buyShares: 0 },
        ],
        words: 'Take smaller sizes: CCC buys 10 instead of 20; left out: DDD.',
      },
      { legs: [0, 2, 3], sizes: [], words: 'Approve as well: AAA → cash.' },
    ]);
    expect(offersFor(proposal, [1, 2, 4], grain, testWith(cash))).toEqual([
      {
        legs: [1, 2, 4],
        sizes: [
          { leg: 2, sellShares: 0, buyShares: 15 },
          { leg: 4, sellShares: 0, buyShares: 0 },
        ],
        words: 'Take smaller sizes: CCC buys 15 instead of 20; left out: EEE.',
      },
      { legs: [0, 1, 2, 4], sizes: [], words: 'Approve as well: AAA → cash.' },
      { legs: [1, 4], sizes: [], words: 'Leave out: cash → CCC.' },
    ]);
  });

  test('of which nothing fits in part is not offered twice', () => {
    const offers = offersFor(proposal, [3, 4], { ...grain, leastValue: 7 }, testWith(cash));
    expect(offers.map(({ words }) => words)).toEqual([
      'Approve as well: AAA → cash.',
      'Leave out: cash → DDD.',
    ]);
  });

  test('whose smaller sizes break something as well is not judged by the whole alone', () => {
    const smaller = { legs: [2, 3], sizes: [{ leg: 2, sellShares: shares(0), buyShares: shares(12) }] };
    expect(partBreaks(all, smaller, testWith(cash))).toContain('CCC: it lacks 2');
  });

  test('of smaller sizes gives up the little that a limit has lost since they were offered, and no more', () => {
    const asked = { legs: [2, 3], sizes: [sizedLeg(2, 20), sizedLeg(3, 10)] };
    const fitted = (ownCash: number): Part => refitted(proposal, asked, grain, 0.05, testWith(ownCash));
    expect(fitted(30)).toBe(asked);
    expect(fitted(29)).toEqual({ legs: [2, 3], sizes: [sizedLeg(2, 20), sizedLeg(3, 9)] });
    // A twentieth of what it buys, and a lot.
    expect(fitted(28).sizes).toEqual([sizedLeg(2, 20), sizedLeg(3, 8)]);
    expect(fitted(27)).toBe(asked);
    expect(fitted(-1)).toBe(asked);
    const whole = { legs: [2, 3], sizes: [] };
    expect(refitted(proposal, whole, grain, 0.05, testWith(34))).toBe(whole);
  });

  test('that breaks nothing wants no change', () => {
    expect(offersFor(proposal, [0, 2], grain, testWith(cash))).toEqual([]);
  });
});
