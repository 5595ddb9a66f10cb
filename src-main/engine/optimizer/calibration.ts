import { requireFinite, InputError } from '../math/input-error.ts';
import { at } from '../math/linear.ts';

/** One own fill and what it was expected to cost. */
export interface CostedFill {
  /** Index of the name. */
  readonly name: number;
  readonly side: 'BUY' | 'SELL';
  /** Positive. */
  readonly shares: number;
  /** Per share. */
  readonly price: number;
  /** Middle of bid and ask when the order arrived. */
  readonly arrivalMid: number;
  /** Money. */
  readonly commission: number;
  /** One way, fraction of traded value, before any calibration. */
  readonly predicted: number;
}

/** Fills with which a name's own ratio counts as much as the book's. */
const evenFills = 20;
const leastMultiplier = 0.25;
const mostMultiplier = 4;

/** One-way cost that a fill had, fraction of traded value; negative = it was better than the mid (spec 7). */
export function realisedCost(fill: Omit<CostedFill, 'name' | 'predicted'>): number {
  const { side, shares, price, arrivalMid, commission } = fill;
  const slippage = ((side === 'BUY' ? 1 : -1) * (price - arrivalMid)) / arrivalMid;
  return slippage + commission / (shares * price);
}

/** What fills came to, Σ traded value × cost, money. */
export interface CostTotals {
  readonly realised: number;
  readonly predicted: number;
  readonly fills: number;
}

export const noFills: CostTotals = { realised: 0, predicted: 0, fills: 0 };

export function withFill(totals: CostTotals, fill: Omit<CostedFill, 'name'>): CostTotals {
  const value = fill.shares * fill.price;
  return {
    realised: totals.realised + value * realisedCost(fill),
    predicted: totals.predicted + value * fill.predicted,
    fills: totals.fills + 1,
  };
}

/**
 * What each of the n names' predicted costs are to be multiplied by (spec 7): realised over predicted, summed with the traded
 * values as weights, shrunk towards the ratio of the whole book. 1 everywhere without fills.
 */
export function costMultipliers(fills: readonly CostedFill[], n: number): Float64Array {
  const byName = Array.from({ length: n }, () => noFills);
  fills.forEach((fill, k) => {
    check(fill, k, n);
    byName[fill.name] = withFill(byName[fill.name] ?? noFills, fill);
  });
  return multipliersOf(byName, bookTotals(byName));
}

/** Length and order of `byName`; `book`: the sum over every name with fills, those not in `byName` too. */
export function multipliersOf(byName: readonly CostTotals[], book: CostTotals): Float64Array {
  const bookRatio = ratio(book, 1);
  return Float64Array.from(byName, (own) => {
    const trust = own.fills / (own.fills + evenFills);
    return clip(trust * ratio(own, bookRatio) + (1 - trust) * bookRatio);
  });
}

export const bookTotals = (totals: readonly CostTotals[]): CostTotals =>
  totals.reduce(
    (sum, { realised, predicted, fills }) => ({
      realised: sum.realised + realised,
      predicted: sum.predicted + predicted,
      fills: sum.fills + fills,
    }),
    noFills,
  );

/** c_i := k_i·c_i. Both of length n. */
export function calibrated(cost: Float64Array, multipliers: Float64Array): Float64Array {
  return cost.map((c, i) => c * at(multipliers, i));
}

const clip = (k: number): number => Math.max(leastMultiplier, Math.min(mostMultiplier, k));

/** Where nothing was predicted no ratio exists. */
const ratio = ({ realised, predicted }: CostTotals, otherwise: number): number =>
  predicted > 0 ? realised / predicted : otherwise;

function check(fill: CostedFill, k: number, n: number): void {
  const { name, shares, price, arrivalMid, commission, predicted } = fill;
  requireFinite(`fills[${k}]`, [shares, price, arrivalMid, commission, predicted]);
  if (!Number.isInteger(name) || name < 0 || name >= n)
    throw new InputError(`fills[${k}].name`, null, `is no name's index: ${name}`);
  if (!(shares > 0 && price > 0 && arrivalMid > 0))
    throw new InputError(`fills[${k}]`, null, 'must have positive shares, price and arrival mid');
}
