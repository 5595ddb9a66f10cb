import { ensure } from '#shared/assert.ts';
import type { Bar } from '#shared/domain/market.ts';
import type { AccountValues } from '#shared/domain/portfolio.ts';
import { isOver } from '#shared/domain/work.ts';
import { price as priceUnit, shares, valueOf, weightOf } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { dailyOf, historyBefore } from './daily.ts';
import type { Daily } from './daily.ts';
import { remainingOf } from './execution/lifecycle.ts';
import { f64, vectorOf } from './math/linear.ts';
import { namesOf, priceOf } from './names.ts';
import type { Name } from './names.ts';
import { bookTotals, calibrated, multipliersOf, noFills } from './optimizer/calibration.ts';
import type { CostTotals } from './optimizer/calibration.ts';
import { commissionFraction, oneWayCosts } from './optimizer/costs.ts';
import type { CommissionPlan } from './optimizer/costs.ts';
import type { RotationInput } from './optimizer/rotation/rotation-input.ts';
import { freezeOf } from './policy/freeze.ts';
import { agesOf, atrOf, pnlOf, weightsOf } from './portfolio.ts';
import type { EngineSettings } from './settings.ts';
import type { ScoreInput } from './signals/score.ts';
import type { EngineState } from './state.ts';

/** The book and its market, measured once per interval. Arrays are by name: the universe first, then holdings outside it, then the hedge. */
export interface Picture {
  readonly at: EpochMs;
  readonly account: AccountValues;
  readonly names: readonly Name[];
  /** How many of the names are the universe's. */
  readonly universeSize: number;
  /** Index of the hedge, which is the last; null = there is none. */
  readonly hedge: number | null;
  /** Of the universe's names and the hedge only: see `riskRow`. */
  readonly daily: Daily;
  /** Average daily volume, shares; NaN = unknown. */
  readonly adv: Float64Array;
  /** Fraction of NAV. */
  readonly wCur: Float64Array;
  /** The same, as if the own orders that still work and make a position larger had filled: what every cap is held to. Such names are frozen. */
  readonly committed: Float64Array;
  /** One way, fraction of traded value; of a frozen name as far as it is known. */
  readonly cost: Float64Array;
  /** The same before own fills corrected it. */
  readonly predictedCost: Float64Array;
  /** What own fills cost and were expected to, over all names. */
  readonly ownCosts: CostTotals;
  /** Bars of the running session of the universe's names; null = none are loaded. */
  readonly intraday: readonly (readonly Bar[])[] | null;
  /** 1 for holdings outside the universe. */
  readonly beta: Float64Array;
  /** Why a name may not trade, in words; null = it may. */
  readonly frozen: readonly (string | null)[];
  readonly pnlBps: Float64Array;
  readonly atrPct: Float64Array;
  readonly ageMin: Float64Array;
  /** Whether names may be sold short; the hedge always may. */
  readonly longShort: boolean;
  readonly marketOpen: boolean;
  /** Latest price, NaN = not quoted. */
  readonly benchmarkPrice: number;
}

/** IBKR's tiered prices for US stocks, lowest volume tier. */
const commissionPlan: CommissionPlan = { perShare: 0.0035, minimum: 0.35, maximum: 0.01 };

export function measure(state: EngineState, settings: EngineSettings, moment: EpochMs): Picture {
  const account = ensure(state.account, 'account values');
  const names = namesOf(state, settings, moment);
  const universe = names.filter(({ inUniverse }) => inUniverse);
  const hedge = names.at(-1)?.isHedge === true ? names.length - 1 : null;
  const daily = dailyOf(
    state.history,
    hedge === null ? universe : [...universe, names[hedge] as Name],
    settings,
  );
  const padded = (known: Float64Array, rest: number): Float64Array =>
    vectorOf(names.length, (i) => {
      const row = rowOf(i, universe.length, hedge);
      return row === null ? rest : f64(known, row);
    });
  const adv = padded(daily.adv, Number.NaN);
  const wCur = weightsOf(names, account.nav);
  const tradedValue = settings.rotation.deltaWMax * account.nav;
  const predictedCost = costsOf(names, adv, padded(daily.risk.sigma, 0), tradedValue);
  const ownCosts = bookTotals(Object.values(state.ownCosts));
  return {
    at: moment,
    account,
    names,
    universeSize: universe.length,
    hedge,
    daily,
    adv,
    wCur,
    committed: vectorOf(names.length, (i) => f64(wCur, i) + promisedWeight(names[i] as Name, state, account)),
    cost: corrected(predictedCost, names, state.ownCosts, ownCosts),
    predictedCost,
    ownCosts,
    intraday: intradayOf(universe, state, moment),
    beta: padded(daily.risk.beta, 1),
    frozen: names.map((name, i) => freezeOf(name, f64(adv, i), state, settings, moment)),
    pnlBps: pnlOf(names),
    atrPct: atrOf(names, padded(daily.trueRange, Number.NaN)),
    ageMin: agesOf(names, state.entries, moment),
    longShort: settings.rotation.longShort,
    marketOpen: universe.some(({ clamp }) => !clamp.closed),
    benchmarkPrice: priceOf(state.quotes[settings.benchmark] ?? null) ?? Number.NaN,
  };
}

/** Where `daily` has a name of the picture; null = it does not know it. */
export const riskRow = ({ universeSize, hedge }: Picture, i: number): number | null =>
  rowOf(i, universeSize, hedge);

