import type { Bar, Instrument, Quote } from '#shared/domain/market.ts';
import type { DayFacts } from '#shared/domain/limit.ts';
import type { Order } from '#shared/domain/order.ts';
import type { AccountValues, Position } from '#shared/domain/portfolio.ts';
import type { Rejection, RotationProposal } from '#shared/domain/proposal.ts';
import type { Purse, Work } from '#shared/domain/work.ts';
import type { EpochMs } from '#shared/units.ts';
import type { ForeignShares } from './input.ts';
import type { CostTotals } from './optimizer/calibration.ts';
import type { RebalanceMemory } from './optimizer/rebalance.ts';
import type { ZooMemory } from './signals/zoo-memory.ts';

/** What the engine carries from one interval to the next: JSON values only, so that it can be saved and restored byte for byte. */
export interface EngineState {
  /** By ticker, in no particular order; the universe's order comes from the settings. */
  readonly instruments: Readonly<Record<string, Instrument>>;
  /** Daily bars by ticker, oldest first, completed sessions only. */
  readonly history: Readonly<Record<string, readonly Bar[]>>;
  /** Bars of the running session by ticker, oldest first; none of an earlier session. */
  readonly intraday: Readonly<Record<string, readonly Bar[]>>;
  readonly quotes: Readonly<Record<string, Quote>>;
  readonly positions: Readonly<Record<string, Position>>;
  readonly account: AccountValues | null;
  /** Own orders that are not terminal. */
  readonly orders: readonly Order[];
  /** Ended orders of the works. */
  readonly children: readonly Order[];
  /** Approved trades that are being worked, and those that are over while others of their proposal are not; in the order of the approvals. */
  readonly works: readonly Work[];
  /** null = nothing was worked on yet. */
  readonly purse: Purse | null;
  /** The works are those of a former start, and none was worked on since. */
  readonly restored: boolean;
  /** Signed shares of fills that the positions do not show yet, by ticker. */
  readonly unshown: Readonly<Record<string, number>>;
  /** What own fills cost, by ticker. */
  readonly ownCosts: Readonly<Record<string, CostTotals>>;
  /** Why the desk freezes a name, by ticker. */
  readonly frozen: Readonly<Record<string, string>>;
  /** What working orders of others may still buy and sell, by ticker. */
  readonly foreign: Readonly<Record<string, ForeignShares>>;
  /** What today's orders came to; null = not told. */
  readonly day: DayFacts | null;
  /** By ticker, as the last interval measured them; absent = 1. */
  readonly betas: Readonly<Record<string, number>>;
  /** When each held name was entered, or first seen held; by ticker. */
  readonly entries: Readonly<Record<string, EpochMs>>;
  readonly zoo: ZooMemory;
  /** Where the next solve starts: kept with the rest, so that a run from saved state gives the same answer to the last bit. */
  readonly solver: RebalanceMemory | null;
  /** The one proposal that waits for a decision. */
  readonly open: RotationProposal | null;
  /** Legs that the trader rejected a short time ago, oldest first. */
  readonly rejected: readonly Rejection[];
  /** When names were cut, by ticker; only while they are kept out. */
  readonly cuts: Readonly<Record<string, EpochMs>>;
}

/** The part worth keeping across a restart; the rest is loaded again from the broker. */
export type SavedState = Pick<EngineState, 'entries' | 'zoo' | 'solver' | 'open'> &
  Partial<Pick<EngineState, 'works' | 'purse' | 'rejected' | 'cuts'>>;
