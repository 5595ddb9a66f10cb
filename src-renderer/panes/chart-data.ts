import type { BarRow, FillRow } from '#shared/contract/rows.ts';
import { type EpochMs, type Price, epochMs } from '#shared/units.ts';
import { dateIn, wallClock } from '../exchange-time.ts';

export type ChartSize = '1 day' | '5 mins';

const barMs = 5 * 60 * 1000;

/** Start of the bar in which a moment lies; a daily bar starts at midnight UTC of the exchange's date. */
export function barStart(at: EpochMs, size: ChartSize, zone: string): EpochMs {
  if (size === '1 day') return epochMs(Date.parse(`${dateIn(at, zone)}T00:00:00Z`));
  return epochMs(Math.floor(at / barMs) * barMs);
}

/** Where a bar stands on the chart, in s: the chart knows no time zones, so intraday stamps are shifted to exchange time. */
export function chartTime(barAt: EpochMs, size: ChartSize, zone: string): number {
  return (size === '1 day' ? barAt : wallClock(barAt, zone)) / 1000;
}

/** The bars with one more price seen: in the newest bar, or in a new one. Older moments change nothing. */
export function withPrice(
  bars: readonly BarRow[],
  seen: { readonly price: Price; readonly at: EpochMs },
  size: ChartSize,
  zone: string,
): readonly BarRow[] {
  const start = barStart(seen.at, size, zone);
  const newest = bars.at(-1);
  if (newest && start < newest.at) return bars;
  const { price } = seen;
  if (!newest || start > newest.at)
    return [...bars, { at: start, open: price, high: price, low: price, close: price, volume: 0 }];
  const grown: BarRow = {
    ...newest,
    high: price > newest.high ? price : newest.high,
    low: price < newest.low ? price : newest.low,
    close: price,
  };
  return [...bars.slice(0, -1), grown];
}

/** Bars in order, each start once, going on with own fills that are newer than the newest bar: a marker needs a bar to stand at. */
export function barsFor(
  bars: readonly BarRow[],
  fills: readonly FillRow[],
  size: ChartSize,
  zone: string,
): readonly BarRow[] {
  const byStart = new Map(bars.map((bar) => [bar.at, bar]));
  const sorted = [...byStart.values()].sort((a, b) => a.at - b.at);
  const newest = sorted.at(-1)?.at ?? epochMs(0);
  return [...fills]
    .sort((a, b) => a.at - b.at)
    .filter((fill) => barStart(fill.at, size, zone) > newest)
    .reduce<readonly BarRow[]>((all, fill) => withPrice(all, fill, size, zone), sorted);
}

export interface FillMark {
  readonly fill: FillRow;
  /** Start of the bar it stands at. */
  readonly barAt: EpochMs;
}

/** Fills that have a bar on the chart: the one they fell into, or the last one before. Oldest first. */
export function marksOf(
  fills: readonly FillRow[],
  bars: readonly BarRow[],
  size: ChartSize,
  zone: string,
): readonly FillMark[] {
  const marks: FillMark[] = [];
  for (const fill of [...fills].sort((a, b) => a.at - b.at)) {
    const start = barStart(fill.at, size, zone);
    const bar = bars.findLast((candidate) => candidate.at <= start);
    if (bar) marks.push({ fill, barAt: bar.at });
  }
  return marks;
}

/** Known fills with newer versions of them; by id, of one name. */
export function mergedFills(
  known: readonly FillRow[],
  news: readonly FillRow[],
  ticker: string,
): readonly FillRow[] {
  const all = new Map(known.map((fill) => [fill.id, fill]));
  for (const fill of news) if (fill.ticker === ticker) all.set(fill.id, fill);
  return [...all.values()];
}
