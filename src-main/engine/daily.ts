import { dateOfStamp, dateStamp, addDays, sessionOf, wallClock } from '#shared/calendar.ts';
import type { Bar } from '#shared/domain/market.ts';
import type { Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { at } from './math/linear.ts';
import { estimateRisk } from './risk/risk-model.ts';
import type { RiskModel } from './risk/risk-model.ts';
import type { EngineSettings } from './settings.ts';
import type { EngineState } from './state.ts';

type History = EngineState['history'];

/** What follows from daily bars alone, per name in the given order. Changes when bars come, a few times a day. */
export interface Daily {
  /** Date of the newest bar of any name, as its stamp; null = no bars at all. */
  readonly lastBar: EpochMs | null;
  /** One column per name, one row per date that any name has, oldest first; NaN = that name has no bar. */
  readonly closes: readonly Float64Array[];
  /** Mean volume of the last 20 bars, shares; NaN = no bars. */
  readonly adv: Float64Array;
  /** Mean true range of the last 14 bars, in price; NaN = too few bars. */
  readonly trueRange: Float64Array;
  readonly risk: RiskModel;
  /** Betas are all 1 for want of bars of the benchmark. */
  readonly benchmarkMissing: boolean;
}

export interface DailyName {
  readonly ticker: Ticker;
  readonly sector: string;
}

const advDays = 20;
const trueRangeDays = 14;

/** Remembers one answer per history: `fold` keeps the object while no bars come. The answer is the same with or without this. */
const remembered = new WeakMap<History, { readonly key: string; readonly daily: Daily }>();

export function dailyOf(
  history: History,
  names: readonly DailyName[],
  settings: Pick<EngineSettings, 'benchmark' | 'risk' | 'signals'>,
): Daily {
  const key = JSON.stringify([names, settings.benchmark, settings.risk, settings.signals.sigmaFloor]);
  const known = remembered.get(history);
  if (known?.key === key) return known.daily;
  const daily = computeDaily(history, names, settings);
  remembered.set(history, { key, daily });
  return daily;
}

function computeDaily(
  history: History,
  names: readonly DailyName[],
  settings: Pick<EngineSettings, 'benchmark' | 'risk' | 'signals'>,
): Daily {
  const bars = names.map(({ ticker }) => history[ticker] ?? []);
  const dates = datesOf(bars);
  const closes = bars.map((own) => closesOn(dates, own));
  const benchmark = closesOn(dates, history[settings.benchmark] ?? []);
  const { rows, ...risk } = settings.risk;
  return {
    lastBar: dates.at(-1) ?? null,
    closes,
    adv: Float64Array.from(bars, averageVolume),
    trueRange: Float64Array.from(bars, averageTrueRange),
    risk: estimateRisk(
      {
        returns: closes.map((column) => newest(returnsOf(column), rows)),
        benchmark: newest(returnsOf(benchmark), rows),
        sectors: names.map(({ sector }) => sector),
      },
      { ...risk, sigmaFloor: settings.signals.sigmaFloor },
    ),
    benchmarkMissing: benchmark.every((close) => Number.isNaN(close)),
  };
}

function datesOf(bars: readonly (readonly Bar[])[]): EpochMs[] {
  const dates = new Set<EpochMs>();
  for (const own of bars) for (const bar of own) dates.add(bar.at);
  return [...dates].sort((a, b) => a - b);
}

function closesOn(dates: readonly EpochMs[], bars: readonly Bar[]): Float64Array {
  const byDate = new Map(bars.map((bar) => [bar.at, bar.close]));
  return Float64Array.from(dates, (date) => {
    const close = byDate.get(date) ?? Number.NaN;
    return close > 0 ? close : Number.NaN;
  });
}

/** Simple returns, one row fewer than closes; NaN where either close is missing. */
const returnsOf = (closes: Float64Array): Float64Array =>
  closes.subarray(1).map((close, t) => close / at(closes, t) - 1);

const newest = (column: Float64Array, rows: number): Float64Array =>
  column.subarray(Math.max(0, column.length - rows));

function averageVolume(bars: readonly Bar[]): number {
  const last = bars.slice(-advDays);
  return last.length === 0 ? Number.NaN : last.reduce((sum, bar) => sum + bar.volume, 0) / last.length;
}

/** Wilder 1978: the day's range, extended to the close before. A plain mean, not his smoothing. */
function averageTrueRange(bars: readonly Bar[]): number {
  if (bars.length <= trueRangeDays) return Number.NaN;
  const last = bars.slice(-trueRangeDays - 1);
  let total = 0;
  for (let t = 1; t < last.length; t++) {
    const { high, low } = last[t] as Bar;
    const before = (last[t - 1] as Bar).close;
    total += Math.max(high, before) - Math.min(low, before);
  }
  return total / trueRangeDays;
}

/** Date of the session that runs at a moment, or of the last one before it. */
export function sessionDate(moment: EpochMs): EpochMs {
  let date = wallClock(moment).date;
  for (let session = sessionOf(date); session === null || session.open > moment; session = sessionOf(date)) {
    date = addDays(date, -1);
  }
  return dateStamp(date);
}

/**
 * Daily closes with the latest price as their last row: a row of its own, or in place of the bar where today's is already there.
 * `prices` by name, NaN = unknown.
 */
export function withLatest(
  daily: Pick<Daily, 'closes' | 'lastBar'>,
  prices: Float64Array,
  moment: EpochMs,
): Float64Array[] {
  const newDay = daily.lastBar === null || dateOfStamp(daily.lastBar) < dateOfStamp(sessionDate(moment));
  return daily.closes.map((column, i) => {
    const rows = new Float64Array(column.length + (newDay ? 1 : 0));
    rows.set(column);
    const latest = at(prices, i);
    if (newDay || latest > 0) rows[rows.length - 1] = latest;
    return rows;
  });
}
