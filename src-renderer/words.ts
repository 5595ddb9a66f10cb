import type { BlotterRow, DriftRow, ProposalRow, Status } from '#shared/contract/rows.ts';
import type { Block, Reason } from '#shared/domain/proposal.ts';

// Codes of the desk in the trader's words. Colour is never alone: every tone comes with a sign and a word.

export type Tone = 'quiet' | 'busy' | 'good' | 'warn' | 'bad' | 'info';

export interface Wording {
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
}

type ConnectionState = Status['connection']['state'];

export const connectionWords: Readonly<Record<ConnectionState, Wording>> = {
  idle: { word: 'Not connected', sign: '○', tone: 'quiet' },
  starting: { word: 'Starting practice', sign: '◔', tone: 'busy' },
  tcp: { word: 'Calling', sign: '◔', tone: 'busy' },
  greeting: { word: 'Waiting for its greeting', sign: '◔', tone: 'busy' },
  started: { word: 'Logging in', sign: '◑', tone: 'busy' },
  ready: { word: 'Loading account', sign: '◑', tone: 'busy' },
  synced: { word: 'Comparing books', sign: '◕', tone: 'busy' },
  reconciled: { word: 'Connected', sign: '●', tone: 'good' },
  degraded: { word: 'TWS lost IBKR', sign: '▲', tone: 'warn' },
  closed: { word: 'Disconnected', sign: '✕', tone: 'bad' },
  waiting: { word: 'Waiting to retry', sign: '↻', tone: 'warn' },
};

export const orderWords: Readonly<Record<BlotterRow['state'], Wording>> = {
  journalled: { word: 'Journalled', sign: '○', tone: 'quiet' },
  sent: { word: 'Sent', sign: '➤', tone: 'busy' },
  held: { word: 'Held', sign: '‖', tone: 'warn' },
  working: { word: 'Working', sign: '●', tone: 'info' },
  cancelling: { word: 'Cancelling', sign: '◌', tone: 'warn' },
  filled: { word: 'Filled', sign: '✓', tone: 'good' },
  cancelled: { word: 'Cancelled', sign: '✕', tone: 'quiet' },
  rejected: { word: 'Rejected', sign: '✕', tone: 'bad' },
  unresolved: { word: 'Unresolved', sign: '?', tone: 'bad' },
  'never-sent': { word: 'Never sent', sign: '⊘', tone: 'quiet' },
};

/** States in which a cancel still means something. */
export const cancellable: ReadonlySet<BlotterRow['state']> = new Set([
  'sent',
  'held',
  'working',
  'unresolved',
]);

export const proposalWords: Readonly<Record<ProposalRow['status'], Wording>> = {
  open: { word: 'Open', sign: '●', tone: 'info' },
  approved: { word: 'Approved', sign: '✓', tone: 'good' },
  'part-approved': { word: 'Part approved', sign: '✓', tone: 'good' },
  rejected: { word: 'Rejected', sign: '✕', tone: 'bad' },
  expired: { word: 'Expired', sign: '◷', tone: 'quiet' },
  superseded: { word: 'Superseded', sign: '↷', tone: 'quiet' },
};

interface ReasonWords {
  readonly short: string;
  readonly long: string;
  readonly tone: Tone;
}

const reasonWords: Readonly<Record<Reason, ReasonWords>> = {
  CUT_SCORE: { short: 'Cut score', long: 'Sold because its score fell below the cut', tone: 'bad' },
  CUT_LOSER: {
    short: 'Cut loser',
    long: 'Sold because it lost more than the limit since entry',
    tone: 'bad',
  },
  CUT_DEAD_MONEY: { short: 'Dead money', long: 'Sold because it went nowhere for too long', tone: 'bad' },
  TRIM_NAME: { short: 'Trim name', long: 'Reduced to the cap on one name', tone: 'warn' },
  TRIM_SECTOR: { short: 'Trim sector', long: 'Reduced to the cap on its sector', tone: 'warn' },
  TRIM_GROSS: { short: 'Trim gross', long: 'Reduced to the cap on gross exposure', tone: 'warn' },
  ROTATE_GREEN: { short: 'Rotate ▲', long: 'Rotated out of a winner into a better score', tone: 'good' },
  ROTATE_RED: { short: 'Rotate ▼', long: 'Rotated out of a loser into a better score', tone: 'info' },
  BUY_CASH: { short: 'Buy', long: 'Bought with free cash', tone: 'info' },
  HEDGE_BETA: { short: 'Hedge', long: 'Hedges the market part of the book', tone: 'info' },
  REBALANCE: { short: 'Rebalance', long: 'Moves the whole book to where it is worth most', tone: 'info' },
  CUT_SCORE_SHORT: { short: 'Cover score', long: 'Covered because its score rose past the cut', tone: 'bad' },
  CUT_LOSER_SHORT: {
    short: 'Cover loser',
    long: 'Covered because it lost more than the limit since entry',
    tone: 'bad',
  },
  CUT_DEAD_MONEY_SHORT: {
    short: 'Dead short',
    long: 'Covered because it went nowhere for too long',
    tone: 'bad',
  },
  TRIM_NAME_SHORT: { short: 'Trim short', long: 'Short reduced to the cap on one name', tone: 'warn' },
  TRIM_SECTOR_SHORT: { short: 'Trim short', long: 'Short reduced to the cap on its sector', tone: 'warn' },
  TRIM_GROSS_SHORT: { short: 'Trim short', long: 'Short reduced to the cap on the short side', tone: 'warn' },
  ROTATE_GREEN_SHORT: {
    short: 'Rotate S ▲',
    long: 'Covered a short at a gain for a worse name to be short of',
    tone: 'good',
  },
  ROTATE_RED_SHORT: {
    short: 'Rotate S ▼',
    long: 'Covered a short at a loss for a worse name to be short of',
    tone: 'info',
  },
  BUY_CASH_SHORT: { short: 'Sell short', long: 'Sold short for its low score', tone: 'info' },
};

