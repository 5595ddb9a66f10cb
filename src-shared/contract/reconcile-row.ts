import { z } from 'zod';
import { causes, itemKinds, traderCauses } from '../domain/reconcile.ts';
import { BlotterRow, EpochMs, Money, OrderId, Price, Side } from './rows.ts';

// What the Reconcile tab and an order's history show. null = not known.

export const ItemRow = z.object({
  id: z.string(),
  kind: z.enum(itemKinds),
  /** The kind in words, and what it means and what to do. */
  title: z.string(),
  meaning: z.string(),
  ticker: z.string().nullable(),
  orderId: OrderId.nullable(),
  /** Of the order that it is about; 0 = of none, or not known. */
  permId: z.number(),
  expected: z.string(),
  found: z.string(),
  evidence: z.string(),
  value: Money.nullable(),
  /** True = its name does not trade. */
  freezes: z.boolean(),
  openedAt: EpochMs,
  /** null = open. */
  explainedAt: EpochMs.nullable(),
  explainedBy: z.string().nullable(),
  cause: z.enum(causes).nullable(),
  note: z.string(),
  /** False where another action closes it. */
  explainable: z.boolean(),
});

export const ForeignOrderRow = z.object({
  id: z.string(),
  /** Whose it is, in words. */
  owner: z.string(),
  ticker: z.string(),
  side: Side.nullable(),
  shares: z.number().nullable(),
  filled: z.number().nullable(),
  remaining: z.number().nullable(),
  type: z.string().nullable(),
  limit: Price.nullable(),
  state: z.string(),
  permId: z.number(),
  standing: z.enum(['open', 'ignored', 'adopted']),
  /** Why it cannot be adopted; null = it can. */
  notAdoptable: z.string().nullable(),
  at: EpochMs,
});

export const TieOutRow = z.object({
  id: z.string(),
  ticker: z.string(),
  own: z.number(),
  tws: z.number(),
  difference: z.number(),
});

export const Reconcile = z.object({
  /** Open ones first, oldest first; then the last that were explained, newest first. */
  items: z.array(ItemRow),
  open: z.int(),
  foreign: z.array(ForeignOrderRow),
  tieOut: z.array(TieOutRow),
  gate: z.object({
    /** Every report of the broker's book, in order. */
    reports: z.array(z.object({ name: z.string(), state: z.enum(['waits', 'loading', 'loaded']) })),
    reconciledAt: EpochMs.nullable(),
    /** What the unexplained differences are worth together, and the sum that stops everything. */
    total: Money,
    limit: Money.nullable(),
    /** Why nothing may be sent at all because of differences; null = it may. */
    frozen: z.string().nullable(),
  }),
});

export const TraderCause = z.enum(traderCauses);
export const Resolution = z.enum(['ask', 'never-reached', 'take-executions']);

export const HistoryLine = z.object({
  id: z.int(),
  at: EpochMs,
  /** Who or what: desk, broker, window, browser, auto. */
  who: z.string(),
  kind: z.enum([
    'decision',
    'approval',
    'verdict',
    'order',
    'broker',
    'fill',
    'commission',
    'command',
    'item',
    'other',
  ]),
  title: z.string(),
  text: z.string(),
});

export const OrderHistory = z.object({
  /** null = the journal has no such order. */
  order: BlotterRow.nullable(),
  /** All orders of the trade that it was made for, oldest first, itself among them; empty = it was not. */
  orders: z.array(OrderId),
  lines: z.array(HistoryLine),
});

export type ItemRow = z.output<typeof ItemRow>;
export type ForeignOrderRow = z.output<typeof ForeignOrderRow>;
export type TieOutRow = z.output<typeof TieOutRow>;
export type Reconcile = z.output<typeof Reconcile>;
export type TraderCause = z.output<typeof TraderCause>;
export type Resolution = z.output<typeof Resolution>;
export type HistoryLine = z.output<typeof HistoryLine>;
export type OrderHistory = z.output<typeof OrderHistory>;