const rowOf = (i: number, universeSize: number, hedge: number | null): number | null =>
  i < universeSize ? i : i === hedge ? universeSize : null;

/** What orders that still work, own or not, and trades that are being worked, will add to a position, long or short, fraction of NAV. What they take away is not counted before it is gone. */
function promisedWeight(
  { ticker, price, shares: held }: Name,
  { orders, works, foreign }: EngineState,
  { nav }: AccountValues,
): number {
  const others = foreign[ticker];
  let size = others === undefined ? 0 : opened(-held, others.buy) - opened(held, others.sell);
  const worked = works.find((work) => work.ticker === ticker && !isOver(work));
  if (worked !== undefined) {
    const left = worked.shares - worked.filled;
    size += worked.side === 'BUY' ? opened(-held, left) : -opened(held, left);
  }
  for (const order of orders) {
    if (order.intent.ticker !== ticker) continue;
    // Counted with its whole trade.
    if (worked !== undefined && order.intent.child?.workId === worked.workId) continue;
    const left = remainingOf(order);
    size += order.intent.side === 'BUY' ? opened(-held, left) : -opened(held, left);
  }
  return size === 0 || !(price > 0) ? 0 : weightOf(valueOf(shares(size), priceUnit(price)), nav);
}

/** Shares of an order that are more than the opposite position which it first takes away. */
const opened = (against: number, size: number): number => Math.max(0, size - Math.max(0, against));

/** What cannot be known counts as nothing: such a name is frozen, and its score should not jump with its quote. */
function costsOf(
  names: readonly Name[],
  adv: Float64Array,
  sigmaDay: Float64Array,
  tradedValue: number,
): Float64Array {
  const n = names.length;
  const price = vectorOf(n, (i) => (names[i] as Name).price);
  const cost = oneWayCosts({
    spread: vectorOf(n, (i) => {
      const quote = (names[i] as Name).quote;
      return Math.max(0, (quote?.ask ?? 0) - (quote?.bid ?? 0));
    }),
    price,
    commission: vectorOf(n, (i) => commissionFraction(commissionPlan, f64(price, i), tradedValue)),
    sigmaDay,
    advValue: vectorOf(n, (i) => (f64(adv, i) > 0 ? f64(adv, i) * f64(price, i) : Infinity)),
    tradedValue,
  });
  for (let i = 0; i < n; i++) if (Number.isNaN(cost[i])) cost[i] = 0;
  return cost;
}

function corrected(
  cost: Float64Array,
  names: readonly Name[],
  own: EngineState['ownCosts'],
  book: CostTotals,
): Float64Array {
  if (book.fills === 0) return cost;
  const byName = names.map(({ ticker }) => own[ticker] ?? noFills);
  return calibrated(cost, multipliersOf(byName, book));
}

/** A session of which no name has a bar yet counts as not loaded. */
function intradayOf(
  universe: readonly Name[],
  { intraday }: EngineState,
  moment: EpochMs,
): Picture['intraday'] {
  const open = universe.find(({ session }) => session !== null)?.session?.open ?? null;
  if (open === null) return null;
  const isToday = (bars: readonly Bar[]): boolean => (bars[0]?.at ?? -1) >= open && open <= moment;
  const bars = universe.map(({ ticker }) => intraday[ticker] ?? noBars);
  return bars.some(isToday) ? bars.map((own) => (isToday(own) ? own : noBars)) : null;
}

const noBars: readonly Bar[] = [];

/** `everyMs`: milliseconds between two intervals. */
export function scoreInputOf(picture: Picture, everyMs: number): ScoreInput {
  const count = picture.universeSize;
  const universe = picture.names.slice(0, count);
  return {
    at: picture.at,
    tickers: universe.map(({ ticker }) => ticker),
    history: historyBefore(picture.daily, picture.at),
    session: universe.find(({ session }) => session !== null)?.session ?? null,
    prices: vectorOf(count, (i) => (universe[i] as Name).price),
    benchmark: picture.benchmarkPrice,
    intraday: picture.intraday,
    sigmaDay: picture.daily.risk.sigma.subarray(0, count),
    cost: picture.cost.subarray(0, count),
    wCur: picture.wCur.subarray(0, count),
    marketOpen: picture.marketOpen,
    everyMs,
    quoted: vectorOf(count, (i) => priceOf((universe[i] as Name).quote) ?? Number.NaN),
    dailyBars: picture.daily.bars,
  };
}

/** `z` of the universe's names; holdings outside it have none. The hedge stands beside the names. */
export function rotationInputOf(picture: Picture, z: Float64Array): RotationInput {
  const { committed, pnlBps, atrPct, ageMin, cost, beta, names, frozen, hedge } = picture;
  const count = hedge ?? names.length;
  const own = (values: Float64Array): Float64Array => values.subarray(0, count);
  return {
    z: vectorOf(count, (i) => z[i] ?? Number.NaN),
    wCur: own(committed),
    pnlBps: own(pnlBps),
    atrPct: own(atrPct),
    ageMin: own(ageMin),
    cost: own(cost),
    beta: own(beta),
    sector: names.slice(0, count).map(({ sector }) => sector),
    frozen: frozen.slice(0, count).map((why) => why !== null),
    hedge:
      hedge === null
        ? null
        : { beta: f64(beta, hedge), wCur: f64(committed, hedge), frozen: frozen[hedge] !== null },
  };
}
