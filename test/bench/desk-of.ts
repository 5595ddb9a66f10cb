import { parseStrategy } from '#app/settings.ts';
import type { EngineEvent, EngineInput } from '#engine/input.ts';
import { seededRandom } from '#test/support/random.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { addDays, dateStamp, isTradingDay } from '#shared/calendar.ts';
import type { DateKey } from '#shared/calendar.ts';
import type { Bar, Quote } from '#shared/domain/market.ts';
import { ticker } from '#shared/ids.ts';
import type { Ticker } from '#shared/ids.ts';
import { epochMs, fraction, price, shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { accountOf, clock, instrumentOf, inputAt, today } from '#test/support/engine-builders.ts';

/** A desk of n names with 500 daily bars each, a tenth of them held, and quotes that move at every interval. */
export interface BenchDesk {
  readonly settings: EngineSettings;
  readonly first: EngineInput;
  /** The k-th interval after the first, five seconds apart: quotes of every name. */
  next(k: number): EngineInput;
}

const benchmark = ticker('MKT');
const intervalMs = 5000;

export function deskOf(n: number): BenchDesk {
  const names = Array.from({ length: n }, (_, i) => ticker(`N${i}`));
  const days = tradingDays(500);
  const market = returnsOf(1, days.length, 0.008);
  const bars = new Map<Ticker, readonly Bar[]>(names.map((name, i) => [name, barsOf(i, days, market)]));
  const last = names.map((name) => bars.get(name)?.at(-1)?.close ?? 100);
  const start = clock(11, 0);
  const events: EngineEvent[] = [
    {
      kind: 'instruments',
      instruments: names.map((name, i) => instrumentOf(name, { sector: `S${i % 11}` })),
    },
    ...[...bars].map(([name, own]) => ({ kind: 'history' as const, ticker: name, bars: own })),
    { kind: 'history', ticker: benchmark, bars: barsOf(-1, days, market) },
    { kind: 'account', values: accountOf(start) },
    {
      kind: 'positions',
      positions: names
        .filter((_, i) => i % 10 === 0)
        .map((name, k) => ({
          ticker: name,
          conId: instrumentOf(name).conId,
          shares: shares(Math.floor(8_000_000 / n / (last[k * 10] ?? 1))),
          avgCost: price((last[k * 10] ?? 1) * (1 + 0.01 * ((k % 5) - 2))),
        })),
    },
    quotesOf(names, last, start, 0),
  ];
  return {
    settings: settingsOf(names),
    first: inputAt(start, { mode: 'observe', events }),
    next: (k) => {
      const at = epochMs(start + k * intervalMs);
      return inputAt(at, { seq: k + 1, mode: 'observe', events: [quotesOf(names, last, at, k)] });
    },
  };
}

function settingsOf(universe: readonly Ticker[]): EngineSettings {
  const { settings } = parseStrategy(JSON.stringify({ version: 1, name: 'bench', benchmark, universe }));
  if (settings === null) throw new Error('the bench strategy does not parse');
  return {
    ...settings,
    shadow: false,
    rotation: { ...settings.rotation, wMax: 0.05 },
    clamps: { ...settings.clamps, maxSpread: fraction(0.01) },
  };
}

function tradingDays(count: number): DateKey[] {
  const days: DateKey[] = [];
  for (let date = addDays(today, -1); days.length < count; date = addDays(date, -1)) {
    if (isTradingDay(date)) days.unshift(date);
  }
  return days;
}

function returnsOf(seed: number, count: number, scale: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => scale * random.normal());
}

function barsOf(i: number, days: readonly DateKey[], market: readonly number[]): Bar[] {
  const own = returnsOf(100 + i, days.length, i < 0 ? 0 : 0.012);
  const random = seededRandom(7000 + i);
  let close = 40 + (i % 200);
  return days.map((date, t) => {
    const before = close;
    close *= 1 + (market[t] ?? 0) + (own[t] ?? 0);
    return {
      at: dateStamp(date),
      open: price(before),
      high: price(Math.max(before, close) * 1.003),
      low: price(Math.min(before, close) * 0.997),
      close: price(close),
      volume: Math.round(1_000_000 * (1 + random.uniform())),
    };
  });
}

function quotesOf(names: readonly Ticker[], last: readonly number[], at: EpochMs, k: number): EngineEvent {
  const quotes = names.map((name, i): Quote => {
    const mid = (last[i] ?? 1) * (1 + 0.004 * Math.sin(0.001 * k + i));
    const half = mid * 0.0002;
    return {
      ticker: name,
      bid: price(mid - half),
      ask: price(mid + half),
      last: price(mid),
      close: price(last[i] ?? 1),
      bidSize: 300,
      askSize: 300,
      volume: 500_000,
      kind: 'live',
      halted: false,
      at,
    };
  });
  return { kind: 'quotes', quotes };
}
