import type { AccountId, ConId, Ticker } from '../ids.ts';
import type { EpochMs, Money, Price, Shares } from '../units.ts';

export interface Position {
  readonly ticker: Ticker;
  readonly conId: ConId;
  /** Negative = short. */
  readonly shares: Shares;
  /** Average cost per share, commissions included, as the broker counts it. */
  readonly avgCost: Price;
}

/** The broker's own figures; ours are only ever a check on them. */
export interface AccountValues {
  readonly account: AccountId;
  readonly currency: string;
  readonly nav: Money;
  readonly cash: Money;
  readonly grossPositionValue: Money;
  readonly buyingPower: Money;
  readonly availableFunds: Money;
  readonly at: EpochMs;
}

/** `D…` ids are IBKR's simulated accounts. Practice is our own TWS, told by how the desk reached it. */
export type AccountKind = 'practice' | 'paper' | 'live';