const blockWords: Readonly<Record<Block, ReasonWords>> = {
  ALPHA_GAP: { short: 'Small gap', long: 'The score gap to a donor is too small', tone: 'quiet' },
  NO_DONOR: { short: 'No donor', long: 'No holding is weak enough to pay for it', tone: 'quiet' },
  CAP_NAME: { short: 'Name cap', long: 'At the cap on one name', tone: 'quiet' },
  CAP_SECTOR: { short: 'Sector cap', long: 'Its sector is at the cap', tone: 'quiet' },
  TURNOVER: { short: 'Turnover', long: 'The turnover budget of this interval is spent', tone: 'quiet' },
  COST_GATE: { short: 'Too dear', long: 'Expected gain does not pay the cost', tone: 'quiet' },
  WAS_DONOR: { short: 'Was donor', long: 'It gave weight in this interval', tone: 'quiet' },
  BAND_SKIP: { short: 'In band', long: 'Total drift is inside the no-trade band', tone: 'quiet' },
  NAME_BAND: { short: 'In band', long: 'Its drift is inside the no-trade band', tone: 'quiet' },
  FROZEN: { short: 'Frozen', long: 'Not traded now', tone: 'warn' },
  NO_SIGNAL: { short: 'No signal', long: 'No model has a score for it', tone: 'quiet' },
  MIN_ORDER: { short: 'Too small', long: 'The order would be below the minimum', tone: 'quiet' },
  IN_BAND: { short: 'In band', long: 'Its drift is inside the no-trade band', tone: 'quiet' },
  HOLD: { short: 'Hold', long: 'Held; no trigger is near', tone: 'quiet' },
  REJECTED: { short: 'Rejected', long: 'You rejected it; it is proposed again later', tone: 'quiet' },
  WAS_CUT: { short: 'Was cut', long: 'Cut a short time ago; it is not entered again yet', tone: 'quiet' },
  NOT_HELD: { short: 'Not held', long: 'Not held, and no reason to buy', tone: 'quiet' },
};

/** Codes that the desk adds to the engine's. */
const deskWords: ReadonlyMap<string, ReasonWords> = new Map([
  ['UNKNOWN', { short: 'Unknown', long: 'IBKR does not know this name', tone: 'warn' }],
]);

/** Words for a reason or a block; a code that this build does not know shows as itself. */
export function wordsOfReason(code: string): ReasonWords {
  if (Object.hasOwn(reasonWords, code)) return reasonWords[code as Reason];
  if (Object.hasOwn(blockWords, code)) return blockWords[code as Block];
  return deskWords.get(code) ?? { short: code, long: code, tone: 'quiet' };
}

export const quoteWords: Readonly<Record<DriftRow['quoteKind'], string>> = {
  live: 'Live quote',
  frozen: 'Frozen quote: the last one of the session; not traded on',
  delayed: 'Delayed quote, 15 minutes or more; not traded on',
  'delayed-frozen': 'Delayed and frozen quote; not traded on',
  stale: 'Stale: nothing new for too long; not traded on',
  none: 'No quote',
};

const sectorShort: ReadonlyMap<string, string> = new Map([
  ['Information Technology', 'Info Tech'],
  ['Communication Services', 'Comm Svcs'],
  ['Consumer Discretionary', 'Cons Disc'],
  ['Consumer Staples', 'Cons Stap'],
  ['Health Care', 'Health'],
  ['Consumer, Cyclical', 'Cons Cycl'],
  ['Consumer, Non-cyclical', 'Cons N-Cyc'],
  ['Basic Materials', 'Materials'],
]);

export const shortSector = (sector: string): string => sectorShort.get(sector) ?? sector;
