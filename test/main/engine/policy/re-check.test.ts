import { describe, expect, test } from 'vitest';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { ticker } from '#shared/ids.ts';
import { fraction, fromBps, money, price, shares } from '#shared/units.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure } from '#engine/measure.ts';
import { heldThen, movedSince, outdatedBy } from '#engine/policy/re-check.ts';
import type { EngineSettings } from '#engine/settings.ts';
import {
  accountOf,
  clock,
  inputAt,
  loaded,
  midOf,
  movedQuote,
  positionOf,
  settings,
} from '#test/support/engine-builders.ts';

const golf = ticker('GOLF');
const at = clock(11, 0);
const trade = {
  ticker: golf,
  shares: shares(-40),
  target: shares(60),
  price: price(midOf(golf)),
  reason: 'CUT_SCORE',
} as const;
const open = { trades: [trade], nav: money(1_000_000) } as unknown as RotationProposal;

const pictureAt = (by: number, held: number, nav = 1_000_000, kind: 'live' | 'delayed' = 'live') => {
  const { state } = fold(
    initialState(null),
    [
      ...loaded(at, [positionOf(golf, held)]),
      { kind: 'quotes', quotes: [{ ...movedQuote(golf, at, by), kind }] },
      { kind: 'account', values: accountOf(at, { nav: money(nav) }) },
    ],
    at,
  );
  return measure(state, settings, at);
};
const tolerant = (change: Partial<EngineSettings['execution']>): EngineSettings => ({
  ...settings,
  execution: { ...settings.execution, ...change },
});
const fieldsOf = (picture: ReturnType<typeof pictureAt>, by = settings): string[] =>
  movedSince(open, open.trades, picture, by).map(({ field }) => field);

describe('what moved since the proposal', () => {
  test.each([
    ['nothing', 0, 100, 1_000_000, []],
    ['a price inside its tolerance', 0.0049, 100, 1_000_000, []],
    ['a price beyond it', 0.0051, 100, 1_000_000, ['price']],
    ['a price beyond it, for the better', -0.0051, 100, 1_000_000, ['price']],
    ['one share of the position', 0, 99, 1_000_000, ['position']],
    ['the NAV inside its tolerance', 0, 100, 1_019_000, []],
    ['the NAV beyond it', 0, 100, 1_021_000, ['nav']],
    ['all of them', 0.02, 30, 900_000, ['price', 'position', 'nav']],
  ] as const)('%s', (_, by, held, nav, fields) => {
    expect(fieldsOf(pictureAt(by, held, nav))).toEqual(fields);
  });

  test('a price that is not live is left to the guard, which sends nothing on it', () => {
    expect(fieldsOf(pictureAt(0.05, 100, 1_000_000, 'delayed'))).toEqual([]);
  });

  test('the tolerance of a price is the one that bounds the orders', () => {
    expect(fieldsOf(pictureAt(0.005, 100), tolerant({ priceTolerance: fromBps(1) }))).toEqual(['price']);
  });

  test('shares and a part of the trade are tolerated, the larger of both', () => {
    expect(fieldsOf(pictureAt(0, 95), tolerant({ positionToleranceShares: 5 }))).toEqual([]);
    expect(fieldsOf(pictureAt(0, 94), tolerant({ positionToleranceShares: 5 }))).toEqual(['position']);
    expect(fieldsOf(pictureAt(0, 94), tolerant({ positionTolerance: fraction(0.15) }))).toEqual([]);
    expect(fieldsOf(pictureAt(0, 93), tolerant({ positionTolerance: fraction(0.15) }))).toEqual(['position']);
  });

  test('no tolerance lets a sale turn the position round', () => {
    const lax = tolerant({ positionToleranceShares: 1000 });
    expect(fieldsOf(pictureAt(0, 40), lax)).toEqual([]);
    expect(fieldsOf(pictureAt(0, 39), lax)).toEqual(['position']);
  });

  test('it is said with before, after and tolerance', () => {
    const [moved] = movedSince(open, open.trades, pictureAt(0.01, 100), settings);
    expect(moved).toMatchObject({ ticker: golf, field: 'price', before: trade.price, tolerance: 0.005 });
    expect(moved?.words).toMatch(
      /^The price of GOLF went from [\d.]+ to [\d.]+: 100\.\d\d bps, and 50\.00 bps are tolerated\.$/,
    );
  });
});

describe('a proposal is outdated', () => {
  const input = inputAt(at);
  const words = 'The position in GOLF went from 100 to 60 shares since it was proposed.';
  test('by another position, also one that changed while the desk was away', () => {
    expect(heldThen(trade)).toBe(100);
    expect(outdatedBy(open, pictureAt(0, 100), input, settings)).toBeNull();
    expect(outdatedBy(open, pictureAt(0, 60), input, settings)).toBe(words);
    expect(outdatedBy(null, pictureAt(0, 60), input, settings)).toBeNull();
  });
  test('not by prices, which are looked at when it is approved', () => {
    expect(outdatedBy(open, pictureAt(0.05, 100), input, settings)).toBeNull();
  });
});
