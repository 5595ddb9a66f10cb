import { describe, expect, test } from 'vitest';
import { accountOf, openingLedger } from '#practice/exchange/opening-portfolio.ts';
import { dollars, Market } from '#practice/market/market.ts';
import { parseDay, sessionIndexAtOrBefore } from '#practice/market/trading-days.ts';
import { indexOfConId, nameAt } from '#practice/market/universe.ts';

const session = sessionIndexAtOrBefore(parseDay('20261123') ?? 0);

describe.each([1, 2, 3, 77])('seed %i', (seed) => {
  const market = new Market(seed);
  const { cash, holdings } = openingLedger(market, session);
  const close = (conId: number) => dollars(market.closeOf(indexOfConId(conId) ?? -1, session - 1));

  test('a million dollars, 70 to 85 percent of it in twenty names of 2 to 6 percent', () => {
    const values = holdings.map(({ conId, shares }) => shares * close(conId));
    const invested = values.reduce((a, b) => a + b, 0);
    expect(invested + cash).toBeCloseTo(1_000_000, 2);
    expect(invested).toBeGreaterThan(690_000);
    expect(invested).toBeLessThan(860_000);
    expect(values).toHaveLength(20);
    expect(Math.min(...values)).toBeGreaterThan(19_000);
    expect(Math.max(...values)).toBeLessThan(65_000);
  });

  test('gains and losses, at most three names of a sector, no fund', () => {
    const gains = holdings.filter(({ conId, avgCost }) => close(conId) > avgCost);
    expect(gains.length).toBeGreaterThanOrEqual(2);
    expect(gains.length).toBeLessThanOrEqual(18);
    const sectors = holdings.map(({ conId }) => nameAt(indexOfConId(conId) ?? -1).sector);
    expect(sectors).not.toContain(null);
    for (const sector of sectors) expect(sectors.filter((s) => s === sector).length).toBeLessThanOrEqual(3);
  });

  test('an account id of paper trading', () => {
    expect(accountOf(seed)).toMatch(/^DU[1-9]\d{6}$/);
    expect(accountOf(seed)).toBe(accountOf(seed));
  });
});
