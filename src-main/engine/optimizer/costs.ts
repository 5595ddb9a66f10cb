import { f64, vectorOf } from '../math/linear.ts';

export interface CostInput {
  /** Ask minus bid, price per share; length n, as all arrays here. */
  readonly spread: Float64Array;
  /** Per share. */
  readonly price: Float64Array;
  /** Fraction of traded value. */
  readonly commission: Float64Array;
  /** Fraction per day. */
  readonly sigmaDay: Float64Array;
  /** Average daily volume times price, money. */
  readonly advValue: Float64Array;
  /** What one trade is expected to move: deltaWMax·NAV, money. */
  readonly tradedValue: number;
}

/** Impact of trading a whole day's volume, in daily volatilities (Almgren et al. 2005, square-root form). */
const impactCoefficient = 0.7;

/**
 * One-way cost c_i, fraction of traded value, length n (spec 7): half the spread, commission, square-root impact.
 * NaN where a part of it is unknown or there is no volume: such a name cannot be priced and must be frozen.
 */
export function oneWayCosts(input: CostInput): Float64Array {
  return vectorOf(input.price.length, (i) => {
    const price = f64(input.price, i);
    const halfSpread = f64(input.spread, i) / 2 / price;
    const share = input.tradedValue / f64(input.advValue, i);
    const impact = impactCoefficient * f64(input.sigmaDay, i) * Math.sqrt(share);
    const cost = halfSpread + f64(input.commission, i) + impact;
    return Number.isFinite(cost) ? cost : Number.NaN;
  });
}

/** A broker's price list; money in the account's base currency. */
export interface CommissionPlan {
  readonly perShare: number;
  /** Per order. */
  readonly minimum: number;
  /** Most that is taken, fraction of the order's value; wins over the minimum. */
  readonly maximum: number;
}

/** Commission as a fraction of traded value, for an order of that value at that price. */
export function commissionFraction(plan: CommissionPlan, price: number, tradedValue: number): number {
  const byShare = plan.perShare / price;
  return Math.min(plan.maximum, Math.max(byShare, plan.minimum / tradedValue));
}
