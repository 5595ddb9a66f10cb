import { parseStrategy } from '#app/settings.ts';
import { dailyOf, historyBefore } from '#engine/daily.ts';
import type { Daily } from '#engine/daily.ts';
import { initialState } from '#engine/fold.ts';
import { at, dot } from '#engine/math/linear.ts';
import { oneWayCosts } from '#engine/optimizer/costs.ts';
import { rebalance } from '#engine/optimizer/rebalance.ts';
import type { RebalanceMemory } from '#engine/optimizer/rebalance.ts';
import { rotate } from '#engine/optimizer/rotation.ts';
import { applyBands } from '#engine/policy/bands.ts';
import { score } from '#engine/signals/score.ts';
import { dateStamp, sessionOf } from '#shared/calendar.ts';
import type { Bar } from '#shared/domain/market.ts';
import { ticker } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';
import { RealBook } from './real-book.ts';
import { realBars } from './real-bars.ts';
import type { RealBars } from './real-bars.ts';

// Both engines day by day over 2016 to 2021 with the built-in zoo, at each close: node test/bench/real-data.ts [days]

const found = realBars();
if (found === null) {
  console.log('../shared/data is absent: there is nothing to run over');
  process.exit(0);
}
const data: RealBars = found;
const firstDay = 60;
const lastDay = Math.min(data.dates.length, firstDay + Number(process.argv[2] ?? data.dates.length));
const names = data.names.map(({ symbol, sector }) => ({ ticker: ticker(symbol), sector }));
const n = names.length;
const nav = 10_000_000;
const rows = 500;
const halfSpread = 0.0002;
const commission = 0.00005;
/** Daily values are compared on one day in five. */
const gapEvery = 5;

const parsed = parseStrategy(
  JSON.stringify({ version: 1, name: 'real data', benchmark: 'SPY', universe: ['SPY'], risk: { rows } }),
);
if (parsed.settings === null) throw new Error(parsed.error);
const { settings } = parsed;
const { rotation } = settings;
const { lambda } = settings.rebalance;

const rotating = new RealBook(n, initialState(null).zoo);
const rebalancing = new RealBook(n, initialState(null).zoo);
let warm: RebalanceMemory | null = null;
let alarms = 0;
const statuses = new Map<string, number>();
const gaps = new Map<number, number[]>();
const bars = names.map(({ ticker }) => data.bars.get(ticker) ?? []);
const indexOn = bars.map((own) => new Map(own.map((bar, t) => [bar.at, t])));
const started = performance.now();
let before = new Float64Array(n).fill(Number.NaN);

for (let day = firstDay; day < lastDay; day++) oneDay(day);
report();

function oneDay(day: number): void {
  const date = data.dates[day] ?? 0;
  const year = Math.floor(date / 10_000);
  const stamp = dateStamp(date);
  const today = bars.map((own, i) => own[indexOn[i]?.get(stamp) ?? -1]);
  const prices = Float64Array.from(today, (bar) => bar?.close ?? Number.NaN);
  const returns = prices.map((price, i) => price / at(before, i) - 1);
  before = prices.map((price, i) => (price > 0 ? price : at(before, i)));
  for (const book of [rotating, rebalancing]) book.drift(returns);

  const daily = dailyBefore(stamp);
  const cost = costsOf(daily, prices);
  const rotated = targetsOfRotation(day, stamp, prices, daily, cost);
  rotating.trade(rotated, prices, cost, day, year);
  const z = scoresOf(rebalancing, stamp, prices, daily, cost);
  const answer = optimum(rebalancing, z, daily, cost, warm);
  warm = answer.memory;
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  const banded = applyBands(
    { wCur: rebalancing.w, rawTarget: answer.w, cut: new Uint8Array(n), hedge: null },
    rotation,
  );
  rebalancing.trade(banded.wTar, prices, cost, day, year);
}

function dailyBefore(stamp: number): Daily {
  const history: Record<string, readonly Bar[]> = {};
  const cut = (own: readonly Bar[]): readonly Bar[] => {
    const end = own.findIndex((bar) => bar.at >= stamp);
    const to = end < 0 ? own.length : end;
    return own.slice(Math.max(0, to - rows - 1), to);
  };
  names.forEach(({ ticker }, i) => (history[ticker] = cut(bars[i] ?? [])));
  history[settings.benchmark] = cut(data.benchmark);
  return dailyOf(history, names, settings);
}

function costsOf(daily: Daily, prices: Float64Array): Float64Array {
  const known = prices.map((price) => (price > 0 ? price : 1));
  return oneWayCosts({
    spread: known.map((price) => 2 * halfSpread * price),
    price: known,
    commission: known.map(() => commission),
    sigmaDay: daily.risk.sigma,
    advValue: daily.adv.map((adv, i) => (adv > 0 ? adv * at(known, i) : Infinity)),
    tradedValue: rotation.deltaWMax * nav,
  });
}

