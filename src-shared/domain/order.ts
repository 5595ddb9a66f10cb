import type { AccountId, ConId, FillId, OrderId, ProposalId, Ticker, WorkId } from '../ids.ts';
import type { EpochMs, Fraction, Money, Price, Shares } from '../units.ts';
import type { LimitId, LimitUnit } from './limit.ts';
import type { Reason } from './proposal.ts';

export type Side = 'BUY' | 'SELL';

/** How an order is to be worked. `limit` null on MIDPRICE means no cap. */
export type OrderStyle =
  | { readonly type: 'MKT' }
  | { readonly type: 'LMT'; readonly limit: Price }
  | { readonly type: 'MIDPRICE'; readonly limit: Price | null }
  | {
      readonly type: 'ADAPTIVE';
      readonly priority: 'Patient' | 'Normal' | 'Urgent';
      readonly limit: Price | null;
    }
  | { readonly type: 'MOC' }
  | { readonly type: 'LOC'; readonly limit: Price };

/** What the engine wants sent. Nothing is sent from this: `guard` turns it into an ApprovedOrder or refuses. */
export interface OrderIntent {
  readonly orderId: OrderId;
  readonly proposalId: ProposalId;
  readonly ticker: Ticker;
  readonly conId: ConId;
  readonly side: Side;
  /** Positive. */
  readonly shares: Shares;
  readonly style: OrderStyle;
  readonly tif: 'DAY' | 'GTC';
  readonly reason: Reason;
  /** Quotes at the moment of the decision, for measuring cost later. */
  readonly decision: Touch;
  /** The work that it is a child of; null on orders of earlier builds. */
  readonly child: ChildMarks | null;
}

/** Both sides of a quote at a moment that matters. */
export interface Touch {
  readonly bid: Price;
  readonly ask: Price;
  readonly at: EpochMs;
}

export interface ChildMarks {
  readonly workId: WorkId;
  /** Shares of the whole work. */
  readonly of: Shares;
  /** Quotes when the work's first child went, and when this one goes. */
  readonly arrival: Touch;
  readonly send: Touch;
}

/** The quotes that an order leaves on. */
export const sendTouch = ({ child, decision }: Pick<OrderIntent, 'child' | 'decision'>): Touch =>
  child?.send ?? decision;

declare const approved: unique symbol;
/** Only engine/execution/guard.ts makes these; Broker.place accepts nothing else. */
export type ApprovedOrder = OrderIntent & { readonly [approved]: true };

/** Why an order may not go. Numbers are those that decided. */
export type Refusal =
  | { readonly kind: 'not-live-quote'; readonly quoteKind: string }
  | { readonly kind: 'stale-quote'; readonly ageMs: number; readonly limitMs: number }
  | { readonly kind: 'no-quote' }
  | { readonly kind: 'market-closed' }
  | { readonly kind: 'open-clamp'; readonly untilMs: EpochMs }
  | { readonly kind: 'close-clamp'; readonly sinceMs: EpochMs }
  | { readonly kind: 'auction-closed'; readonly untilMs: EpochMs; readonly exchange: string }
  | { readonly kind: 'spread-too-wide'; readonly spreadBps: number; readonly limitBps: number }
  | { readonly kind: 'order-too-large'; readonly notional: Money; readonly limit: Money }
  | { readonly kind: 'order-too-small'; readonly notional: Money; readonly limit: Money }
  | { readonly kind: 'over-adv'; readonly shares: Shares; readonly limit: number }
  | { readonly kind: 'over-position'; readonly shares: Shares; readonly held: Shares }
  | { readonly kind: 'buying-power'; readonly needed: Money; readonly available: Money }
  | { readonly kind: 'duplicate'; readonly orderId: OrderId }
  | { readonly kind: 'halted'; readonly reason: string }
  | { readonly kind: 'restricted' }
  /** `position`: signed, what it could reduce. */
  | { readonly kind: 'reducing-only'; readonly shares: Shares; readonly position: Shares }
  | { readonly kind: 'first-day-order'; readonly notional: Money; readonly limit: Money }
  | {
      readonly kind: 'first-day-total';
      readonly notional: Money;
      readonly left: Money;
      readonly limit: Money;
    }
  | { readonly kind: 'too-many-orders'; readonly limit: number }
  | { readonly kind: 'price-moved'; readonly proposed: Price; readonly now: Price; readonly limit: Fraction }
  /** Any other limit; `lasting`: no waiting changes it. */
  | {
      readonly kind: 'limit';
      readonly rule: LimitId;
      readonly value: number;
      readonly limit: number;
      readonly unit: LimitUnit;
      readonly words: string;
      readonly lasting: boolean;
    };

export interface RefusedOrder {
  readonly intent: OrderIntent;
  readonly refusal: Refusal;
}

/**
 * Where an order stands; each state carries only what is known in it.
 * `unresolved`: nobody knows whether the broker has it; it is never sent again, only asked about.
 */
