import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LegSize, RotationProposal } from '#shared/domain/proposal.ts';
import { money, shares } from '#shared/units.ts';
import type { Shares } from '#shared/units.ts';
import { initialState } from '#engine/fold.ts';
import type { EngineInput } from '#engine/input.ts';
import type { Grain } from '#engine/policy/sizes.ts';
import { largestSizes, remaining, sizesWrong, sizeWords, smallerOf } from '#engine/policy/sizes.ts';
import { previewOf } from '#engine/preview.ts';
import type { Preview } from '#engine/preview.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { step } from '#engine/step.ts';
import {
  accountOf,
  benchmark,
  clock,
  inputAt,
  instrumentOf,
  later,
  loaded,
  quoteOf,
  rotating,
  universe,
} from '#test/support/engine-builders.ts';

// One leg sells what is held, two buy CCC, one buys EEE, one sells DDD short, of which a few are still held.
const leg = (
  index: number,
  from: string | null,
  to: string | null,
  size: number,
  utility: number | null,
) => ({
  ...{ index, from, to, utility },
  sellShares: from === null ? 0 : size,
  buyShares: to === null ? 0 : size,
});
const proposal = {
  legs: [
    leg(0, 'AAA', null, 30, null),
    leg(1, null, 'CCC', 20, 1),
    leg(2, null, 'EEE', 40, 2),
    leg(3, null, 'CCC', 30, 3),
    leg(4, 'DDD', null, 25, 0.5),
  ],
  trades: [
    { ticker: 'AAA', shares: -30, target: 0, price: 10 },
    { ticker: 'CCC', shares: 50, target: 50, price: 10 },
    { ticker: 'EEE', shares: 40, target: 40, price: 10 },
    { ticker: 'DDD', shares: -25, target: -18, price: 10 },
  ],
} as unknown as RotationProposal;
const grain: Grain = { lotOf: () => 1, leastValue: 50, hedge: null };
const by20 = (): number => 20;
const all = [0, 1, 2, 3, 4];
const size = (index: number, sell: number, buy: number): LegSize => ({
  leg: index,
  sellShares: sell as Shares,
  buyShares: buy as Shares,
});

/** Shares of what grows, at most so many together. */
const room = (most: number) => (sizes: readonly LegSize[]) => {
  const now = ({ index, sellShares, buyShares }: RotationProposal['legs'][number]): number => {
    const own = sizes.find(({ leg: of }) => of === index) ?? { sellShares, buyShares };
    return index === 0 ? 0 : own.sellShares + own.buyShares;
  };
  return proposal.legs.reduce((sum, each) => sum + now(each), 0) <= most;
};

describe('the largest sizes', () => {
  test.each([
    ['are all of it where it fits', 115, grain, []],
    ['go to the best utility first', 100, grain, [size(4, 10, 0)]],
    ['leave out what would be no order', 98, { ...grain, leastValue: 100 }, [size(4, 7, 0)]],
    ['go down by name, best leg kept', 47, grain, [size(1, 0, 10), size(2, 0, 0), size(4, 7, 0)]],
    ['are whole lots', 47, { ...grain, lotOf: by20 }, [size(1, 0, 10), size(2, 0, 0), size(4, 7, 0)]],
    [
      'keep what makes a position smaller',
      7,
      grain,
      [size(1, 0, 0), size(2, 0, 0), size(3, 0, 0), size(4, 7, 0)],
    ],
  ])('%s', (_, most, with_, sizes) => {
    expect(largestSizes(proposal, all, with_, room(most))).toEqual(sizes);
  });

  test('are none where even what stays is too much, or where nothing is left', () => {
    expect(largestSizes(proposal, all, grain, room(6))).toBeNull();
    expect(largestSizes(proposal, [1, 2], grain, room(4))).toBeNull();
  });

  test('leave the hedge as it is', () => {
    const hedged = { ...grain, hedge: 'EEE' };
    expect(largestSizes(proposal, [2, 3], hedged, room(120))).toEqual([]);
  });
});

describe('sizes that are asked for', () => {
  const chosen = [0, 1, 2, 3, 4];
  test.each([
    ['as proposed', [size(2, 0, 40)], grain, null],
    ['smaller', [size(2, 0, 5), size(1, 0, 0)], grain, null],
    ['of a leg that was not chosen', [size(9, 0, 1)], grain, 'sizes.0: leg 9 is not among the chosen ones.'],
    ['twice', [size(2, 0, 9), size(2, 0, 9)], grain, 'sizes.1: leg 2 has a size already.'],
    ['over what was proposed', [size(2, 0, 41)], grain, 'sizes.0: leg 2 may buy 0 to 40 shares, not 41.'],
    ['on the other side', [size(2, 1, 40)], grain, 'sizes.0: leg 2 may sell 0 to 0 shares, not 1.'],
    ['below nothing', [size(2, 0, -1)], grain, 'sizes.0: leg 2 may buy 0 to 40 shares, not -1.'],
    ['in parts of a share', [size(2, 0, 1.5)], grain, 'sizes.0: leg 2 may buy 0 to 40 shares, not 1.5.'],
    [
      'that are no number',
      [size(2, 0, Number.NaN)],
      grain,
      'sizes.0: leg 2 may buy 0 to 40 shares, not NaN.',
    ],
    [
      'of a reduction',
      [size(0, 29, 0)],
      grain,
      'sizes: AAA makes a position smaller by 30 shares, and that stays whole.',
    ],
    [
      'of what is first a reduction',
      [size(4, 6, 0)],
      grain,
      'sizes: DDD makes a position smaller by 7 shares, and that stays whole.',
    ],
    [
      'off the lot',
      [size(2, 0, 30)],
      { ...grain, lotOf: by20 },
      'sizes: EEE trades in lots of 20, not 30 shares.',
    ],
    [
      'under the smallest order',
      [size(2, 0, 4)],
      grain,
      'sizes: EEE would be worth 40, under the smallest order of 50.',
    ],
    [
      'of the hedge',
      [size(2, 0, 20)],
      { ...grain, hedge: 'EEE' },
      'sizes: EEE is the hedge, which is sized by what the others come to.',
    ],
  ] as const)('%s', (_, sizes, with_, words) => {
    expect(sizesWrong(proposal, { legs: chosen, sizes }, with_)).toBe(words);
  });

  test('are told by leg, without those that are as proposed', () => {
    const sizes = smallerOf(proposal, [size(0, 30, 0), size(2, 0, 5), size(1, 0, 0)]);
    expect(sizeWords(proposal, sizes)).toBe('EEE buys 5 instead of 40; left out: CCC');
    expect(sizeWords(proposal, [])).toBe('');
    expect(remaining(chosen, sizes)).toEqual([0, 2, 3, 4]);
  });
});

