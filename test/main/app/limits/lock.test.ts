import { describe, expect, test } from 'vitest';
import { counts, lockedTo, locksOf, loosened, settingOf, waitedFor } from '#app/limits/lock.ts';
import { lockedWords } from '#app/limits/words.ts';
import { parseStrategy } from '#app/settings.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { type LimitHit, type LimitId, limitIds } from '#shared/domain/limit.ts';
import { instantOf } from '#shared/calendar.ts';

const strategy = (over: object = {}): EngineSettings => {
  const { settings, error } = parseStrategy(
    JSON.stringify({ version: 1, name: 'x', universe: ['AAA', 'BBB'], ...over }),
  );
  if (settings === null) throw new Error(error);
  return settings;
};
const at = instantOf(20261123, 10 * 60 + 31);
const refused = { ticker: 'AAA', venue: 'ARCA' };
/** What is kept of a refusal under these settings. */
const hitsOf = (rule: LimitId, settings: EngineSettings, about = refused): LimitHit[] =>
  locksOf(rule, settings, about).map((lock) => ({
    ...{ date: 20261123, rule, firstAt: at, lastAt: at, count: 1, value: 0, words: '' },
    ...lock,
  }));

const shorting = {
  ...{ rotation: { longShort: true, grossPercent: 90 } },
  ...{ hedge: { ticker: 'HHH' }, restricted: ['AAA'] },
};
const bands = (key: string, hard: number | null) => ({ limits: { [key]: { hard } } });
const noHedge = { hedge: null };
const otherHedge = { hedge: { ticker: 'AAH' } };
const longOnly = { rotation: { longShort: false, grossPercent: 90 } };
const rotating = (change: object) => ({ rotation: { ...shorting.rotation, ...change } });

