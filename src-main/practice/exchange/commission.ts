/**
 * What an execution costs: IBKR Pro's tiered scale for US shares plus the fees of third parties, in dollars.
 * Source: IBKR's published commissions for US stocks, tiered, first tier (up to 300,000 shares a month);
 * the fees of exchanges differ by venue and are rounded here to their usual size.
 */

const PER_SHARE = 0.0035;
const MIN_PER_ORDER = 0.35;
/** The commission of an order is at most this fraction of its value, even below the minimum. */
const MAX_OF_VALUE = 0.01;

/** Typical fee for taking liquidity, rebate for adding it, and fee in an auction; per share. */
const TAKER_FEE = 0.003;
const MAKER_REBATE = 0.002;
const AUCTION_FEE = 0.001;
/** NSCC and DTC, per share. */
const CLEARING_FEE = 0.0002;
/** NYSE's and FINRA's shares in the commission, fractions of it. */
const PASS_THROUGH = 0.000175 + 0.00056;
/** Section 31 fee on sales, fraction of the value (27.80 dollars a million, the rate of 2024). */
const SEC_FEE = 0.0000278;
/** FINRA's trading activity fee on sales, per share, with its cap per execution. */
const TAF_FEE = 0.000166;
const TAF_CAP = 8.3;

export type Liquidity = 1 | 2 | 3;

/** IBKR's own commission of an order that has traded so much so far; it never falls while the order trades on. */
export function orderCommission(shares: number, value: number): number {
  if (shares === 0) return 0;
  return Math.min(Math.max(PER_SHARE * shares, MIN_PER_ORDER), MAX_OF_VALUE * value);
}

/** Fees of third parties for one execution; negative when a rebate outweighs them. liquidity: 1 added, 2 taken, 3 auction. */
export function executionFees(
  side: 'BOT' | 'SLD',
  shares: number,
  price: number,
  liquidity: Liquidity,
): number {
  const venue = liquidity === 1 ? -MAKER_REBATE : liquidity === 2 ? TAKER_FEE : AUCTION_FEE;
  const sale = side === 'SLD' ? SEC_FEE * shares * price + Math.min(TAF_FEE * shares, TAF_CAP) : 0;
  return shares * (venue + CLEARING_FEE) + sale;
}

export interface ChargedSoFar {
  readonly shares: number;
  readonly value: number;
}

/** The whole charge of one more execution of an order: its part of the order's commission, and the fees. */
export function chargeOf(
  before: ChargedSoFar,
  side: 'BOT' | 'SLD',
  shares: number,
  price: number,
  liquidity: Liquidity,
): number {
  const own =
    orderCommission(before.shares + shares, before.value + shares * price) -
    orderCommission(before.shares, before.value);
  return rounded(own * (1 + PASS_THROUGH) + executionFees(side, shares, price, liquidity));
}

/** IBKR reports commissions to a millionth of a dollar. */
function rounded(amount: number): number {
  return Number(amount.toFixed(6));
}
