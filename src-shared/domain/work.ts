import type { ConId, OrderId, ProposalId, Ticker, WorkId } from '../ids.ts';
import type { EpochMs, Fraction, Money, Price, Shares } from '../units.ts';
import type { Refusal, Side, Touch } from './order.ts';
import type { Reason } from './proposal.ts';

// An approved trade that is being worked: child orders, one at a time, until it is filled or over.

export const executionStyles = ['SHORT_HORIZON', 'MKT', 'LMT', 'MIDPRICE', 'ADAPTIVE', 'MOC', 'LOC'] as const;
export type ExecutionStyle = (typeof executionStyles)[number];

export const urgencies = ['patient', 'normal', 'urgent'] as const;
export type Urgency = (typeof urgencies)[number];

/** How hard a child order tries: at the near touch, between the touches, through the far touch, in the closing auction. */
export const levels = ['passive', 'mid', 'cross', 'auction'] as const;
export type Level = (typeof levels)[number];

/**
 * What a work without a child order waits for. `turn`: other trades of its proposal. `proceeds`: money. `margin`: the preview's answer.
 * `liquidity`: its share of the volume. `guard`: a limit that may let it pass later.
 */
export const waits = [
  'turn',
  'proceeds',
  'margin',
  'market',
  'bound',
  'frozen',
  'blocked',
  'liquidity',
  'guard',
] as const;
export type WaitsFor = (typeof waits)[number];

export type WorkState =
  | {
      readonly stage: 'waiting';
      readonly for: WaitsFor;
      readonly why: string;
      /** The limit that said no, where `for` is `guard`. */
      readonly refusal: Refusal | null;
      readonly since: EpochMs;
    }
  | { readonly stage: Level; readonly since: EpochMs }
  | { readonly stage: 'done'; readonly at: EpochMs }
  | {
      readonly stage: 'stopped';
      readonly at: EpochMs;
      readonly why: string;
      readonly refusal: Refusal | null;
    };

/** What the broker's preview allows; null = not asked yet. */
export type WorkMargin =
  | null
  | { readonly answer: 'awaited'; readonly askedAt: EpochMs }
  /** Most shares that the margin carries. */
  | { readonly answer: 'previewed'; readonly most: Shares }
  /** No usable answer: own cash only. */
  | { readonly answer: 'missing'; readonly why: string };

export interface Work {
  readonly workId: WorkId;
  readonly proposalId: ProposalId;
  readonly ticker: Ticker;
  readonly conId: ConId;
  readonly side: Side;
  /** All that it may ever trade; positive. */
  readonly shares: Shares;
  readonly reason: Reason;
  /** Signed position when it was proposed. */
  readonly from: Shares;
  /** Signed position that the whole proposal leads to. */
  readonly target: Shares;
  /** The proposal's price. */
  readonly proposed: Price;
  /** No child is ever priced beyond it: the proposed price and the tolerance around it. */
  readonly bound: Price;
  readonly style: ExecutionStyle;
  readonly urgency: Urgency;
  /** It takes a position nearer to zero: it goes before those that make one larger. */
  readonly reduces: boolean;
  /** It is the book's hedge: last, and sized on what the others filled. */
  readonly isHedge: boolean;
  /** Signed shares of the hedge that one share of this trade calls for, by the betas at approval; 0 = none. */
  readonly hedgePerShare: number;
  /** Signed shares that the hedge has too many because of trades that were not approved. */
  readonly hedgeShift: number;
  /** Average daily volume in shares; 0 = unknown. */
  readonly adv: number;
  /** What the edge is expected to lose over the whole window, fraction of price. */
  readonly decay: Fraction;
  /** Quotes at the approval. */
  readonly decision: Touch;
  /** Quotes when the first child went; null before it. */
  readonly arrival: Touch | null;
  readonly since: EpochMs;
  /** When it is over, filled or not. */
  readonly deadline: EpochMs;
  /** When what is left goes to the closing auction; null = never. */
  readonly auctionAt: EpochMs | null;
  /** Oldest first; only the last one may be alive. */
  readonly children: readonly OrderId[];
  /** The child whose cancel was asked, when, and why in words; null = none since the last child went. */
  readonly asked: { readonly orderId: OrderId; readonly at: EpochMs; readonly why: string } | null;
  readonly margin: WorkMargin;
  /** How hard it tries by now; only ever harder. */
  readonly level: Level;
  /** Shares filled, by executions. */
  readonly filled: Shares;
  readonly state: WorkState;
}

/** Cash to size purchases on, rolled forward by own fills, because account values may lag behind them. */
export interface Purse {
  readonly cash: Money;
  /** When nothing was being worked any more; null while something is. */
  readonly restingSince: EpochMs | null;
}

export const isOver = ({ state }: Pick<Work, 'state'>): boolean =>
  state.stage === 'done' || state.stage === 'stopped';