function scoresOf(
  book: RealBook,
  stamp: number,
  prices: Float64Array,
  daily: Daily,
  cost: Float64Array,
): Float64Array {
  const session = sessionOf(Number(new Date(stamp).toISOString().slice(0, 10).replaceAll('-', '')));
  const moment = epochMs((session?.close ?? stamp) - 60_000);
  const scored = score(
    {
      at: moment,
      session,
      tickers: names.map(({ ticker }) => ticker),
      history: historyBefore(daily, moment),
      prices,
      benchmark: data.benchmark.find((bar) => bar.at === stamp)?.close ?? Number.NaN,
      intraday: null,
      sigmaDay: daily.risk.sigma,
      cost,
      wCur: book.w,
      marketOpen: true,
      everyMs: 24 * 3_600_000,
      quoted: prices,
      dailyBars: [],
    },
    book.zoo,
    settings.signals,
  );
  book.zoo = scored.zoo;
  return scored.z.map((z, i) => (at(prices, i) > 0 ? z : Number.NaN));
}

function targetsOfRotation(
  day: number,
  stamp: number,
  prices: Float64Array,
  daily: Daily,
  cost: Float64Array,
): Float64Array {
  const z = scoresOf(rotating, stamp, prices, daily, cost);
  const targets = rotate(
    {
      z,
      wCur: rotating.w,
      pnlBps: rotating.pnlBps(prices),
      atrPct: daily.trueRange.map((range, i) => {
        const percent = (100 * range) / at(prices, i);
        return Number.isFinite(percent) ? percent : 2;
      }),
      ageMin: rotating.ageMin(day),
      cost,
      beta: daily.risk.beta,
      sector: names.map(({ sector }) => sector),
      frozen: Array.from(prices, (price) => !(price > 0)),
      hedge: null,
    },
    rotation,
  );
  if (day % gapEvery === 0) compare(day, z, targets.rawTarget, daily, cost);
  return targets.wTar;
}

/** What the greedy target is worth less than the best one from the same book under the same limits. */
function compare(day: number, z: Float64Array, greedy: Float64Array, daily: Daily, cost: Float64Array): void {
  const best = optimum(rotating, z, daily, cost, null);
  if (best.status !== 'optimal') return;
  const gap = best.objective - worth(greedy, rotating.w, z, daily, cost);
  const turnover = greedy.reduce((total, w, i) => total + Math.abs(w - at(rotating.w, i)), 0);
  if (gap < -1e-9 && turnover <= rotation.turnoverMax + 1e-9) alarms++;
  const year = Math.floor((data.dates[day] ?? 0) / 10_000);
  gaps.set(year, [...(gaps.get(year) ?? []), gap]);
}

function worth(
  w: Float64Array,
  wCur: Float64Array,
  z: Float64Array,
  daily: Daily,
  cost: Float64Array,
): number {
  let value = 0;
  w.forEach((x, i) => {
    const own = Number.isFinite(at(z, i)) ? at(z, i) : 0;
    value += own * x - rotation.gammaCost * at(cost, i) * Math.abs(x - at(wCur, i));
    if (x !== 0) value -= lambda * x * dot(daily.risk.correlation.subarray(i * n, (i + 1) * n), w);
  });
  return value;
}

function optimum(
  book: RealBook,
  z: Float64Array,
  daily: Daily,
  cost: Float64Array,
  memory: RebalanceMemory | null,
) {
  const { gross, netMin, netMax, sectorMax, turnoverMax, wMax, gammaCost } = rotation;
  return rebalance(
    {
      wCur: book.w,
      cost,
      gamma: gammaCost,
      lambda,
      signal: { kind: 'riskScaled', z: z.map((x) => (Number.isFinite(x) ? x : 0)) },
      risk: { kind: 'dense', sigma: daily.risk.correlation },
      lo: new Float64Array(n),
      hi: new Float64Array(n).fill(wMax),
      limits: { gross, netMin, netMax, sectorMax, sectorGrossMax: null, betaBand: null, turnoverMax },
      sector: names.map(({ sector }) => sector),
      beta: daily.risk.beta,
      frozen: Array.from(z, (x) => !Number.isFinite(x)),
      countsInGross: null,
    },
    { relaxWhenInfeasible: true, memory },
  );
}

function report(): void {
  const days = lastDay - firstDay;
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${n} names, ${days} days in ${seconds.toFixed(0)} s; rebalance: ${[...statuses].map(([s, k]) => `${k} ${s}`).join(', ')}; greedy above its optimum: ${alarms} times`,
  );
  console.log(
    'year  engine      turnover/yr  gross  held days  cost bps/yr  gap to the optimum (mean, worst)',
  );
  for (const year of rotating.years.keys()) {
    const gap = gaps.get(year) ?? [];
    const mean = gap.reduce((total, g) => total + g, 0) / gap.length;
    const worst = gap.reduce((most, g) => Math.max(most, g), 0);
    line(year, 'rotation', rotating, `${mean.toFixed(4)}  ${worst.toFixed(4)}`);
    line(year, 'rebalance', rebalancing, '');
  }
}

function line(year: number, engine: string, book: RealBook, gap: string): void {
  const one = book.years.get(year);
  if (one === undefined) return;
  const perYear = 252 / one.days;
  const cells = [
    String(year),
    engine.padEnd(10),
    (one.turnover * perYear).toFixed(1).padStart(11),
    (one.gross / one.days).toFixed(3).padStart(6),
    (one.heldDays / one.exits).toFixed(1).padStart(10),
    (10_000 * one.cost * perYear).toFixed(0).padStart(12),
    `  ${gap}`,
  ];
  console.log(cells.join('  '));
}