/** Every limit: what makes it wider, one setting after another, and what makes it narrower. */
const table: Readonly<Record<LimitId, readonly [wider: object[], narrower: object[]]>> = {
  permission: [[], []],
  'trading-state': [[], []],
  'first-day': [[], []],
  duplicate: [[], []],
  frozen: [[], []],
  quote: [[], []],
  shortable: [[], []],
  crossing: [[], []],
  restricted: [[{ restricted: ['BBB'] }], [{ restricted: ['BBB', 'AAA'] }]],
  session: [
    [
      { clamps: { openClampMin: 0 } },
      { clamps: { closeClampMin: 9 } },
      { execution: { auctionMarginMin: 4 } },
      { execution: { auctionCutoffs: { NASDAQ: { enterMin: 1, cancelMin: 2 } } } },
      { execution: { auctionCutoffs: { ARCA: { enterMin: 1, cancelMin: 2 } } } },
      { execution: { auctionCutoffs: { other: { enterMin: 1, cancelMin: 2 } } } },
      noHedge,
      otherHedge,
    ],
    [
      { clamps: { openClampMin: 6, closeClampMin: 20 } },
      { execution: { auctionMarginMin: 6, auctionCutoffs: { ARCA: { enterMin: 20, cancelMin: 1 } } } },
      longOnly,
    ],
  ],
  'quote-age': [[{ clamps: { maxQuoteAgeSec: 11 } }], [{ clamps: { maxQuoteAgeSec: 9 } }]],
  spread: [[{ clamps: { maxSpreadBps: 51 } }], [{ clamps: { maxSpreadBps: 49 } }]],
  'price-moved': [[{ execution: { priceToleranceBps: 51 } }], [{ execution: { priceToleranceBps: 49 } }]],
  'order-value': [[{ limits: { maxOrderMoney: 200_000 } }], [{ limits: { maxOrderMoney: 50_000 } }]],
  'order-shares': [
    [bands('orderShares', 100_001), bands('orderShares', null)],
    [bands('orderShares', 60_000)],
  ],
  'order-least': [
    [{ clamps: { minOrderMoney: 400 } }, { execution: { collarBps: 21 } }],
    [{ clamps: { minOrderMoney: 600 } }, { execution: { collarBps: 19 } }],
  ],
  'adv-order': [[{ clamps: { maxAdvPercent: 2 } }], [{ clamps: { maxAdvPercent: 0.5 } }]],
  'adv-day': [
    [bands('advPerDayPercent', 6), bands('advPerDayPercent', null)],
    [bands('advPerDayPercent', 4)],
  ],
  'from-mid': [[bands('offMidBps', 301)], [bands('offMidBps', 299)]],
  'from-last': [[bands('offLastBps', 301)], [bands('offLastBps', 299)]],
  position: [[noHedge, otherHedge], [longOnly]],
  name: [
    [
      rotating({ wMaxPercent: 6 }),
      bands('namePercent', 7),
      { hedge: { ticker: 'HHH', hedgeMaxPercent: 60 } },
      otherHedge,
    ],
    [rotating({ wMaxPercent: 4 }), { hedge: { ticker: 'HHH', hedgeMaxPercent: 40 } }],
  ],
  sector: [
    [rotating({ sectorMaxPercent: 26 }), bands('sectorPercent', 40), otherHedge],
    [rotating({ sectorMaxPercent: 24 })],
  ],
  gross: [
    [rotating({ grossPercent: 91 }), bands('grossPercent', 130), bands('grossPercent', null), otherHedge],
    [rotating({ grossPercent: 89 })],
  ],
  net: [
    [
      rotating({ netMinPercent: -20 }),
      bands('netOutsidePercent', 16),
      bands('netOutsidePercent', null),
      otherHedge,
    ],
    [rotating({ netMinPercent: 1, netMaxPercent: 90 }), bands('netOutsidePercent', 14)],
  ],
  beta: [
    [
      bands('beta', 2.1),
      rotating({ grossPercent: 120 }),
      { benchmark: 'QQQ' },
      { risk: { rows: 100 } },
      { risk: { minObservations: 400 } },
    ],
    [bands('beta', 1.9)],
  ],
  'day-turnover': [[bands('dayTurnoverPercent', 401)], [bands('dayTurnoverPercent', 399)]],
  'day-loss': [[bands('dayLossPercent', 3), bands('dayLossPercent', null)], [bands('dayLossPercent', 2.4)]],
  drawdown: [[bands('drawdownPercent', 4)], [bands('drawdownPercent', 3)]],
  'order-efficiency': [[bands('orderEfficiency', 21)], [bands('orderEfficiency', 19)]],
  'active-orders': [[bands('activeOrders', null)], [bands('activeOrders', 19)]],
  'buying-power': [[noHedge, otherHedge], [longOnly]],
  'own-cash': [
    [rotating({ grossPercent: 101 }), { execution: { collarBps: 21 } }, otherHedge],
    [rotating({ grossPercent: 100 }), { execution: { collarBps: 19 } }, longOnly],
  ],
  'orders-interval': [[{ limits: { maxOrdersPerInterval: 41 } }], [{ limits: { maxOrdersPerInterval: 39 } }]],
  'orders-minute': [[bands('ordersPerMinute', 101)], [bands('ordersPerMinute', 99)]],
  'message-rate': [[bands('messagesPerSecond', 46)], [bands('messagesPerSecond', 44)]],
};

