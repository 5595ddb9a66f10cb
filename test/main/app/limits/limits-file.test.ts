import { expect, test } from 'vitest';
import { keyOf, LimitsFile, limitsOf } from '#app/limits/limits-file.ts';
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
