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

/**
 * What each of the n names' predicted costs are to be multiplied by (spec 7): realised over predicted, summed with the traded
 * values as weights, shrunk towards the ratio of the whole book. 1 everywhere without fills.
 */
export function costMultipliers(fills: readonly CostedFill[], n: number): Float64Array {
  const realised = new Float64Array(n);
  const predicted = new Float64Array(n);
  const count = new Float64Array(n);
  fills.forEach((fill, k) => {
    check(fill, k, n);
    const value = fill.shares * fill.price;
    realised[fill.name] = at(realised, fill.name) + value * realisedCost(fill);
    predicted[fill.name] = at(predicted, fill.name) + value * fill.predicted;
    count[fill.name] = at(count, fill.name) + 1;
  });
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  const book = ratio(total(realised), total(predicted), 1);
  return count.map((fillsOfName, i) => {
    const own = ratio(at(realised, i), at(predicted, i), book);
    const trust = fillsOfName / (fillsOfName + evenFills);
    return Math.max(leastMultiplier, Math.min(mostMultiplier, trust * own + (1 - trust) * book));
  });
}

/** c_i := k_i·c_i. Both of length n. */
export function calibrated(cost: Float64Array, multipliers: Float64Array): Float64Array {
  return cost.map((c, i) => c * at(multipliers, i));
}

/** Where nothing was predicted no ratio exists. */
const ratio = (realised: number, predicted: number, otherwise: number): number =>
  predicted > 0 ? realised / predicted : otherwise;

function check(fill: CostedFill, k: number, n: number): void {
  const { name, shares, price, arrivalMid, commission, predicted } = fill;
  requireFinite(`fills[${k}]`, [shares, price, arrivalMid, commission, predicted]);
  if (!Number.isInteger(name) || name < 0 || name >= n)
    throw new InputError(`fills[${k}].name`, null, `is no name's index: ${name}`);
  if (!(shares > 0 && price > 0 && arrivalMid > 0))
    throw new InputError(`fills[${k}]`, null, 'must have positive shares, price and arrival mid');
}
