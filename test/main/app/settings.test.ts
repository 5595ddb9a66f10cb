import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseStrategy } from '#app/settings.ts';

const minimal = { version: 1, name: 'Mine', universe: ['AAPL', 'BRK B'] };
const errorOf = (value: unknown) =>
  parseStrategy(typeof value === 'string' ? value : JSON.stringify(value)).error ?? '';

test('the strategy that ships is sound, and its percents and bps are fractions inside', () => {
  const { settings, error } = parseStrategy(readFileSync('resources/default-strategy.json', 'utf8'));
  expect(error).toBeNull();
  expect(settings?.universe.length).toBeGreaterThanOrEqual(120);
  expect(settings?.rotation.deltaWMax).toBe(0.02);
  expect(settings?.rotation.tauNameBps).toBe(12);
  expect(settings?.clamps.maxSpread).toBe(0.005);
  expect(settings?.clamps.maxQuoteAgeMs).toBe(10_000);
  expect(settings?.execution.collar).toBe(0.002);
});

test('what is left out takes the specification’s default', () => {
  const { settings } = parseStrategy(JSON.stringify(minimal));
  expect(settings?.rotation).toMatchObject({
    kBuy: 20,
    kSell: 30,
    wMax: 0.05,
    gross: 1,
    turnoverMax: 0.3,
    betaBand: 0.05,
  });
  expect(settings?.benchmark).toBe('SPY');
});

test('the file chooses the engine, the hedge and the short side; limits are shared', () => {
  const { settings, error } = parseStrategy(
    JSON.stringify({
      ...minimal,
      engine: 'rebalance',
      shadow: false,
      rotation: { longShort: true, grossPercent: 150, netMinPercent: -20 },
      rebalance: { lambda: 3, scaling: 'alpha', sectorGrossMaxPercent: 40, factors: 10 },
      hedge: { ticker: 'SPY', betaBandPercent: 10, hedgeMaxPercent: 30 },
    }),
  );
  expect(error).toBeNull();
  expect(settings).toMatchObject({
    engine: 'rebalance',
    shadow: false,
    rotation: { longShort: true, gross: 1.5, netMin: -0.2, betaBand: 0.1, hedgeMax: 0.3 },
    rebalance: {
      lambda: 3,
      scaling: 'alpha',
      betaBand: null,
      sectorGrossMax: 0.4,
      relaxWhenInfeasible: false,
    },
    risk: { factors: 10 },
    hedge: { ticker: 'SPY' },
  });
});

test('a strategy that names none of it rotates long only, in the shadow of the other engine', () => {
  const { settings } = parseStrategy(JSON.stringify(minimal));
  expect(settings).toMatchObject({
    engine: 'rotation',
    shadow: true,
    hedge: null,
    rotation: { longShort: false, hedgeMax: 0.5 },
    rebalance: { lambda: 1, scaling: 'riskScaled', betaBand: null, sectorGrossMax: null },
  });
});

describe('what is wrong is named', () => {
  test.each([
    ['{ "version": 1,', /not valid JSON/],
    ['{\n  "version": 1,\n  oops\n}', /line 3/],
    [{ ...minimal, universe: [] }, /universe/],
    [{ ...minimal, universe: ['AAPL', 'MSFT', 'AAPL'] }, /universe\.2: AAPL stands in the universe twice/],
    [{ ...minimal, universe: ['aapl!'] }, /universe\.0: must be a symbol/],
    [{ ...minimal, rotation: { kBuy: 30, kSell: 20 } }, /rotation\.kBuy: must not be over kSell/],
    [{ ...minimal, rotation: { wMaxPercent: 500 } }, /rotation\.wMaxPercent/],
    [{ ...minimal, rotation: { kBy: 3 } }, /rotation.*kBy/],
    [{ ...minimal, limits: { maxOrderMoney: -1 } }, /limits\.maxOrderMoney/],
    [{ ...minimal, engine: 'magic' }, /engine/],
    [{ ...minimal, rotation: { grossPercent: 150 } }, /grossPercent: must not be over 100/],
    [{ ...minimal, rotation: { netMinPercent: -5 } }, /netMinPercent: must not be under 0/],
    [
      { ...minimal, rotation: { netMinPercent: 90, netMaxPercent: 80 } },
      /netMinPercent: must not be over netMaxPercent/,
    ],
    [{ ...minimal, rebalance: { lambda: -1 } }, /rebalance\.lambda/],
    [{ ...minimal, hedge: { ticker: 'AAPL' } }, /hedge\.ticker: must not be in the universe/],
    [{ ...minimal, version: 2 }, /version/],
    ['[]', /the file/],
  ])('%j', (value, words) => {
    expect(errorOf(value)).toMatch(words);
  });
});
