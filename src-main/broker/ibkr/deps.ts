import type { ConnectionSettings } from '#app/ports-connection.ts';
import type { Clock, Log, SessionState } from '#app/ports.ts';
import type { Timeouts } from './timeouts.ts';

export interface Deps {
  readonly clock: Clock;
  readonly log: Log;
  readonly timeouts: Timeouts;
  readonly settings: ConnectionSettings;
}

/** What a connection tells its session. */
export interface ConnectionHooks {
  state(state: SessionState, message: string, code: number | null): void;
  /** Next order id, account list and clock are known; the first moment at which anything may be asked. */
  ready(nextOrderId: number, accounts: readonly string[]): void;
  /** The TWS has said again which order number comes next. */
  numbered(nextOrderId: number): void;
  /** Every message with a code, whatever the library calls it. `id` is -1 where it names none. */
  notice(id: number, code: number, text: string): void;
  restored(dataLost: boolean): void;
}

/** 'busy' = over the sending budget; 'failed' = it did not reach the socket and never will. */
export type SendResult = 'sent' | 'busy' | 'failed';
