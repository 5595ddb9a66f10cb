import { z } from 'zod';
import { killScopes, safetyEventKinds, tradingStates, tripIds } from '../domain/safety.ts';
import { AccountId, EpochMs, Money, Side } from './rows.ts';

export const TradingState = z.enum(tradingStates);
export const KillScope = z.enum(killScopes);

export const SafetyEventRow = z.object({
  id: z.int(),
  at: EpochMs,
  kind: z.enum(safetyEventKinds),
  who: z.string(),
  what: z.string(),
  reason: z.string(),
  numbers: z.record(z.string(), z.number()),
  trip: z.enum(tripIds).nullable(),
  state: TradingState,
});

export const TripRow = z.object({
  id: z.enum(tripIds),
  /** off: null in the settings. unknown: cannot be measured at this moment. */
  state: z.enum(['ok', 'near', 'tripped', 'off', 'unknown']),
  /** fraction: 0.03 is three percent; ms; count. */
  unit: z.enum(['fraction', 'ms', 'count']),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  to: z.enum(['reducing', 'halted']).nullable(),
  cancelOrders: z.boolean(),
  /** What is measured, and how it stands, in words. */
  words: z.string(),
});

/** An open order as a kill switch sees it. */
export const KillOrderRow = z.object({
  id: z.string(),
  /** desk: in this desk's journal. client: made under this client id, but not known to the journal. other: another program's. manual: typed in TWS. */
  owner: z.enum(['desk', 'client', 'other', 'manual']),
  ticker: z.string(),
  side: Side.nullable(),
  shares: z.number().nullable(),
  permId: z.number(),
  /** What the broker last said of it, in words. */
  state: z.string(),
  /** Of a survivor: what to do. */
  todo: z.string(),
});

export const KillScopeRow = z.object({
  scope: KillScope,
  count: z.int(),
  /** What happens, in words. */
  consequence: z.string(),
});

export const KillPreview = z.object({
  at: EpochMs,
  scopes: z.array(KillScopeRow),
  orders: z.array(KillOrderRow),
  /** Where the list is not what the TWS has just said, and why; null = it is. */
  note: z.string().nullable(),
});

export const KillReport = z.object({
  id: z.int(),
  at: EpochMs,
  scope: KillScope,
  who: z.string(),
  reason: z.string(),
  /** Cancels that left; a cancel of everything counts as one. */
  cancels: z.int(),
  /** Why some could not be sent, in words; null = all were. */
  problem: z.string().nullable(),
  /** asking: the TWS has not been asked yet what still works. */
  state: z.enum(['asking', 'survivors', 'clean', 'unknown']),
  checkedAt: EpochMs.nullable(),
  survivors: z.array(KillOrderRow),
  words: z.string(),
});

export const SafetyRow = z.object({
  state: TradingState,
  /** Why it is not active, in words; empty while it is. */
  why: z.string(),
  since: EpochMs.nullable(),
  by: z.string(),
  /** False = the state could not be written down yet and would be lost with the desk. */
  saved: z.boolean(),
  /** Own orders that may work at IBKR while no TWS is there to take a cancel. */
  outOfReach: z.int(),
  arming: z.object({
    /** A live account is connected: nothing goes before it is armed. */
    needed: z.boolean(),
    armed: z.boolean(),
    /** The mode may be auto: not a live account, or one that is armed where the desk settings allow it. */
    mayAuto: z.boolean(),
    account: AccountId.nullable(),
    until: EpochMs.nullable(),
    by: z.string(),
    /** What the choice, the port and the account each say: practice, paper, live, or nothing. */
    says: z.object({ choice: z.string(), port: z.string(), account: z.string() }),
    /** Where they disagree, each in words. */
    problems: z.array(z.string()),
  }),
  /** Of a first live day; null = none in force. */
  cap: z
    .object({
      order: Money.nullable(),
      day: z.object({ limit: Money, left: Money }).nullable(),
    })
    .nullable(),
  /** null before the account's first values. */
  day: z.object({ result: Money, peak: Money, startNav: Money, startAt: EpochMs, flow: Money }).nullable(),
  trips: z.array(TripRow),
  /** Newest first. */
  events: z.array(SafetyEventRow),
  /** The last one of this start, or one of an earlier start that still waits for its TWS; null = none. */
  kill: KillReport.nullable(),
});

export type TripRow = z.output<typeof TripRow>;
export type KillOrderRow = z.output<typeof KillOrderRow>;
export type KillPreview = z.output<typeof KillPreview>;
export type KillReport = z.output<typeof KillReport>;
export type SafetyRow = z.output<typeof SafetyRow>;
