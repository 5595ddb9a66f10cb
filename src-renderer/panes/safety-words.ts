import type { KillOrderRow, SafetyRow, TripRow } from '#shared/contract/safety-row.ts';
import type { KillScope, SafetyEventKind, TradingState, TripId } from '#shared/domain/safety.ts';
import type { Wording } from '../words.ts';

export const stateWords: Readonly<Record<TradingState, Wording>> = {
  active: { word: 'Active', sign: '●', tone: 'good' },
  reducing: { word: 'Reducing', sign: '▼', tone: 'warn' },
  halted: { word: 'Halted', sign: '■', tone: 'bad' },
};

/** What each state lets through. */
export const stateMeaning: Readonly<Record<TradingState, string>> = {
  active: 'New orders may go, within every limit.',
  reducing: 'Only orders that bring a position nearer to zero go, and cancels.',
  halted: 'No new order goes; cancels do.',
};

export const tripNames: Readonly<Record<TripId, string>> = {
  'day-loss': 'Day loss',
  drawdown: 'Drawdown from peak',
  'data-loss': 'Data loss',
  rejects: 'Reject storm',
  clock: 'Clock jump',
  sleep: 'Sleep',
  orders: 'Order storm',
  messages: 'Message flood',
};

export const tripStates: Readonly<Record<TripRow['state'], Wording>> = {
  ok: { word: 'Quiet', sign: '●', tone: 'good' },
  near: { word: 'Near', sign: '▲', tone: 'warn' },
  tripped: { word: 'Tripped', sign: '✕', tone: 'bad' },
  off: { word: 'Off', sign: '○', tone: 'quiet' },
  unknown: { word: 'Not measured', sign: '–', tone: 'quiet' },
};

export const eventWords: Readonly<Record<SafetyEventKind, Wording>> = {
  halt: { word: 'Halt', sign: '■', tone: 'bad' },
  reduce: { word: 'Reduce', sign: '▼', tone: 'warn' },
  reset: { word: 'Reset', sign: '▶', tone: 'good' },
  trip: { word: 'Trip', sign: '✕', tone: 'bad' },
  arm: { word: 'Armed', sign: '◆', tone: 'warn' },
  disarm: { word: 'Disarmed', sign: '◇', tone: 'quiet' },
  kill: { word: 'Kill', sign: '✕', tone: 'bad' },
  survivors: { word: 'After kill', sign: '○', tone: 'quiet' },
  cap: { word: 'Cap', sign: '▲', tone: 'warn' },
  note: { word: 'Note', sign: '○', tone: 'quiet' },
};

export const scopeWords: Readonly<Record<KillScope, string>> = {
  desk: 'This desk’s orders',
  client: 'Every order through this client',
  everything: 'Everything, manual orders too',
};

export const ownerWords: Readonly<Record<KillOrderRow['owner'], string>> = {
  desk: 'this desk',
  client: 'this client, not in the journal',
  other: 'another program',
  manual: 'typed in TWS',
};

/** How the window looks: a live account that is armed must be seen from across the room. */
export type Look = 'none' | 'practice' | 'paper' | 'live' | 'live-armed';

export function lookOf(kind: 'practice' | 'paper' | 'live' | null, safety: SafetyRow | null): Look {
  if (kind === null) return 'none';
  if (kind !== 'live') return kind;
  return safety?.arming.armed === true ? 'live-armed' : 'live';
}

/** Of the window. */
export function titleOf(look: Look, account: string | null, state: TradingState): string {
  if (look === 'none') return 'Driftdesk';
  const stopped = state === 'active' ? '' : ` ${state.toUpperCase()}`;
  const kind = look === 'live-armed' ? 'LIVE ARMED' : look === 'live' ? 'LIVE disarmed' : look.toUpperCase();
  return `${kind}${stopped} ${account ?? ''} – Driftdesk`;
}

/** What is left before it trips, as a share of its limit; null = not known. */
export function distanceOf({ value, limit }: TripRow): number | null {
  return value === null || limit === null ? null : Math.max(0, 1 - Math.abs(value) / limit);
}
