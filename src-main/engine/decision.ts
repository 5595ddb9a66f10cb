import type { Ticker } from '#shared/ids.ts';
import type { ApprovedOrder, RefusedOrder } from '#shared/domain/order.ts';
import type { Drift, ProposalStatus, RotationProposal } from '#shared/domain/proposal.ts';
import type { EpochMs, Fraction, Money } from '#shared/units.ts';
import type { OutcomeCount } from './policy/outcomes.ts';

/** Everything that one interval concluded, as one JSON value. */
export interface Decision {
  readonly seq: number;
  readonly at: EpochMs;
  /** Why nothing could be computed, in words for the trader; null when it was. Then the arrays are empty. */
  readonly idle: string | null;
  /** One per name of the universe that has an instrument, in universe order. */
  readonly drift: readonly Drift[];
  /** How many names ended how; they add up to the universe and what is held outside it. */
  readonly outcomes: readonly OutcomeCount[];
  readonly book: Book | null;
  /** The proposal that is open after this interval (new or from before), or none. */
  readonly proposal: RotationProposal | null;
  /** Proposals that ended in this interval, by approval, rejection, expiry. */
  readonly ended: readonly EndedProposal[];
  readonly orders: readonly ApprovedOrder[];
  readonly refused: readonly RefusedOrder[];
  /** What kept the whole book from moving (band skip, clamps, market closed), in words; null = nothing did. */
  readonly quiet: string | null;
}

export interface EndedProposal {
  readonly proposal: RotationProposal;
  readonly status: ProposalStatus;
  /** Legs that were approved; empty unless approved in part or whole. */
  readonly legs: readonly number[];
  readonly why: string;
}

export interface Book {
  readonly nav: Money;
  readonly cash: Money;
  readonly gross: Fraction;
  readonly net: Fraction;
  readonly beta: number;
  /** Σ|w_tar − w_cur| before the bands. */
  readonly l1: Fraction;
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
  readonly value: number;
  readonly bound: number;
}
