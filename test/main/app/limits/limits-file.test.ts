import { expect, test } from 'vitest';
import { keyOf, LimitsFile, limitsOf } from '#app/limits/limits-file.ts';
import { parseStrategy } from '#app/settings.ts';
import { bandNames, bandOf } from '#engine/execution/limits/bands.ts';
import { settings } from '#test/support/engine-builders.ts';

const parsed = (file: object) => limitsOf(LimitsFile.parse(file));

test('traders’ units become house units; what is left out stays standard', () => {
  const limits = parsed({
    maxOrderMoney: 50_000,
    softOrderMoney: 20_000,
    offMidBps: { soft: 50, hard: 150 },
    namePercent: { hard: 10 },
    dayLossPercent: { soft: null },
    ordersPerMinute: { hard: 80 },
  });
  expect(limits).toEqual({
    maxOrderValue: 50_000,
    maxOrdersPerInterval: 40,
    bands: {
      orderValue: { soft: 20_000 },
      fromMid: { soft: 0.005, hard: 0.015 },
      name: { hard: 0.1 },
      dayLoss: { soft: null },
      ordersPerMinute: { hard: 80 },
    },
  });
  expect(bandOf('dayLoss', { ...settings, limits })).toEqual({ soft: null, hard: 0.025 });
  expect(bandOf('orderValue', { ...settings, limits })).toEqual({ soft: 20_000, hard: 50_000 });
  expect(parsed({})).toEqual({ maxOrderValue: 100_000, maxOrdersPerInterval: 40 });
});

test('soft numbers of what is refused elsewhere, and of what is there', () => {
  const { bands } = parsed({
    advPerOrderPercent: { soft: 0.5 },
    quoteAgeSec: { soft: 4 },
    spreadBps: { soft: 20 },
    priceMovedBps: { soft: null },
    positionPercent: { soft: 50 },
    shortablePercent: { soft: 25 },
    buyingPowerPercent: { soft: 90 },
    ownCashPercent: { soft: 95 },
  });
  expect(bands).toEqual({
    advPerOrder: { soft: 0.005 },
    quoteAge: { soft: 4000 },
    spread: { soft: 0.002 },
    priceMoved: { soft: null },
    position: { soft: 0.5 },
    shortable: { soft: 0.25 },
    buyingPower: { soft: 0.9 },
    ownCash: { soft: 0.95 },
  });
  expect(LimitsFile.safeParse({ spreadBps: { soft: 20, hard: 50 } }).success).toBe(false);
});

test.each([
  [{ limits: { spreadBps: { soft: 51 } } }, 'limits.spreadBps'],
  [{ limits: { quoteAgeSec: { soft: 11 } } }, 'limits.quoteAgeSec'],
  [{ limits: { priceMovedBps: { soft: 51 } } }, 'limits.priceMovedBps'],
  [{ limits: { advPerOrderPercent: { soft: 2 } } }, 'limits.advPerOrderPercent'],
])('a soft one over the hard one elsewhere in the file is an error: %j', (over, where) => {
  const strategy = (change: object) =>
    parseStrategy(JSON.stringify({ version: 1, name: 'x', universe: ['AAA'], ...change })).error;
  expect(strategy(over)).toBe(`${where}: must not be over what refuses`);
  expect(strategy({ limits: { spreadBps: { soft: 50 }, quoteAgeSec: { soft: 10 } } })).toBeNull();
});

test.each([
  ['an unknown key', { grossPercents: { hard: 1 } }],
  ['an unknown number', { grossPercent: { high: 1 } }],
  ['a soft one over the hard one', { beta: { soft: 3, hard: 2 } }],
  ['a soft order over the hard one', { maxOrderMoney: 10, softOrderMoney: 11 }],
  ['nothing at all', { beta: { hard: 0 } }],
  ['more than IBKR takes', { activeOrders: { hard: 21 } }],
  ['a word', { beta: { hard: 'two' } }],
])('%s is an error', (_, file) => {
  expect(LimitsFile.safeParse(file).success).toBe(false);
});

test('every limit of the engine has its key in the file', () => {
  for (const name of bandNames) {
    const key = keyOf(name).replace('limits.', '');
    expect(Object.keys(LimitsFile.shape)).toContain(key);
  }
});