export type OrderState =
  | { readonly state: 'journalled' }
  | { readonly state: 'sent'; readonly at: EpochMs }
  | { readonly state: 'held'; readonly why: string }
  | { readonly state: 'working'; readonly permId: number }
  /** `why`: the desk's own reason for asking; absent where somebody else asked, or a former start did. */
  | { readonly state: 'cancelling'; readonly since: EpochMs; readonly why?: string }
  | { readonly state: 'filled'; readonly at: EpochMs }
  | { readonly state: 'cancelled'; readonly at: EpochMs; readonly why: string }
  | { readonly state: 'rejected'; readonly at: EpochMs; readonly code: number; readonly why: string }
  | { readonly state: 'unresolved'; readonly since: EpochMs; readonly why: string }
  | { readonly state: 'never-sent'; readonly why: string };

export type OrderStateName = OrderState['state'];

/** States after which no more of the order can fill, as far as the broker has told. Late fills are taken all the same. */
export const terminalStates: readonly OrderStateName[] = ['filled', 'cancelled', 'rejected', 'never-sent'];

/** One of our own orders, as the desk knows it. */
export interface Order {
  readonly intent: OrderIntent;
  readonly account: AccountId;
  readonly status: OrderState;
  /** 0 until the broker has said it. */
  readonly permId: number;
  /** The API order id it was sent under; only means something within one client id. */
  readonly apiOrderId: number | null;
  /** Shares filled, from executions only. */
  readonly filled: Shares;
  /** null until something filled. */
  readonly avgFillPrice: Price | null;
  /** null until a commission report came. */
  readonly commission: Money | null;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}

export interface Fill {
  readonly fillId: FillId;
  /** Revision of the same fill; the highest one counts. */
  readonly revision: number;
  readonly execId: string;
  /** null = not one of ours (typed in TWS, or another client's). */
  readonly orderId: OrderId | null;
  readonly permId: number;
  readonly account: AccountId;
  readonly ticker: Ticker;
  readonly conId: ConId;
  readonly side: Side;
  /** Positive; 0 on a later revision = the exchange took it back. */
  readonly shares: Shares;
  readonly price: Price;
  readonly exchange: string;
  readonly at: EpochMs;
}

/** Arrives apart from its fill, sometimes late, sometimes never. */
export interface Commission {
  readonly execId: string;
  readonly amount: Money;
  readonly currency: string;
  /** null on fills that open. */
  readonly realizedPnl: Money | null;
}

/**
 * What the broker says about one order, whatever message it came in.
 * `acknowledged`: accepted, not yet working. `inactive`: IBKR's Inactive, which may be a rejection, a hold or an untransmitted order.
 * `odd`: a code that this build does not know; the order must be asked about.
 */
export type BrokerSays =
  | { readonly says: 'acknowledged' }
  | { readonly says: 'working' }
  | { readonly says: 'held'; readonly why: string }
  | { readonly says: 'cancelling' }
  | { readonly says: 'cancelled'; readonly why: string }
  | { readonly says: 'filled' }
  | { readonly says: 'inactive'; readonly why: string }
  | { readonly says: 'rejected'; readonly code: number; readonly why: string }
  | { readonly says: 'cancel-refused'; readonly code: number; readonly why: string }
  | { readonly says: 'warned'; readonly code: number; readonly why: string }
  | { readonly says: 'odd'; readonly code: number; readonly why: string };

/**
 * What an order would do to the account, as IBKR reckons it before it is placed (a what-if). Amounts in the account's base currency;
 * null = IBKR did not say.
 */
export interface MarginPreview {
  readonly initMarginBefore: Money | null;
  readonly initMarginChange: Money | null;
  readonly initMarginAfter: Money | null;
  readonly maintMarginBefore: Money | null;
  readonly maintMarginChange: Money | null;
  readonly maintMarginAfter: Money | null;
  readonly equityWithLoanBefore: Money | null;
  readonly equityWithLoanChange: Money | null;
  readonly equityWithLoanAfter: Money | null;
  readonly commission: Money | null;
  readonly minCommission: Money | null;
  readonly maxCommission: Money | null;
  /** In IBKR's words. */
  readonly warning: string | null;
}

export interface OrderReport {
  /** Our id from orderRef; null for orders that this desk did not make. */
  readonly orderId: OrderId | null;
  /** 0 until the broker has said it. */
  readonly permId: number;
  /** 0 for orders of other clients that are not bound, and on completed orders. */
  readonly apiOrderId: number;
  /** null where the message does not carry it. */
  readonly clientId: number | null;
  readonly ticker: Ticker | null;
  readonly side: Side | null;
  /** Whole size of the order; null where the message does not carry it. */
  readonly shares: number | null;
  /** As IBKR calls it; absent or null where the message does not carry it, as with the three below. */
  readonly type?: string | null;
  readonly limit?: Price | null;
  /** Shares, for display: what counts as filled are executions. */
  readonly filled?: number | null;
  readonly remaining?: number | null;
  /** Reference that whoever made it gave it; empty = none. */
  readonly ref?: string | null;
  /** Typed in TWS itself, by no API client. */
  readonly isManual?: boolean;
  readonly status: BrokerSays;
  readonly at: EpochMs;
}
