import type { OrderId, Ticker } from '#shared/ids.ts';
import type { Check } from '#shared/domain/limit.ts';
import type { ApprovedOrder, OrderIntent, RefusedOrder } from '#shared/domain/order.ts';
import type {
  Drift,
  LegSize,
  ProposalStatus,
  RejectCode,
  RotationProposal,
} from '#shared/domain/proposal.ts';
import type { Work } from '#shared/domain/work.ts';
import type { EpochMs, Fraction, Money } from '#shared/units.ts';
import type { Shadow } from './optimizer/shadow.ts';
import type { OutcomeCount } from './policy/outcomes.ts';

/** Everything that one interval concluded, as one JSON value. */
export interface Decision {
  readonly seq: number;
  readonly at: EpochMs;
  /** In `execution` only what is being worked was looked at: all that is computed is empty. */
  readonly pace: 'interval' | 'execution';
  /** Why nothing could be computed, in words for the trader; null when it was. Then the arrays are empty. */
  readonly idle: string | null;
  /** One per name of the universe that has an instrument, in universe order. */
  readonly drift: readonly Drift[];
  /** How many names ended how; they add up to the universe and what is held outside it. */
  readonly outcomes: readonly OutcomeCount[];
  readonly book: Book | null;
  /** Both engines and doing nothing by one measure; null where the strategy switches it off, or nothing was computed. */
  readonly shadow: Shadow | null;
  /** The proposal that is open after this interval (new or from before), or none. */
  readonly proposal: RotationProposal | null;
  /** Proposals that ended in this interval, by approval, rejection, expiry. */
  readonly ended: readonly EndedProposal[];
  readonly orders: readonly ApprovedOrder[];
  readonly refused: readonly RefusedOrder[];
  /** Own orders whose cancel is to be asked. */
  readonly cancel: readonly OrderId[];
  /** Trades whose margin the broker is to preview; they are not sent. */
  readonly previews: readonly OrderIntent[];
  /** What is being worked and is new or has changed, as it now stands. */
  readonly works: readonly Work[];
  /** What the limits said: of a new proposal's trades, of approved ones, of each order that was to leave. */
  readonly checks: readonly Check[];
  /** What kept the whole book from moving (band skip, clamps, market closed), in words; null = nothing did. */
  readonly quiet: string | null;
}

export interface EndedProposal {
  readonly proposal: RotationProposal;
  readonly status: ProposalStatus;
  /** Legs that were approved; empty unless approved in part or whole. */
  readonly legs: readonly number[];
  /** Legs that were approved smaller than proposed, and those left out because nothing of them fitted; absent = none. */
  readonly sizes?: readonly LegSize[];
  readonly why: string;
  /** Of a trader's rejection. */
  readonly code?: RejectCode;
}

export interface Book {
  /** Whose targets these are. */
  readonly engine: 'rotation' | 'rebalance';
  readonly nav: Money;
  readonly cash: Money;
  /** Without the hedge, as net. */
  readonly gross: Fraction;
  readonly net: Fraction;
  /** Hedge included. */
  readonly beta: number;
  /** Signed weight; null = the strategy has none. */
  readonly hedge: Fraction | null;
  /** Σ|w_tar − w_cur| before the bands. */
  readonly l1: Fraction;
  /** Σ|w_tar − w_cur| after the bands, hedge left out. */
  readonly turnover: Fraction;
  readonly limits: readonly LimitSlack[];
  /** Limits that frozen names alone exceed (spec 5 step 2). */
  readonly unmet: readonly string[];
  /** Weight of each model in each horizon, for the screen. */
  readonly models: readonly {
    readonly model: string;
    readonly horizonMin: number;
    readonly weight: number;
    /** Why it has none in this interval, in words; null = it has. */
    readonly unavailable: string | null;
  }[];
  readonly thinHistory: readonly Ticker[];
  /** What the numbers lack, in words; empty = nothing. */
  readonly notes: readonly string[];
}

export interface LimitSlack {
  readonly limit: string;
  /** At the targets. */
  readonly value: number;
  readonly bound: number;
  /** What is left; negative = broken. */
  readonly slack: number;
  /** What one more unit of the bound is worth in the objective; null where the rotation made the targets. */
  readonly price: number | null;
}
