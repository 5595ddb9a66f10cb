import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dateStamp } from '#shared/calendar.ts';
import type { DateKey } from '#shared/calendar.ts';
import type { Bar } from '#shared/domain/market.ts';
import { price } from '#shared/units.ts';

/** Real daily bars of 2016 to 2021, adjusted for splits and dividends. */
export interface RealBars {
  readonly names: readonly { readonly symbol: string; readonly sector: string }[];
  readonly bars: ReadonlyMap<string, readonly Bar[]>;
  readonly benchmark: readonly Bar[];
  /** Every session, oldest first. */
  readonly dates: readonly DateKey[];
}

const folder = resolve('../shared/data');

/** null where the data is not there. */
export function realBars(): RealBars | null {
  if (!existsSync(folder)) return null;
  const bars = new Map<string, Bar[]>();
  for (const year of [2016, 2017, 2018, 2019, 2020, 2021]) {
    for (const [date, symbol, open, high, low, close, adjusted, volume] of rows(
      `daily/us_daily_${year}.csv.gz`,
    )) {
      const own = bars.get(symbol ?? '') ?? [];
      bars.set(symbol ?? '', own);
      own.push(
        barOf(date, [open, high, low, close].map(Number), Number(adjusted) / Number(close), Number(volume)),
      );
    }
  }
  const benchmark = rows('daily/etf_daily.csv.gz')
    .filter(([, symbol]) => symbol === 'SPY')
    .map(([date, , open, high, low, close, volume]) =>
      barOf(date, [open, high, low, close].map(Number), 1, Number(volume)),
    );
  const sectors = new Map(rows('sectors.csv').map(([symbol, , , sector]) => [symbol ?? '', sector ?? '']));
  const dates = new Set([...bars.values()].flatMap((own) => own.map(({ at }) => at)));
  return {
    names: [...bars.keys()].toSorted().map((symbol) => ({ symbol, sector: sectors.get(symbol) ?? '' })),
    bars,
    benchmark,
    dates: [...dates].toSorted((a, b) => a - b).map((at) => keyOf(new Date(at).toISOString())),
  };
}

function rows(file: string): string[][] {
  const raw = readFileSync(resolve(folder, file));
  const text = (file.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8');
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

const keyOf = (date: string): DateKey => Number(date.slice(0, 10).replaceAll('-', ''));

function barOf(date: string | undefined, values: readonly number[], factor: number, volume: number): Bar {
  const [open = 0, high = 0, low = 0, close = 0] = values.map((value) => value * factor);
  return {
    at: dateStamp(keyOf(date ?? '')),
    open: price(open),
    high: price(high),
    low: price(low),
    close: price(close),
    volume: volume / factor,
  };
}