describe('a hard limit that refused something', () => {
  test.each(limitIds)('%s may not be made wider, and may be made narrower', (rule) => {
    const before = strategy(shorting);
    const hits = hitsOf(rule, before);
    expect(lockedTo(before, hits)).toBe(before);
    const [wider, narrower] = table[rule];
    for (const change of narrower) expect(loosened(strategy({ ...shorting, ...change }), hits)).toEqual([]);
    for (const change of wider) {
      const next = strategy({ ...shorting, ...change });
      expect({ change, wider: loosened(next, hits).length > 0 }).toEqual({ change, wider: true });
      const held = lockedTo(next, hits);
      expect(loosened(held, hits)).toEqual([]);
      expect(lockedTo(held, hits)).toBe(held);
    }
  });

  test.each(['net', 'position', 'session', 'own-cash', 'buying-power'] as const)(
    '%s: also what only a book without shorts can widen',
    (rule) => {
      const hits = hitsOf(rule, strategy());
      for (const change of [{ hedge: { ticker: 'AAH' } }, ...(widerLongOnly[rule] ?? [])])
        expect(loosened(strategy(change), hits)).toHaveLength(1);
    },
  );

  test('net is held at both ends of its range', () => {
    const hits = hitsOf('net', strategy({ rotation: { netMinPercent: 10, netMaxPercent: 20 } }));
    const wider = strategy({ rotation: { netMinPercent: 0, netMaxPercent: 100 } });
    expect(loosened(wider, hits).map(lockedWords)).toEqual([
      'Net outside its range (rotation.netMinPercent) refused an order today at 10:31 and may not go from 10.00 % to 0.00 % before tomorrow.',
      'Net outside its range (rotation.netMaxPercent) refused an order today at 10:31 and may not go from 20.00 % to 100.00 % before tomorrow.',
    ]);
    expect(lockedTo(wider, hits).rotation).toMatchObject({ netMin: 0.1, netMax: 0.2 });
  });

  test('an order that waited for it holds it as well, and is told once', () => {
    const own = hitsOf('gross', strategy());
    const both = [...own, ...own.map((hit) => (hit.part === null ? { ...hit, part: waitedFor } : hit))];
    const wider = strategy(bands('grossPercent', 200));
    expect(loosened(wider, both)).toHaveLength(1);
    expect(loosened(wider, both.slice(own.length))).toHaveLength(1);
  });

  test('a name that was kept back stays restricted', () => {
    const hits = hitsOf('restricted', strategy({ restricted: ['AAA'] }));
    expect(lockedTo(strategy(), hits).restricted).toEqual(['AAA']);
    expect(loosened(strategy(), hits).map(lockedWords)).toEqual([
      'AAA stays on the restricted list (restricted) today: it kept an order back at 10:31.',
    ]);
  });

  test('says which limit, from what to what, and until when', () => {
    const words = (change: object, rule: LimitId): readonly string[] =>
      loosened(strategy(change), hitsOf(rule, strategy())).map(lockedWords);
    expect(words({ limits: { sectorPercent: { hard: 40 } } }, 'sector')).toEqual([
      'One sector after all open orders (limits.sectorPercent) refused an order today at 10:31 and may not go from 31.25 % to 40.00 % before tomorrow.',
    ]);
    expect(
      words({ execution: { auctionCutoffs: { NYSE: { enterMin: 1, cancelMin: 1 } } } }, 'session'),
    ).toEqual([
      'Session and auction cut-offs (execution.auctionCutoffs NYSE) refused an order today at 10:31 and may not go from 10 to 1 before tomorrow.',
    ]);
    expect(words({ rotation: { longShort: true } }, 'position')).toEqual([
      'Shares that are held (rotation.longShort) refused an order today at 10:31 and may not go from no to yes before tomorrow.',
    ]);
    expect(words({ hedge: { ticker: 'HHH' } }, 'sector')).toEqual([
      'One sector after all open orders (hedge.ticker) refused an order today at 10:31, and none stays there before tomorrow.',
    ]);
  });
});

const widerLongOnly: Readonly<Partial<Record<LimitId, readonly object[]>>> = {
  net: [{ limits: { netOutsidePercent: { hard: 20 } } }],
  position: [{ rotation: { longShort: true } }],
  session: [{ rotation: { longShort: true } }],
  'own-cash': [{ rotation: { longShort: true } }],
  'buying-power': [{ rotation: { longShort: true } }],
};

test('what counts is the limit’s own number, refused or waited for', () => {
  const parts = (rule: LimitId) =>
    hitsOf(rule, strategy())
      .filter(counts)
      .map(({ part }) => part);
  expect(parts('net')).toEqual([null]);
  expect(parts('restricted')).toEqual(['AAA']);
  expect(parts('duplicate')).toEqual([null]);
  expect(counts({ rule: 'first-day', part: 'safety.firstLiveDayMaxDayMoney' })).toBe(false);
  expect(counts({ rule: 'crossing', part: waitedFor })).toBe(true);
  expect(settingOf('duplicate')).toBeNull();
  expect(settingOf('net')).toBe('limits.netOutsidePercent');
});
