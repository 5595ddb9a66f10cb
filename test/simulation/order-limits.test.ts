import { describe, expect, test } from 'vitest';
import { settings as usual } from '#test/support/engine-builders.ts';
import { epochMs, fraction, money } from '#shared/units.ts';
import {
  isBroken,
  measured,
  paceOf,
  type Arriving,
  type Books,
  type Settings,
  type Working,
} from './order-limits.ts';

// Made-up orders at the edge of each limit: the judge of the simulated days must be able to object.

const [one, sister, other] = [1, 2, 3];

/** A million, nothing held, every price 100: a share is a basis point of NAV. */
const empty: Books = {
  nav: 1_000_000,
  held: new Map(),
  working: [],
  traded: [],
  priceOf: () => 100,
  recent: () => ({ middles: [100], lasts: [100] }),
  advOf: () => 1e9,
  betaOf: () => 1,
  sectorOf: (conId) => (conId === other ? 'Energy' : 'Health'),
  disturbed: false,
  hedge: null,
};

const rotation: Settings['rotation'] = {
  ...usual.rotation,
  longShort: false,
  ...{ wMax: fraction(0.1), sectorMax: fraction(0.2), gross: fraction(0.6) },
  ...{ netMin: fraction(0), netMax: fraction(1) },
};
const wide: Settings = {
  rotation,
  limits: { maxOrderValue: money(1e9), maxOrdersPerInterval: 40 },
  clamps: { ...usual.clamps, maxAdv: fraction(1) },
};
const rotating = (change: Partial<Settings['rotation']>): Settings => ({
  ...wide,
  rotation: { ...rotation, ...change },
});

const buy = (shares: number, change: Partial<Arriving> = {}): Arriving => ({
  ...{ conId: one, sign: 1, shares, limit: 100 },
  ...change,
});
const sell = (shares: number): Arriving => buy(shares, { sign: -1 });
const works = (order: Arriving, change: Partial<Working> = {}): Working => ({
  ...order,
  isOwn: true,
  ...change,
});
const holding = (...held: readonly (readonly [number, number])[]): Partial<Books> => ({
  held: new Map(held),
});

const brokenBy = (order: Arriving, books: Partial<Books> = {}, settings = wide): readonly string[] =>
  measured(order, { ...empty, ...books }, settings)
    .filter(isBroken)
    .map(({ limit }) => limit);

interface Edge {
  readonly limit: string;
  readonly order: (shares: number) => Arriving;
  /** Shares that just pass; one more does not. */
  readonly last: number;
  readonly books?: Partial<Books>;
  readonly settings?: Settings;
}

const longShort = rotating({ longShort: true, netMin: fraction(-0.1) });

// Of NAV with the hundredth for moving prices: name 12.5 % and a share, sector 25 %, gross 75 %, net 15 % outside, beta 2, turnover 400 %.
const edges: readonly Edge[] = [
  {
    ...{ limit: 'order value', order: buy, last: 500 },
    settings: { ...wide, limits: { ...wide.limits, maxOrderValue: money(50_000) } },
  },
  {
    ...{ limit: 'order value', order: (shares) => buy(shares, { limit: null }), last: 505 },
    settings: { ...wide, limits: { ...wide.limits, maxOrderValue: money(50_000) } },
  },
  { limit: 'order shares', order: buy, last: 100_000, books: { nav: 1e9 } },
  {
    ...{ limit: 'shares held', order: sell, last: 200 },
    books: { ...holding([one, 300]), working: [works(sell(60)), works(sell(40), { isOwn: false })] },
  },
  {
    ...{ limit: 'share of ADV, an order', order: buy, last: 500, books: { advOf: () => 50_000 } },
    settings: { ...wide, clamps: { ...wide.clamps, maxAdv: fraction(0.01) } },
  },
  {
    ...{ limit: 'share of ADV, a day', order: buy, last: 500 },
    books: {
      advOf: () => 20_000,
      traded: [
        { conId: one, shares: 300, price: 100 },
        { conId: other, shares: 300, price: 100 },
      ],
      working: [works(buy(200))],
    },
  },
  { limit: 'name', order: buy, last: 1263 },
  { limit: 'name', order: buy, last: 263, books: { ...holding([one, 600]), working: [works(buy(400))] } },
  { limit: 'sector', order: buy, last: 525, books: holding([sister, 2000], [other, 1000]) },
  { limit: 'gross', order: buy, last: 575, books: holding([other, 7000]) },
  {
    ...{ limit: 'net', order: buy, last: 545, books: holding([other, 4000]) },
    settings: rotating({ netMax: fraction(0.3) }),
  },
  { limit: 'net', order: sell, last: 525, books: holding([other, -2000]), settings: longShort },
  {
    ...{ limit: 'beta', order: buy, last: 200 },
    books: { ...holding([other, 5000]), betaOf: (conId) => (conId === other ? 4 : 1) },
  },
  {
    ...{ limit: 'beta', order: sell, last: 200, settings: longShort },
    books: { ...holding([other, -500]), betaOf: (conId) => (conId === other ? 40 : 1) },
  },
  {
    ...{ limit: 'hedge', order: (shares) => buy(shares, { sign: -1 }), last: 2526 },
    books: { hedge: one, betaOf: () => 0 },
    settings: rotating({ hedgeMax: fraction(0.2) }),
  },
  {
    ...{ limit: 'day turnover', order: buy, last: 300 },
    books: { traded: [{ conId: other, shares: 400, price: 10_000 }], working: [works(sell(100))] },
  },
];

