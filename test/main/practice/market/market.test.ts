import { describe, expect, test } from 'vitest';
import { epochAt } from '#practice/market/exchange-time.ts';
import { Market, momentOf } from '#practice/market/market.ts';
import { parseDay, SESSIONS, sessionMinutes } from '#practice/market/trading-days.ts';
import { indexOfSymbol, NAMES, SECTORS } from '#practice/market/universe.ts';

const DAY = parseDay('20261123') ?? 0;
const ALL_NAMES = NAMES.map((_, index) => index);
const market = new Market(1);
const NOW = epochAt(DAY, 630) + 17_250;
const { session } = momentOf(NOW);

function place(symbol: string): number {
  const index = indexOfSymbol(symbol);
  if (index === null) throw new Error(`no ${symbol}`);
  return index;
}

function returns(name: number, count = 504): number[] {
  return Array.from({ length: count }, (_, i) =>
    Math.log(market.closeOf(name, session - i) / market.closeOf(name, session - i - 1)),
  );
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, v, i) => sum + v * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe('universe', () => {
  test('at least 120 shares over the eleven sectors, and the benchmark fund', () => {
    expect(NAMES.filter((name) => name.sector !== null).length).toBeGreaterThanOrEqual(120);
    expect(SECTORS).toHaveLength(11);
    expect(NAMES.find((name) => name.symbol === 'SPY')?.sector).toBeNull();
    expect(new Set(NAMES.map((name) => name.conId)).size).toBe(NAMES.length);
  });
});

describe('a pure function of seed and time', () => {
  test('two markets of one seed agree, in whatever order they were asked', () => {
    const other = new Market(1);
    const names = ALL_NAMES.filter((name) => name % 10 === 0);
    const late = names.map((name) => other.quote(name, NOW + 60_000));
    const early = names.map((name) => other.quote(name, NOW));
    expect(names.map((name) => market.quote(name, NOW))).toEqual(early);
    expect(names.map((name) => market.quote(name, NOW + 60_000))).toEqual(late);
  });

  test('another seed is another market', () => {
    expect(new Market(2).quote(1, NOW).last).not.toBe(market.quote(1, NOW).last);
  });
});

describe('quotes', () => {
  test('bid ≤ last ≤ ask, bid below ask, sizes positive, range around the last price', () => {
    for (const name of ALL_NAMES) {
      for (let i = 0; i < 40; i += 1) {
        const q = market.quote(name, NOW + i * 250);
        expect(q.bid).toBeLessThan(q.ask);
        expect(q.last).toBeGreaterThanOrEqual(q.bid);
        expect(q.last).toBeLessThanOrEqual(q.ask);
        expect(Math.min(q.bidSize, q.askSize, q.lastSize)).toBeGreaterThan(0);
        expect(q.low ?? Number.NaN).toBeLessThanOrEqual(q.last);
        expect(q.high ?? Number.NaN).toBeGreaterThanOrEqual(q.last);
      }
    }
  });

  test('move one to three times a second for a usual name', () => {
    let changes = 0;
    for (const name of ALL_NAMES) {
      for (let i = 1; i <= 80; i += 1) {
        const before = market.quote(name, NOW + (i - 1) * 250);
        const after = market.quote(name, NOW + i * 250);
        if (before.last !== after.last || before.bid !== after.bid || before.ask !== after.ask) changes += 1;
      }
    }
    const perSecond = changes / ALL_NAMES.length / 20;
    expect(perSecond).toBeGreaterThan(1);
    expect(perSecond).toBeLessThan(3);
  });

  test('spreads differ by name', () => {
    const relative = (symbol: string) => {
      const q = market.quote(place(symbol), NOW);
      return (q.ask - q.bid) / q.last;
    };
    expect(relative('BKNG')).toBeGreaterThan(5 * relative('SPY'));
  });

  test('before the open there is yesterday; after the close the official price', () => {
    const early = market.quote(1, epochAt(DAY, 566));
    expect(early).toMatchObject({ last: market.closeOf(1, session - 1), open: null, volume: 0 });
    const late = market.quote(1, epochAt(DAY, 965));
    expect(late.last).toBe(market.closeOf(1, session));
    expect(late.volume).toBe(market.daily(1, session).volume);
  });
});

describe('one price path', () => {
  test('the minutes of a session add up to its daily bar', () => {
    for (const name of [0, 1, 40, 90]) {
      for (let s = session - 25; s < session; s += 1) {
        const steps = sessionMinutes(SESSIONS[s] ?? 0) * 240;
        expect(market.traded(name, s, 0, steps)).toEqual(market.daily(name, s));
      }
    }
  });

  test("a minute's bar is what was seen live in it", () => {
    const name = place('AAPL');
    const seen = Array.from({ length: 240 }, (_, i) => market.lastAt(name, session, 60 * 240 + i));
    const bar = market.traded(name, session, 60 * 240, 61 * 240);
    expect(bar).toMatchObject({
      open: seen[0],
      close: seen[239],
      high: Math.max(...seen),
      low: Math.min(...seen),
    });
  });

  test('volume has its U: the first and last half hour are busier than noon', () => {
    const halfHour = (minute: number) => market.traded(1, session, minute * 240, (minute + 30) * 240).volume;
    expect(halfHour(0)).toBeGreaterThan(1.5 * halfHour(180));
    expect(halfHour(360)).toBeGreaterThan(1.5 * halfHour(180));
  });
});

describe('risk', () => {
  test('market, sector and own parts show in the correlations', () => {
    const jpm = returns(place('JPM'));
    const bank = correlation(jpm, returns(place('BAC')));
    const stranger = correlation(jpm, returns(place('NEM')));
    const spy = correlation(jpm, returns(place('SPY')));
    expect(bank).toBeGreaterThan(stranger + 0.1);
    expect(spy).toBeGreaterThan(0.4);
    expect(bank).toBeLessThan(0.95);
  });

  test('betas to the fund are near the stated ones', () => {
    const spy = returns(place('SPY'));
    const variance = spy.reduce((sum, r) => sum + r * r, 0);
    for (const symbol of ['NVDA', 'JNJ']) {
      const own = returns(place(symbol));
      const beta = own.reduce((sum, r, i) => sum + r * (spy[i] ?? 0), 0) / variance;
      const stated = NAMES[place(symbol)]?.beta ?? Number.NaN;
      expect(Math.abs(beta - stated)).toBeLessThan(0.4);
    }
  });
});
