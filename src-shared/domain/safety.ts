import type { EpochMs, Money } from '../units.ts';

/**
 * What may be sent. `reducing`: only orders that bring a position nearer to zero. `halted`: nothing new. Cancels go in all three.
 */
export const tradingStates = ['active', 'reducing', 'halted'] as const;
export type TradingState = (typeof tradingStates)[number];

/** Larger = stricter. */
export const strictness: Readonly<Record<TradingState, number>> = { active: 0, reducing: 1, halted: 2 };

/** What a kill switch cancels: this desk's orders; every order made through this client id; every order of the login, manual ones too. */
export const killScopes = ['desk', 'client', 'everything'] as const;
export type KillScope = (typeof killScopes)[number];

/** What can trip by itself. */
export const tripIds = [
  'day-loss',
  'drawdown',
  'data-loss',
  'rejects',
  'clock',
  'sleep',
  'orders',
  'messages',
] as const;
export type TripId = (typeof tripIds)[number];

export const safetyEventKinds = [
  'halt',
  'reduce',
  'reset',
  'trip',
  'arm',
  'disarm',
  'kill',
  'survivors',
  'cap',
  'note',
] as const;
export type SafetyEventKind = (typeof safetyEventKinds)[number];

/** One entry of the record that is only ever added to. The newest one says in which state the account is. */
export interface SafetyEvent {
  /** Rises by one. */
  readonly id: number;
  readonly at: EpochMs;
  readonly kind: SafetyEventKind;
  /** window, browser, desk. */
  readonly who: string;
  /** What happened, in words. */
  readonly what: string;
  /** Why, in the words of whoever asked for it; of a trip, with its numbers. */
  readonly reason: string;
  /** Those that decided, each under a name with its unit. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly trip: TripId | null;
  /** In force from here on. */
  readonly state: TradingState;
}

/** What the day's result is measured from; kept, so that a restart does not begin a new day. */
export interface SafetyDay {
  /** YYYYMMDD at the exchange. */
  readonly date: number;
  /** Of the first account values that the desk saw on this day. */
  readonly startAt: EpochMs;
  readonly startNav: Money;
  readonly startCash: Money;
  /** Cash that came (+) or went (−) since, and that no fill explains: deposits, withdrawals, transfers. */
  readonly flow: Money;
  /** Highest result since the start, at least 0. */
  readonly peak: Money;
}

/** What an account's file keeps of all this. Every method throws a StoreError or does the whole of its work. */
export interface SafetyStore {
  /** Gives the event its number. */
  record(event: Omit<SafetyEvent, 'id'>): SafetyEvent;
  /** Newest first. */
  events(limit: number): readonly SafetyEvent[];
  /** Since a moment, newest first. */
  eventsSince(at: EpochMs): readonly SafetyEvent[];
  /** Since the last reset, newest first; all there are, where there was none. */
  eventsSinceReset(): readonly SafetyEvent[];
  day(date: number): SafetyDay | null;
  saveDay(day: SafetyDay): void;
  /** First fill of an order that this desk made; null = it never traded this account. */
  firstOwnFill(): EpochMs | null;
}
