import { dateOfStamp, dateStamp, addDays, sessionOf, wallClock } from '#shared/calendar.ts';
import type { Bar } from '#shared/domain/market.ts';
import type { Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { f64 } from './math/linear.ts';
import { emptyProductMemory } from './risk/products.ts';
import { estimateRisk } from './risk/risk-model.ts';
import type { RiskModel } from './risk/risk-model.ts';
import type { EngineSettings } from './settings.ts';
import type { ModelHistory } from './signals/models/model.ts';
import type { EngineState } from './state.ts';

type History = EngineState['history'];

/** What follows from daily bars alone, per name in the given order, `history` without the hedge. Changes when bars come, a few times a day. */
export interface Daily {
  /** Date of the newest bar of any name, as its stamp; null = no bars at all. */
  readonly lastBar: EpochMs | null;
  /** One row per date that any name has. */
  readonly history: ModelHistory;
  /** The bars themselves, oldest first, by name as in `history`. */
  readonly bars: readonly (readonly Bar[])[];
  /** Mean volume of the last 20 bars, shares; NaN = no bars. */
  readonly adv: Float64Array;
  /** Mean true range of the last 14 bars, in price; NaN = too few bars. */
  readonly trueRange: Float64Array;
  readonly risk: RiskModel;
  /** Betas are all 1 for want of bars of the benchmark. */
  readonly benchmarkMissing: boolean;
}

/** The hedge comes last: it has risk, but no model looks at it. */
export interface DailyName {
  readonly ticker: Ticker;
  readonly sector: string;
}

const advDays = 20;
const trueRangeDays = 14;

/** Remembers one answer per history: `fold` keeps the object while no bars come. The answer is the same with or without this. */
const remembered = new WeakMap<History, Remembered>();

interface Remembered {
  readonly key: string;
  readonly names: readonly DailyName[];
  readonly daily: Daily;
}

/** Sums that the next bar's risk model goes on from. The answer is the same with or without this. */
const carried = emptyProductMemory();

export function dailyOf(
  history: History,
  names: readonly DailyName[],
  settings: Pick<EngineSettings, 'benchmark' | 'hedge' | 'risk' | 'signals'>,
): Daily {
  const { benchmark, hedge, risk, signals } = settings;
  const key = JSON.stringify([benchmark, hedge, risk, signals.sigmaFloor]);
  const known = remembered.get(history);
  if (known?.key === key && areSame(known.names, names)) return known.daily;
  const daily = computeDaily(history, names, settings);
  remembered.set(history, { key, names: names.map(({ ticker, sector }) => ({ ticker, sector })), daily });
  return daily;
}

const areSame = (before: readonly DailyName[], now: readonly DailyName[]): boolean =>
  before.length === now.length &&
  before.every(({ ticker, sector }, i) => now[i]?.ticker === ticker && now[i].sector === sector);

function computeDaily(
  history: History,
  names: readonly DailyName[],
  settings: Pick<EngineSettings, 'benchmark' | 'hedge' | 'risk' | 'signals'>,
): Daily {
  const bars = names.map(({ ticker }) => inOrder(history[ticker] ?? []));
  const dates = datesOf(bars);
  const closes = bars.map((own) => columnOn(dates, own, ({ close }) => (close > 0 ? close : Number.NaN)));
  const benchmark = columnOn(dates, inOrder(history[settings.benchmark] ?? []), ({ close }) =>
    close > 0 ? close : Number.NaN,
  );
  const sectors = names.map(({ sector }) => sector);
  const { rows, ...riskSettings } = settings.risk;
  const risk = estimateRisk(
    {
      returns: closes.map((column) => newest(returnsOf(column), rows)),
      benchmark: newest(returnsOf(benchmark), rows),
      sectors,
      rowIds: newest(Float64Array.from(dates.slice(1), dayNumber), rows),
    },
    { ...riskSettings, sigmaFloor: settings.signals.sigmaFloor },
    carried,
  );
  const scored = names.at(-1)?.ticker === settings.hedge?.ticker ? names.length - 1 : names.length;
  return {
    lastBar: dates.at(-1) ?? null,
    history: {
      closes: closes.slice(0, scored),
      highs: bars.slice(0, scored).map((own) => columnOn(dates, own, ({ high }) => high)),
      volumes: bars.slice(0, scored).map((own) => columnOn(dates, own, ({ volume }) => volume)),
      benchmark,
      beta: risk.beta.subarray(0, scored),
      sectors: sectors.slice(0, scored),
    },
    bars: bars.slice(0, scored),
    adv: Float64Array.from(bars, averageVolume),
    trueRange: Float64Array.from(bars, averageTrueRange),
    risk,
    benchmarkMissing: benchmark.every((close) => Number.isNaN(close)),
  };
}

const dayMs = 86_400_000;
const dayNumber = (stamp: EpochMs): number => Math.round(stamp / dayMs);

/** Oldest first; of two bars of one date the later one counts. */
function inOrder(bars: readonly Bar[]): readonly Bar[] {
  const rising = bars.every((bar, t) => t === 0 || bar.at > (bars[t - 1] as Bar).at);
  if (rising) return bars;
  return [...new Map(bars.map((bar) => [bar.at, bar])).values()].sort((a, b) => a.at - b.at);
}

/** Every date that any name has. Most names have the same ones: then nothing is merged. */
function datesOf(bars: readonly (readonly Bar[])[]): EpochMs[] {
  let dates: EpochMs[] = [];
  for (const own of bars) {
    let k = 0;
    for (const date of dates) if (own[k]?.at === date) k++;
    if (k === own.length) continue;
    dates = [...new Set([...dates, ...own.map(({ at }) => at)])].sort((a, b) => a - b);
  }
  return dates;
}

/** `bars` in order, each on a date of `dates`. */
function columnOn(dates: readonly EpochMs[], bars: readonly Bar[], pick: (bar: Bar) => number): Float64Array {
  const column = new Float64Array(dates.length).fill(Number.NaN);
  let k = 0;
  for (let t = 0; t < column.length; t++) {
    const date = dates[t] as EpochMs;
    while (k < bars.length && (bars[k] as Bar).at < date) k++;
    const bar = bars[k];
    if (bar?.at === date) column[t] = pick(bar);
  }
  return column;
}

/** Simple returns, one row fewer than closes; NaN where either close is missing. */
function returnsOf(closes: Float64Array): Float64Array {
  const returns = new Float64Array(Math.max(0, closes.length - 1));
  for (let t = 0; t < returns.length; t++) returns[t] = f64(closes, t + 1) / f64(closes, t) - 1;
  return returns;
}

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

/** Remembers the one cut of each history, so that what is worked out from it is remembered too. */
const cuts = new WeakMap<ModelHistory, ModelHistory>();

/** The sessions before the one that runs at a moment, or before the last one: a bar of its own date is left out, the latest price takes its place. */
export function historyBefore(
  { history, lastBar }: Pick<Daily, 'history' | 'lastBar'>,
  moment: EpochMs,
): ModelHistory {
  if (lastBar === null || dateOfStamp(lastBar) < dateOfStamp(sessionDate(moment))) return history;
  const known = cuts.get(history) ?? withoutLast(history);
  cuts.set(history, known);
  return known;
}

function withoutLast(history: ModelHistory): ModelHistory {
  const cut = (column: Float64Array): Float64Array => column.subarray(0, -1);
  return {
    ...history,
    closes: history.closes.map(cut),
    highs: history.highs.map(cut),
    volumes: history.volumes.map(cut),
    benchmark: cut(history.benchmark),
  };
}
