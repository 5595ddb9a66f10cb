import type { OrderId, ProposalId, Ticker } from '../ids.ts';
import type { EpochMs } from '../units.ts';

/** Everything that an order is checked against, in the order in which it is. */
export const limitIds = [
  'permission',
  'trading-state',
  'first-day',
  'duplicate',
  'restricted',
  'frozen',
  'session',
  'quote',
  'quote-age',
  'spread',
  'price-moved',
  'order-value',
  'order-shares',
  'order-least',
  'adv-order',
  'adv-day',
  'from-mid',
  'from-last',
  'position',
  'shortable',
  'crossing',
  'name',
  'sector',
  'gross',
  'net',
  'beta',
  'day-turnover',
  'day-loss',
  'drawdown',
  'order-efficiency',
  'active-orders',
  'buying-power',
  'own-cash',
  'orders-interval',
  'orders-minute',
  'message-rate',
] as const;
export type LimitId = (typeof limitIds)[number];

/** `flag`: 1 = it is so, 0 = it is not. `ratio` and `beta` are plain numbers. */
export const limitUnits = ['money', 'shares', 'fraction', 'count', 'ratio', 'beta', 'ms', 'flag'] as const;
export type LimitUnit = (typeof limitUnits)[number];

/** A soft limit is shown and acknowledged by the trader's approval; a hard one refuses. null = none. */
export interface Band {
  readonly soft: number | null;
  readonly hard: number | null;
}

/** What one limit says to one order. `value` and `limit` are the numbers that were compared. */
export interface Verdict {
  readonly rule: LimitId;
  /** Of the limit that decided: the one that broke, else the hard one. */
  readonly severity: 'hard' | 'soft';
  readonly passed: boolean;
  /** It brings a position nearer to zero: this limit is shown and does not refuse it. */
  readonly exempt: boolean;
  /** Whether the value must be at most or at least the limit. */
  readonly sense: 'most' | 'least';
  /** null = not known. */
  readonly value: number | null;
  /** null = none is set. */
  readonly limit: number | null;
  readonly unit: LimitUnit;
  /** What is left to the limit, negative where it is broken; null where one of both is not known. */
  readonly distance: number | null;
  /** The sentence's end after "it was refused, because": what was measured and against what. */
  readonly words: string;
}

/**
 * When an order is checked: as part of a proposal, at its approval, and as each child leaves. Only of an order that leaves can be said how far
 * its price is from the market, and how many orders and messages go in the same minute, interval and second; all else is measured each time.
 */
export const checkStages = ['proposal', 'approval', 'send'] as const;
export type CheckStage = (typeof checkStages)[number];

/** One order against every limit. What passed is kept short. */
export interface Check {
  readonly stage: CheckStage;
  readonly at: EpochMs;
  readonly proposalId: ProposalId;
  /** null before there is an order. */
  readonly orderId: OrderId | null;
  readonly ticker: Ticker;
  readonly side: 'BUY' | 'SELL';
  readonly shares: number;
  /** What the numbers were made of. */
  readonly inputs: Readonly<Record<string, number | null>>;
  /** Soft and hard, in the order of the rules. */
  readonly broken: readonly Verdict[];
  /** Rule, value, limit. */
  readonly passed: readonly (readonly [LimitId, number | null, number | null])[];
}

/** How a whole proposal stands to one limit: now, and when all of it fills. */
export interface ProposalLimit {
  readonly rule: LimitId;
  readonly unit: LimitUnit;
  readonly sense: 'most' | 'least';
  /** null where there is nothing before an order. */
  readonly before: number | null;
  readonly after: number | null;
  readonly soft: number | null;
  readonly hard: number | null;
  readonly broken: 'soft' | 'hard' | null;
  /** Names whose trades break it, or the one that comes nearest. */
  readonly tickers: readonly Ticker[];
  readonly words: string;
}

/** What today's orders came to, as the limits of a day count. */
export interface DayFacts {
  /** YYYYMMDD at the exchange. */
  readonly date: number;
  /** Orders that were sent, those whose cancel was asked, and those of which anything filled. */
  readonly submits: number;
  readonly cancels: number;
  readonly executed: number;
  readonly ordersLastMinute: number;
  readonly messagesLastSecond: number;
  /** The account's fills of today by ticker, both sides: own ones and those of others. */
  readonly traded: Readonly<Record<string, { readonly shares: number; readonly value: number }>>;
  /** Of the NAV at the day's start, at least 0; null = not known. */
  readonly loss: number | null;
  readonly drawdown: number | null;
}

/** A hard limit that refused something: for the rest of that day it may not be made wider. */
export interface LimitHit {
  readonly date: number;
  readonly rule: LimitId;
  /** One more setting that the limit hangs on, the restricted name, or that an order waited for it; null = its own number, that refused. */
  readonly part: string | null;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  readonly count: number;
  readonly value: number | null;
  /** In force when it refused; the narrowest of the day. */
  readonly limit: number | null;
  readonly words: string;
}
