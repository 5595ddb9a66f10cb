/** One unit per quantity inside the program; conversion happens here, in app/settings.ts and in format.ts, nowhere else. */

declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** An amount in the account's base currency. */
export type Money = Unit<'Money'>;
/** A price per share, in the contract's currency. */
export type Price = Unit<'Price'>;
/** A whole number of shares; negative means short or sold, where a sign makes sense. */
export type Shares = Unit<'Shares'>;
/** A weight, return, cost, drift or limit; 0.05 is five percent. */
export type Fraction = Unit<'Fraction'>;
/** Milliseconds since 1970-01-01 UTC. */
export type EpochMs = Unit<'EpochMs'>;

export const money = (n: number): Money => n as Money;
export const price = (n: number): Price => n as Price;
export const fraction = (n: number): Fraction => n as Fraction;
export const epochMs = (n: number): EpochMs => n as EpochMs;

/** Throws where n is not whole: a fraction of a share must never be traded unnoticed. */
export function shares(n: number): Shares {
  if (!Number.isInteger(n)) throw new RangeError(`shares must be whole, got ${n}`);
  return (n === 0 ? 0 : n) as Shares;
}

const bpsPerUnit = 10_000;
const percentPerUnit = 100;

export const fromBps = (bps: number): Fraction => fraction(bps / bpsPerUnit);
export const toBps = (f: number): number => f * bpsPerUnit;
export const fromPercent = (percent: number): Fraction => fraction(percent / percentPerUnit);
export const toPercent = (f: number): number => f * percentPerUnit;

/** Signed value of a position. */
export const valueOf = (size: Shares, at: Price): Money => money(size * at);
/** Signed share of NAV; nav must be positive. */
export const weightOf = (value: Money, nav: Money): Fraction => fraction(value / nav);
