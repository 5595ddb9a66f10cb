import type { Output } from '#shared/contract/contract.ts';
import type { BarRow, FillRow } from '#shared/contract/rows.ts';
import { ticker as asTicker } from '#shared/ids.ts';
import type { EpochMs, Price } from '#shared/units.ts';
import { marketNow } from '../clock.ts';
import { type Desk, wordsOf } from '../desk.ts';
import { type ChartSize, barStart, mergedFills, withPrice } from './chart-data.ts';

/** What the chart of one name shows; null parts = not known yet. */
export interface ChartState {
  readonly view: string;
  readonly bars: readonly BarRow[];
  readonly fills: readonly FillRow[];
  readonly zone: string;
  readonly size: ChartSize;
}

export interface ChartListener {
  show(state: ChartState): void;
  fail(why: string): void;
}

/** A desk that still loads its bars has none to show yet. */
const retryMs = 3000;

export const viewOf = (ticker: string, size: ChartSize): string => `${ticker} ${size}`;

/**
 * Bars and fills of one name, kept up by its last price and by new fills, and asked for again when a bar is complete.
 * Returns what stops it.
 */
export function followChart(
  desk: Desk,
  ticker: string,
  size: ChartSize,
  listener: ChartListener,
  localNow: () => number,
): () => void {
  let state: ChartState | null = null;
  let last = desk.drift.get(ticker)?.last ?? null;
  let over = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const marketTime = (): EpochMs | null => {
    const status = desk.status.get();
    return status && marketNow(status, localNow());
  };
  const show = (next: ChartState): void => {
    state = next;
    listener.show(next);
  };
  const take = ({ bars, fills, timeZone }: Output<'chart.get'>): void => {
    if (over) return;
    clearTimeout(retry);
    if (bars.length === 0) retry = setTimeout(load, retryMs);
    const newest = bars.at(-1)?.at ?? 0;
    const seen = state?.bars.filter((bar) => bar.at > newest) ?? [];
    const asked: ChartState = {
      view: viewOf(ticker, size),
      bars: [...bars, ...seen],
      fills,
      zone: timeZone,
      size,
    };
    const price = desk.drift.get(ticker)?.last ?? null;
    const at = marketTime();
    // Bars that the desk has not yet, but this screen has seen begin, stay. The present bar ends at the present price; a new bar takes a price that moved while we asked.
    const grows = price !== null && at !== null && (price !== last || !startsBar(asked, at));
    last = price;
    show(grows ? grown(asked, price, at) : asked);
  };
  const load = (): void => {
    desk.link.request('chart.get', { ticker: asTicker(ticker), size }).then(take, (error: unknown) => {
      if (!over) listener.fail(wordsOf(error));
    });
  };
  load();
  const seePrice = (): void => {
    const price = desk.drift.get(ticker)?.last ?? null;
    const at = marketTime();
    if (!state || price === last || price === null || at === null) return;
    last = price;
    const complete = startsBar(state, at);
    show(grown(state, price, at));
    if (complete) load();
  };
  const stops = [
    desk.link.onFresh(load),
    desk.drift.onChange(seePrice),
    desk.link.on('fill.changed', ({ rows }) => {
      if (state && rows.some((row) => row.ticker === ticker))
        show({ ...state, fills: mergedFills(state.fills, rows, ticker) });
    }),
  ];
  return () => {
    over = true;
    clearTimeout(retry);
    for (const stop of stops) stop();
  };
}

function startsBar({ bars, size, zone }: ChartState, at: EpochMs): boolean {
  const newest = bars.at(-1);
  return newest !== undefined && barStart(at, size, zone) > newest.at;
}

const grown = (state: ChartState, price: Price, at: EpochMs): ChartState => ({
  ...state,
  bars: withPrice(state.bars, { price, at }, state.size, state.zone),
});
