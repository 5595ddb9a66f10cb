/** The account between two runs: written whole beside the old file and renamed over it, so that a crash leaves one or the other. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { LedgerState } from './exchange/ledger.ts';
import type { OrderStoreState } from './exchange/order-store.ts';
import type { Log } from './log.ts';

/** Changes that come close together are written once, this long after the first. */
const WRITE_DELAY_MS = 100;
/** The clock alone is worth a write this often; a restart begins as much later, so that time never runs back. */
export const CLOCK_SAVE_MS = 2000;

export interface PracticeState {
  readonly version: 1;
  readonly seed: number;
  readonly account: string;
  readonly marketTime: number;
  /** The session whose day is running, and the one whose close has been dealt with. */
  readonly session: number;
  readonly closedSession: number | null;
  readonly ledger: LedgerState;
  readonly orders: OrderStoreState;
}

/** null: nothing kept yet, or nothing that can be understood, which is then moved aside. Throws when the file is there but cannot be read. */
export function readState(file: string, log: Log): PracticeState | null {
  if (!existsSync(file)) return null;
  const state = parseState(readFileSync(file, 'utf8'));
  if (state !== null) return state;
  const aside = `${file}.broken-${Date.now()}`;
  renameSync(file, aside);
  log('state-broken', { file, movedTo: aside, message: 'the state file is unreadable; starting afresh' });
  return null;
}

export class StateFile {
  readonly #file: string;
  readonly #snapshot: () => PracticeState;
  readonly #log: Log;
  #timer: NodeJS.Timeout | null = null;
  #lastWrite = 0;

  constructor(file: string, snapshot: () => PracticeState, log: Log) {
    this.#file = file;
    this.#snapshot = snapshot;
    this.#log = log;
  }

  /** Something changed: written within WRITE_DELAY_MS. */
  changed(): void {
    this.#timer ??= setTimeout(() => this.write(), WRITE_DELAY_MS);
  }

  /** Called often: keeps the saved clock at most CLOCK_SAVE_MS behind. */
  tick(): void {
    if (performance.now() - this.#lastWrite >= CLOCK_SAVE_MS) this.changed();
  }

  write(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#lastWrite = performance.now();
    try {
      writeFileSync(`${this.#file}.new`, JSON.stringify(this.#snapshot()));
      renameSync(`${this.#file}.new`, this.#file);
    } catch (error) {
      this.#log('state-not-saved', { file: this.#file, message: String(error) });
    }
  }
}

function parseState(text: string): PracticeState | null {
  try {
    const value: unknown = JSON.parse(text);
    return isState(value) ? value : null;
  } catch {
    return null;
  }
}

/** Enough of the shape to tell our own file from a damaged or foreign one. */
function isState(value: unknown): value is PracticeState {
  if (!isRecord(value) || value['version'] !== 1) return false;
  const { ledger, orders, account, marketTime, seed, session } = value;
  const numbers = [marketTime, seed, session];
  return (
    typeof account === 'string' &&
    numbers.every((n) => typeof n === 'number' && Number.isFinite(n)) &&
    isRecord(ledger) &&
    typeof ledger['cash'] === 'number' &&
    Array.isArray(ledger['holdings']) &&
    isRecord(orders) &&
    ['orders', 'executions', 'nextOrderIds'].every((key) => Array.isArray(orders[key])) &&
    ['nextPermId', 'nextExecution'].every((key) => typeof orders[key] === 'number')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
