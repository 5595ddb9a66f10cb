import { describe, expect, test } from 'vitest';
import { hardOf, lockedTo, loosened, settingOf } from '#app/limits/lock.ts';
import { lockedWords } from '#app/limits/words.ts';
import { parseStrategy } from '#app/settings.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { type LimitHit, type LimitId, limitIds } from '#shared/domain/limit.ts';
import { ticker } from '#shared/ids.ts';
import { instantOf } from '#shared/calendar.ts';

const strategy = (over: object = {}): EngineSettings => {
  const { settings, error } = parseStrategy(
    JSON.stringify({ version: 1, name: 'x', universe: ['AAA', 'BBB'], ...over }),
  );
  if (settings === null) throw new Error(error);
  return settings;
};
const at = instantOf(20261123, 10 * 60 + 31);
const hitOf = (rule: LimitId, settings = strategy(), over: Partial<LimitHit> = {}): LimitHit => ({
  ...{ date: 20261123, rule, ticker: null, firstAt: at, lastAt: at, count: 1, value: 0 },
  ...{ limit: hardOf(rule, settings) ?? null, words: '' },
  ...over,
});

describe('a hard limit that refused something', () => {
  test.each([
    ['order-value', { limits: { maxOrderMoney: 200_000 } }, { limits: { maxOrderMoney: 50_000 } }],
    ['orders-interval', { limits: { maxOrdersPerInterval: 41 } }, { limits: { maxOrdersPerInterval: 39 } }],
    ['order-least', { clamps: { minOrderMoney: 400 } }, { clamps: { minOrderMoney: 600 } }],
    ['spread', { clamps: { maxSpreadBps: 51 } }, { clamps: { maxSpreadBps: 49 } }],
    ['adv-order', { clamps: { maxAdvPercent: 2 } }, { clamps: { maxAdvPercent: 0.5 } }],
    ['quote-age', { clamps: { maxQuoteAgeSec: 11 } }, { clamps: { maxQuoteAgeSec: 9 } }],
    ['price-moved', { execution: { priceToleranceBps: 51 } }, { execution: { priceToleranceBps: 49 } }],
    ['gross', { limits: { grossPercent: { hard: 130 } } }, { limits: { grossPercent: { hard: 120 } } }],
    ['gross', { limits: { grossPercent: { hard: null } } }, { rotation: { grossPercent: 90 } }],
    ['name', { rotation: { wMaxPercent: 6 } }, { rotation: { wMaxPercent: 4 } }],
    ['day-loss', { limits: { dayLossPercent: { hard: 3 } } }, { limits: { dayLossPercent: { hard: 2.4 } } }],
  ] as const)('%s may not be made wider, and may be made narrower', (rule, wider, narrower) => {
    const hits = [hitOf(rule)];
    expect(loosened(strategy(), hits)).toEqual([]);
    expect(loosened(strategy(narrower), hits)).toEqual([]);
    expect(loosened(strategy(wider), hits)).toHaveLength(1);
    const held = lockedTo(strategy(wider), hits);
    expect(hardOf(rule, held)).toBe(hits[0]?.limit);
    expect(loosened(held, hits)).toEqual([]);
  });

  test('a name that was kept back stays restricted', () => {
    const hits = [hitOf('restricted', strategy(), { ticker: ticker('AAA') })];
    expect(loosened(strategy({ restricted: ['AAA', 'BBB'] }), hits)).toEqual([]);
    expect(lockedTo(strategy(), hits).restricted).toEqual(['AAA']);
    expect(loosened(strategy(), hits).map(lockedWords)).toEqual([
      'AAA stays on the restricted list (restricted) today: it kept an order back at 10:31.',
    ]);
  });

  test('says which limit, from what to what, and until when', () => {
    const [wider] = loosened(strategy({ limits: { sectorPercent: { hard: 40 } } }), [hitOf('sector')]);
    if (wider === undefined) throw new Error('not wider');
    expect(lockedWords(wider)).toBe(
      'One sector after all open orders (limits.sectorPercent) refused an order today at 10:31 and may not go from 31.25 % to 40.00 % before tomorrow.',
    );
  });
});

test('what no file sets is never locked, and settings that are not wider stay the same object', () => {
  const same = strategy();
  expect(
    lockedTo(
      same,
      limitIds.map((rule) => hitOf(rule, same)),
    ),
  ).toBe(same);
  expect(settingOf('duplicate')).toBeNull();
  expect(hardOf('crossing', same)).toBeUndefined();
});
