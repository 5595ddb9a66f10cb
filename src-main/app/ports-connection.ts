import type { DateKey } from '#shared/calendar.ts';
import type { EpochMs } from '#shared/units.ts';

// What a broker connection is told about the outside, and what it tells of itself. Beside ports.ts, which has the session itself.

/** When a TWS restarts and IBKR resets its servers, as of a date. Minutes are those of the day in `timeZone`. */
export interface RestartRule {
  /** In force from this date on, until a later rule. */
  readonly from: DateKey;
  readonly timeZone: string;
  /** Every night; an end that is not after the start is on the next date. null = this TWS never restarts by itself. */
  readonly nightly: { readonly startMinute: number; readonly endMinute: number } | null;
  /** Nothing is sent so long before the start, because orders of the last moments may never arrive. */
  readonly marginMs: number;
  /** From here on a full login is needed; weekday 0 = Sunday. null = never. */
  readonly weeklyLogin: { readonly weekday: number; readonly minute: number } | null;
}

export interface ConnectionSettings {
  /** By date, oldest first. */
  readonly restarts: readonly RestartRule[];
  /** Quote streams that this login may have open at once, windows of TWS included. */
  readonly marketDataLines: number;
  /** How long a name that shares a line shows its quotes before the next one has it. */
  readonly rotationMs: number;
}

/** How a connection does at this moment, for the status bar. */
export interface SessionHealth {
  /** On the TWS's clock; null = nothing came yet. */
  readonly lastMessageAt: EpochMs | null;
  /** Messages that left in the last second, of `messageBudget` at which a TWS drops the connection. */
  readonly messagesLastSecond: number;
  readonly messageBudget: number;
  /** Start of the next nightly restart; null = none is known of. */
  readonly nextRestartAt: EpochMs | null;
  /** Quote streams open now, and how many there may be as far as is known. */
  readonly linesOpen: number;
  readonly lineLimit: number;
}
