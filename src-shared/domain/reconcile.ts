import type { ConId, OrderId, Ticker } from '../ids.ts';
import type { EpochMs, Money, Price } from '../units.ts';
import type { Side } from './order.ts';

/**
 * What can differ between the broker and the desk.
 * `unexplained`: the position is not what the own fills make it, and nothing says why. `missing-fill`: an own order could be the reason.
 * `unknown-order`: one of our references that the journal does not have, or an own order that no report of the broker knows.
 */
export const itemKinds = [
  'manual-trade',
  'missing-fill',
  'unexplained',
  'transfer',
  'corporate-action',
  'bust',
  'correction',
  'unknown-order',
  'foreign-order',
  'order-changed',
  'two-orders',
  'overfilled',
  'commission-missing',
  'cash-difference',
  'other-contract',
] as const;
export type ItemKind = (typeof itemKinds)[number];

/** What a trader may name. */
export const traderCauses = [
  'manual-trade',
  'missing-fill',
  'corporate-action',
  'transfer',
  'liquidation',
  'bust',
  'correction',
  'cash-flow',
  'other',
] as const;

/** Why an item is no longer open. Those beyond the trader's are the desk's own conclusions, or follow from another command. */
export const causes = [...traderCauses, 'settled', 'ignored', 'adopted', 'not-traded'] as const;
export type Cause = (typeof causes)[number];

/** One difference, open until it is gone or explained. Kept for good. */
export interface ReconcileItem {
  readonly id: string;
  /** What it is about: never two open items under one key. */
  readonly key: string;
  readonly kind: ItemKind;
  /** null = not about a single name. */
  readonly ticker: Ticker | null;
  readonly orderId: OrderId | null;
  /** 0 = none is known. */
  readonly permId: number;
  readonly execId: string | null;
  /** What the desk counts on, and what the broker shows, in words with their numbers. */
  readonly expected: string;
  readonly found: string;
  /** What speaks for an explanation, in words; empty = nothing does. */
  readonly evidence: string;
  /** What the difference is worth, never negative; null = not known, or not a difference of the books. */
  readonly value: Money | null;
  readonly openedAt: EpochMs;
  /** null = open. */
  readonly explainedAt: EpochMs | null;
  /** window, browser, desk. */
  readonly explainedBy: string | null;
  readonly cause: Cause | null;
  readonly note: string;
}

/** A position as own and foreign fills make it. */
export interface OwnPosition {
  readonly conId: ConId;
  readonly ticker: Ticker;
  /** Signed. */
  readonly shares: number;
  /** Per share, as the broker counted it when both last agreed; 0 = not known. */
  readonly avgCost: Price;
}

/** What the desk last knew of its positions, for comparing after it was away. */
export interface OwnBook {
  readonly at: EpochMs;
  /** Fills in the store up to here are in it. */
  readonly fillMark: number;
  /** Cash when it last agreed, and the fills that are in it; null = never compared. */
  readonly cash: { readonly amount: Money; readonly fillMark: number } | null;
  readonly positions: readonly OwnPosition[];
}

/** An order that works in this account and is not one of this desk's: typed in TWS, of another program, or of another desk. */
export interface ForeignOrder {
  /** permId, or client and number where there is none yet. */
  readonly key: string;
  /** A desk's reference that this journal does not know; or the own order that it repeats. null = neither. */
  readonly orderId: OrderId | null;
  readonly permId: number;
  readonly apiOrderId: number;
  readonly clientId: number | null;
  readonly ticker: Ticker;
  readonly side: Side | null;
  /** null = the broker did not say. */
  readonly shares: number | null;
  readonly filled: number | null;
  readonly remaining: number | null;
  readonly type: string | null;
  readonly limit: Price | null;
  /** In words. */
  readonly state: string;
  readonly at: EpochMs;
}
