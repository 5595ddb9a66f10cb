import type { ProposalId, Ticker } from '../ids.ts';
import type { ProposalLimit } from './limit.ts';
import type { EpochMs, Fraction, Money, Price, Shares } from '../units.ts';

/** Why a name moves (spec 5 and 6). `_SHORT`: in the short book. Manual and recovery orders carry none of the engine's reasons. */
export const reasons = [
  'CUT_SCORE',
  'CUT_LOSER',
  'CUT_DEAD_MONEY',
  'TRIM_NAME',
  'TRIM_SECTOR',
  'TRIM_GROSS',
  'ROTATE_GREEN',
  'ROTATE_RED',
  'BUY_CASH',
  'HEDGE_BETA',
  'REBALANCE',
  'CUT_SCORE_SHORT',
  'CUT_LOSER_SHORT',
  'CUT_DEAD_MONEY_SHORT',
  'TRIM_NAME_SHORT',
  'TRIM_SECTOR_SHORT',
  'TRIM_GROSS_SHORT',
  'ROTATE_GREEN_SHORT',
  'ROTATE_RED_SHORT',
  'BUY_CASH_SHORT',
] as const;
export type Reason = (typeof reasons)[number];

/** Why a receiver or a name did not move (spec 5 and 8). */
export const blocks = [
  'ALPHA_GAP',
  'NO_DONOR',
  'CAP_NAME',
  'CAP_SECTOR',
  'TURNOVER',
  'COST_GATE',
  'WAS_DONOR',
  'BAND_SKIP',
  'NAME_BAND',
  'FROZEN',
  'NO_SIGNAL',
  'MIN_ORDER',
  'IN_BAND',
  'HOLD',
  'NOT_HELD',
  'REJECTED',
  'WAS_CUT',
] as const;
export type Block = (typeof blocks)[number];

/** One movement of weight: sells `from` (null = cash pays), buys `to` (null = cash is left, as after cuts). A short is opened by selling and covered by buying. */
export interface Leg {
  /** Position in the proposal, from 0. */
  readonly index: number;
  readonly from: Ticker | null;
  readonly to: Ticker | null;
  /** Positive. */
  readonly weight: Fraction;
  /** Shares sold of `from`, positive; 0 where from is cash or the lot swallows it. */
  readonly sellShares: Shares;
  /** Shares bought of `to`, positive; 0 where to is cash or the lot swallows it. */
  readonly buyShares: Shares;
  /** Estimated one-way costs of both sides, as a fraction of the traded weight. */
  readonly cost: Fraction;
  readonly costMoney: Money;
  /** Spec 5 step 3; null for cuts and trims, which need none. */
  readonly utility: number | null;
  readonly reason: Reason;
}

/** What a leg is approved with where that is less than proposed; both 0 = it is left out. */
export interface LegSize {
  /** Index of the leg. */
  readonly leg: number;
  readonly sellShares: Shares;
  readonly buyShares: Shares;
}

/** Some of a proposal's legs, each as proposed where no smaller size is given. */
export interface Part {
  readonly legs: readonly number[];
  readonly sizes: readonly LegSize[];
}

export const asProposed = (legs: readonly number[]): Part => ({ legs, sizes: [] });

export const isWhole = (proposal: Pick<RotationProposal, 'legs'>, { legs, sizes }: Part): boolean =>
  legs.length === proposal.legs.length && sizes.length === 0;

/** Net trade of one name over all its legs. */
export interface ProposedTrade {
  readonly ticker: Ticker;
  /** Signed: positive buys. */
  readonly shares: Shares;
  /** The position that the whole proposal leads to; negative = short. */
  readonly target: Shares;
  readonly price: Price;
  /** One way, fraction of traded value, before own fills correct it; absent in proposals of earlier builds. */
  readonly predictedCost?: Fraction;
  readonly reason: Reason;
}

/** Why a trader rejects, for what his rejections were worth later. */
export const rejectCodes = ['not-now', 'wrong-signal', 'news', 'size', 'other'] as const;
export type RejectCode = (typeof rejectCodes)[number];

/** A leg that the trader did not want: it is not proposed again for a while. */
export interface Rejection {
  readonly at: EpochMs;
  readonly from: Ticker | null;
  readonly to: Ticker | null;
  readonly code: RejectCode;
  /** z of `to` less z of `from` at that time; null = not known. */
  readonly gap: number | null;
}

/** What an approval compares with what the trader saw. `leg`: it is no longer part of the proposal. */
export const movedFields = ['price', 'position', 'shares', 'nav', 'cost', 'limit', 'clamp', 'leg'] as const;
export type MovedField = (typeof movedFields)[number];

/** One thing that is not as it was when the trader saw the proposal. */
export interface Moved {
  /** null = the whole book. */
  readonly ticker: Ticker | null;
  readonly field: MovedField;
  /** Price, shares, or money by `field`; of a limit its own unit; null = not known. */
  readonly before: number | null;
  readonly after: number | null;
  /** What may move silently, in the unit of `field` (a fraction for price and nav); null = it follows from what moved. */
  readonly tolerance: number | null;
  readonly words: string;
}

/** Which numbers a trader decides on. */
export const revisionOf = ({ revision = 1 }: Pick<RotationProposal, 'revision'>): number => revision;

export type ProposalStatus = 'open' | 'approved' | 'part-approved' | 'rejected' | 'expired' | 'superseded';

export interface RotationProposal {
  readonly proposalId: ProposalId;
  /** The interval that made it. */
  readonly seq: number;
  readonly at: EpochMs;
  readonly expiresAt: EpochMs;
  readonly legs: readonly Leg[];
  readonly trades: readonly ProposedTrade[];
  /** Σ|w_tar − w_cur|. */
  readonly turnover: Fraction;
  readonly costMoney: Money;
  /** From 1; rises with each re-pricing. Absent = 1. */
  readonly revision?: number;
  /** What moved beyond its tolerance since the revision before; absent or empty = it is the first. */
  readonly moved?: readonly Moved[];
  /** NAV that its weights are fractions of; absent on those of earlier builds. */
  readonly nav?: Money;
  /** Limits that it comes near to or breaks, as of when it was made; absent on those of earlier builds. */
  readonly limits?: readonly ProposalLimit[];
}

/** What the engine concluded about one name in one interval; the outcomes of an interval add up to the universe. */
export interface Drift {
  readonly ticker: Ticker;
  readonly shares: Shares;
  readonly current: Fraction;
  readonly target: Fraction;
  /** null = no signal. */
  readonly z: number | null;
  readonly rank: number | null;
  readonly reasons: readonly Reason[];
  /** Why nothing (more) happens; null where the name moves freely. */
  readonly block: Block | null;
  /** Words for `block` or the freeze, with the numbers that decided. */
  readonly why: string;
  readonly margin: Margin | null;
}

/**
 * The nearest single change that would decide otherwise, and how far away it is, in the trigger's own unit: z, bps or minutes.
 * `candidateZ`: the rise of z into the ranks that may be bought; `nameBandBps`, `bookBandBps`: the further drift that leaves the band.
 */
export interface Margin {
  readonly trigger:
    | 'cutScoreZ'
    | 'donorZ'
    | 'loserBps'
    | 'deadMoneyMin'
    | 'gapZ'
    | 'candidateZ'
    | 'nameBandBps'
    | 'bookBandBps';
  readonly distance: number;
}
