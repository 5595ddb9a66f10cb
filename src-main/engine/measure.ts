import { ensure } from '#shared/assert.ts';
import type { AccountValues } from '#shared/domain/portfolio.ts';
import { price as priceUnit, shares, valueOf, weightOf } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { dailyOf, historyBefore } from './daily.ts';
import type { Daily } from './daily.ts';
import { remainingOf } from './execution/lifecycle.ts';
import { at } from './math/linear.ts';
import { namesOf, priceOf } from './names.ts';
import type { Name } from './names.ts';
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
    [...universe, ...names.filter(({ isHedge }) => isHedge)].map(({ ticker, sector }) => ({
      ticker,
      sector,
    })),
    settings,
  );
  const padded = (known: Float64Array, rest: number): Float64Array =>
    Float64Array.from(names, (_, i) => {
      const row = rowOf(i, universe.length, hedge);
      return row === null ? rest : at(known, row);
    });
  const adv = padded(daily.adv, Number.NaN);
  const wCur = weightsOf(names, account.nav);
  return {
    at: moment,
    account,
    names,
    universeSize: universe.length,
    hedge,
    daily,
    adv,
    wCur,
    committed: wCur.map((w, i) => w + promisedWeight(names[i] as Name, state, account)),
    cost: costsOf(names, adv, padded(daily.risk.sigma, 0), settings.rotation.deltaWMax * account.nav),
    beta: padded(daily.risk.beta, 1),
    frozen: names.map((name, i) => freezeOf(name, at(adv, i), state, settings, moment)),
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

/** What own orders that still work will add to a position, long or short, fraction of NAV. What they take away is not counted before it is gone. */
function promisedWeight(
  { ticker, price, shares: held }: Name,
  { orders }: EngineState,
  { nav }: AccountValues,
): number {
  let size = 0;
  for (const order of orders) {
    if (order.intent.ticker !== ticker) continue;
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
  const price = Float64Array.from(names, (name) => name.price);
  return oneWayCosts({
    spread: Float64Array.from(names, ({ quote }) => Math.max(0, (quote?.ask ?? 0) - (quote?.bid ?? 0))),
    price,
    commission: price.map((p) => commissionFraction(commissionPlan, p, tradedValue)),
    sigmaDay,
    advValue: price.map((p, i) => (at(adv, i) > 0 ? at(adv, i) * p : Infinity)),
    tradedValue,
  }).map((cost) => (Number.isNaN(cost) ? 0 : cost));
}

export function scoreInputOf(picture: Picture): ScoreInput {
  const count = picture.universeSize;
  const universe = picture.names.slice(0, count);
  return {
    at: picture.at,
    tickers: universe.map(({ ticker }) => ticker),
    history: historyBefore(picture.daily, picture.at),
    session: universe.find(({ session }) => session !== null)?.session ?? null,
    prices: Float64Array.from(universe, ({ price }) => price),
    benchmark: picture.benchmarkPrice,
    intraday: null,
    sigmaDay: picture.daily.risk.sigma.subarray(0, count),
    cost: picture.cost.subarray(0, count),
    wCur: picture.wCur.subarray(0, count),
    marketOpen: picture.marketOpen,
  };
}

/** `z` of the universe's names; holdings outside it have none. The hedge stands beside the names. */
export function rotationInputOf(picture: Picture, z: Float64Array): RotationInput {
  const { committed, pnlBps, atrPct, ageMin, cost, beta, names, frozen, hedge } = picture;
  const count = hedge ?? names.length;
  const own = (values: Float64Array): Float64Array => values.subarray(0, count);
  return {
    z: Float64Array.from({ length: count }, (_, i) => z[i] ?? Number.NaN),
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
        : { beta: at(beta, hedge), wCur: at(committed, hedge), frozen: frozen[hedge] !== null },
  };
}