describe('an order at the edge of a limit', () => {
  test.each(edges)(
    '$limit: $last shares pass, one more does not',
    ({ limit, order, last, books, settings }) => {
      expect(brokenBy(order(last), books, settings)).toEqual([]);
      expect(brokenBy(order(last + 1), books, settings)).toEqual([limit]);
    },
  );

  test.each(['middle', 'last'])('a price may lie 3 % off the nearest %s of the last seconds', (which) => {
    const near = { middles: [100, 200], lasts: [100, 200] };
    const far = which === 'middle' ? { ...near, middles: [99, 50] } : { ...near, lasts: [99, 50] };
    expect(brokenBy(buy(1, { limit: 103 }), { recent: () => near })).toEqual([]);
    expect(brokenBy(buy(1, { limit: 96 }), { recent: () => near })).toHaveLength(2);
    expect(brokenBy(buy(1, { limit: 103 }), { recent: () => far })).toEqual([`price off the ${which}`]);
  });

  test('the twentieth active order of a contract and side passes, another does not', () => {
    const active = (count: number): Partial<Books> => ({
      working: [
        ...Array.from({ length: count }, () => works(buy(1))),
        ...[works(sell(1)), works(buy(1, { conId: other })), works(buy(1), { isOwn: false })],
      ],
    });
    expect(brokenBy(buy(1), active(19))).toEqual([]);
    expect(brokenBy(buy(1), active(20))).toEqual(['active orders']);
  });

  test('a hundred orders pass in a minute, and not one more', () => {
    const now = epochMs(1_000_000);
    const sent = (count: number): number[] => [now - 60_000, ...Array.from({ length: count }, () => now)];
    expect(isBroken(paceOf(sent(100), now, wide))).toBe(false);
    expect(isBroken(paceOf(sent(101), now, wide))).toBe(true);
  });

  test('the strategy file’s own number is the one that counts, and none where it says so', () => {
    const own = (hard: number | null): Settings => ({
      ...wide,
      limits: { ...wide.limits, bands: { name: { hard: hard === null ? null : fraction(hard) } } },
    });
    expect(brokenBy(buy(200), {}, own(0.01))).toEqual(['name']);
    expect(brokenBy(buy(2000), {}, own(null))).toEqual([]);
  });
});

describe('the book when all that is open has filled', () => {
  const full = holding([sister, 2400]);

  test('what only takes away passes, however much is over', () => {
    const over = {
      ...holding([one, 9000], [other, 9000]),
      traded: [{ conId: one, shares: 1e6, price: 100 }],
    };
    expect(brokenBy(sell(500), { ...over, betaOf: () => 9, advOf: () => 1000 })).toEqual([]);
    expect(brokenBy(buy(500), { ...over, betaOf: () => 9, advOf: () => 1000 })).toEqual(
      expect.arrayContaining([
        'name',
        'sector',
        'gross',
        'net',
        'beta',
        'day turnover',
        'share of ADV, a day',
      ]),
    );
  });

  test('a sale that works makes no room before it has filled', () => {
    const sale = { ...sell(1000), conId: sister };
    expect(brokenBy(buy(500), { ...full, working: [works(sale)] })).toEqual(['sector']);
    expect(brokenBy(buy(500), holding([sister, 1400]))).toEqual([]);
  });

  test('a cover that works counts as done where the net is near its upper end', () => {
    const settings = rotating({ longShort: true, netMax: fraction(0.05), gross: fraction(2) });
    const books = holding([other, -1000], [sister, 2200]);
    const cover = works(buy(1000, { conId: other }));
    expect(brokenBy(buy(300), books, settings)).toEqual([]);
    expect(brokenBy(buy(300), { ...books, working: [cover] }, settings)).toEqual(['net']);
  });

  test('what somebody else traded a moment ago is not held against the desk', () => {
    const books = { ...holding([one, 100]), disturbed: true };
    expect(brokenBy(sell(200), { ...books, disturbed: false })).toContain('shares held');
    expect(brokenBy(sell(200), books)).toEqual([]);
    expect(brokenBy(buy(2000), books)).toEqual([]);
  });

  test('the hedge counts in beta alone', () => {
    const hedged = { ...holding([one, -9000], [sister, 1000]), hedge: one };
    expect(brokenBy(buy(100, { conId: sister }), hedged)).toEqual([]);
    expect(brokenBy(buy(100, { conId: sister }), { ...hedged, hedge: null })).toContain('gross');
    expect(brokenBy(sell(1), { ...hedged, betaOf: () => 4 }, rotating({ hedgeMax: fraction(9) }))).toEqual([
      'beta',
    ]);
  });

  test('orders of others count when they have filled', () => {
    const others = works(buy(9000, { conId: sister }), { isOwn: false });
    expect(brokenBy(buy(100), { working: [others] })).toEqual([]);
    expect(brokenBy(buy(100), { working: [{ ...others, isOwn: true }] })).toEqual(['sector', 'gross']);
  });
});