describe('whatever the proposal and whatever part of it', () => {
  const at = clock(11, 0);
  const books = fc.record({
    cash: fc.integer({ min: -5000, max: 25_000 }),
    sectorMax: fc.constantFrom(0.2, 0.25, 0.4),
    kSell: fc.constantFrom(3, 4, 6),
    turnover: fc.constantFrom(0.1, 0.2, 4),
    lot: fc.constantFrom(1, 10),
    gross: fc.constantFrom(1, 1.4),
    bound: fc.constantFrom('sector', 'beta', 'gross', 'netOutside'),
    least: fc.constantFrom(500, 9000),
    hedge: fc.boolean(),
    ticks: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
  });
  type Book = typeof books extends fc.Arbitrary<infer T> ? T : never;

  const settingsOf = ({ sectorMax, kSell, turnover, gross, bound, least, hedge }: Book): EngineSettings => {
    const range = { gross, netMax: gross };
    const base = rotating({ kSell, zKeep: 0, zCut: 0, ...range, sectorMax, turnoverMax: 1 });
    const hard = { sector: 0.28, beta: 1.02, gross: 1.05, netOutside: 0.02 }[bound];
    return {
      ...base,
      limits: {
        ...base.limits,
        bands: { dayTurnover: { soft: null, hard: turnover }, [bound]: { soft: null, hard } },
      },
      clamps: { ...base.clamps, minOrderValue: money(least) },
      hedge: hedge ? { ticker: benchmark } : null,
    };
  };
  /** Sales more rarely than purchases, so that these lack what they need. */
  const isTicked =
    ({ ticks }: Book) =>
    ({ index, to }: { readonly index: number; readonly to: string | null }): boolean =>
      ticks[index % 12] === true && (to !== null || ticks[12 + (index % 12)] === true);
  let looked = 0;

  test('what is offered breaks nothing, exceeds nothing, and no leg of it could be larger', () => {
    fc.assert(
      fc.property(books, (book) => {
        const settings = settingsOf(book);
        const cash = money(book.cash);
        const values = accountOf(at, { nav: money(600_000), cash, availableFunds: money(Math.max(0, cash)) });
        const instruments = [...universe, benchmark].map((name) => instrumentOf(name, { lot: book.lot }));
        const input: EngineInput = inputAt(at, {
          events: [
            ...loaded(at),
            { kind: 'account', values },
            { kind: 'instruments', instruments },
            { kind: 'quotes', quotes: [quoteOf(benchmark, at)] },
          ],
        });
        const { state } = step(initialState(null), input, settings);
        const { open } = state;
        if (open === null) return;
        const legs = open.legs.filter(isTicked(book)).map(({ index }) => index);
        if (legs.length === 0) return;
        const preview = (sizes: readonly LegSize[]): Preview =>
          previewOf(open, { legs, sizes }, state, input, settings);
        const offer = preview([]).offers.find(({ sizes }) => sizes.length > 0);
        if (offer === undefined) return;
        looked += 1;
        expect(preview(offer.sizes).refusal).toBeNull();
        for (const asked of offer.sizes) {
          const own = open.legs[asked.leg];
          for (const side of ['sellShares', 'buyShares'] as const) {
            const whole = own?.[side] ?? 0;
            expect(asked[side]).toBeLessThanOrEqual(whole);
            if (asked[side] === whole) continue;
            const more = { ...asked, [side]: shares(asked[side] + book.lot) };
            // Refused, or cut down to what was offered.
            const larger = preview(offer.sizes.map((each) => (each === asked ? more : each)));
            if (larger.refusal === null) expect(larger.trades).toEqual(preview(offer.sizes).trades);
          }
        }
        const commands = [{ kind: 'approve' as const, proposalId: open.proposalId, ...offer }];
        const { decision } = step(state, inputAt(later(at, 0), { seq: 2, commands }), settings);
        expect(decision.ended[0]?.status).toBe('part-approved');
      }),
      { numRuns: 80 },
    );
    expect(looked).toBeGreaterThan(3);
  });
});
