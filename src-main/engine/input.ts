import type { ProposalId, Ticker, WorkId } from '#shared/ids.ts';
import type { Bar, Instrument, Quote } from '#shared/domain/market.ts';
import type { DayFacts } from '#shared/domain/limit.ts';
import type { LegSize, RejectCode } from '#shared/domain/proposal.ts';
import type { MarginPreview, Order, Side } from '#shared/domain/order.ts';
import type { AccountValues, Position } from '#shared/domain/portfolio.ts';
import type { EpochMs } from '#shared/units.ts';
import type { SafetyRule } from './execution/may-trade.ts';
import type { CostTotals } from './optimizer/calibration.ts';

export type TradingMode = 'observe' | 'propose' | 'auto';

/** A fact about the world since the last interval, in order of arrival. */
export type EngineEvent =
  | { readonly kind: 'instruments'; readonly instruments: readonly Instrument[] }
  /** Daily bars, oldest first, completed sessions only; replaces what was known of the name. */
  | { readonly kind: 'history'; readonly ticker: Ticker; readonly bars: readonly Bar[] }
  | { readonly kind: 'quotes'; readonly quotes: readonly Quote[] }
  | { readonly kind: 'account'; readonly values: AccountValues }
  /** The whole book: a name that is missing is flat. */
  | { readonly kind: 'positions'; readonly positions: readonly Position[] }
  /** All own orders that are not terminal; replaces what was known. */
  | { readonly kind: 'orders'; readonly orders: readonly Order[] }
  /** Ended orders of the works; replaces what was known. */
  | { readonly kind: 'children'; readonly orders: readonly Order[] }
  /** What a margin preview of so many shares said; null = it was refused or not answered, and why. */
  | {
      readonly kind: 'preview';
      readonly workId: WorkId;
      readonly shares: number;
      readonly preview: MarginPreview | null;
      readonly why: string;
    }
  /** Bars of the running session, oldest first; those known from the first one's time on are replaced. */
  | { readonly kind: 'intraday'; readonly ticker: Ticker; readonly bars: readonly Bar[] }
  /** Signed shares of fills that the positions do not show yet; replaces what was known. */
  | {
      readonly kind: 'unshown';
      readonly names: readonly { readonly ticker: Ticker; readonly shares: number }[];
    }
  /** What own fills cost against what was expected of them, by name; replaces what was known. */
  | {
      readonly kind: 'own-costs';
      readonly names: readonly (CostTotals & { readonly ticker: Ticker })[];
    }
  /**
   * Names that the desk freezes, and why in words: orders that it did not make, fills that the positions do not show yet. Replaces what was
   * known; own working orders freeze their names by themselves.
   */
  | { readonly kind: 'frozen'; readonly names: readonly { readonly ticker: Ticker; readonly why: string }[] }
  /** Working orders that this desk did not make, by name; replaces what was known. */
  | { readonly kind: 'foreign'; readonly names: readonly (ForeignShares & { readonly ticker: Ticker })[] }
  /** What today's orders came to so far; replaces what was known. */
  | { readonly kind: 'day'; readonly facts: DayFacts };

/** Shares that orders of others may still buy and sell, both positive. */
export interface ForeignShares {
  readonly buy: number;
  readonly sell: number;
  /** Each of them; `limit` null = at any price, or none is known. */
  readonly orders?: readonly { readonly side: Side; readonly limit: number | null }[];
}

export type ProposalCommand =
  /** `legs` null = all of them; `revision`: the one that the trader saw, absent = the first. */
  | {
      readonly kind: 'approve';
      readonly proposalId: ProposalId;
      readonly revision?: number;
      readonly legs: readonly number[] | null;
      /** Of these legs, those that are to be smaller than proposed; absent = none. */
      readonly sizes?: readonly LegSize[];
    }
  | {
      readonly kind: 'reject';
      readonly proposalId: ProposalId;
      readonly reason: string;
      /** What kind of reason; absent = `other`. */
      readonly code?: RejectCode;
    };

export type Command =
  | ProposalCommand
  /** The trader's word: nothing more of this trade is sent, and what works is cancelled. */
  | { readonly kind: 'stop'; readonly workId: WorkId; readonly reason: string };

/** One interval's batch. `at` is the only clock the engine knows: the market's (the TWS's) time. */
export interface EngineInput {
  /** Rises by one per interval of a database's life. */
  readonly seq: number;
  readonly at: EpochMs;
  /** `execution`: facts are folded and what is being worked is worked on; nothing is computed or proposed. */
  readonly pace: 'interval' | 'execution';
  readonly mode: TradingMode;
  /** Milliseconds between two intervals; absent = five minutes. */
  readonly everyMs?: number;
  /** Own order ids to be used in this interval are `${idPrefix}-${n}`: unique per desk start, so that nothing is random inside. */
  readonly idPrefix: string;
  /** Anything that forbids orders although all else is computed: not reconciled, halted. null = orders may go. */
  readonly ordersBlocked: string | null;
  /** What the trading state lets through, where nothing is blocked as a whole. */
  readonly safety: SafetyRule;
  readonly events: readonly EngineEvent[];
  readonly commands: readonly Command[];
}
