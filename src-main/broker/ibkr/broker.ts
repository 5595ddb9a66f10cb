import type { ConnectionSettings } from '#app/ports-connection.ts';
import type { Broker, Clock, Log } from '#app/ports.ts';
import { IbkrSession } from './session.ts';
import { defaultTimeouts, type Timeouts } from './timeouts.ts';

const usualSettings: ConnectionSettings = { restarts: [], marketDataLines: 100, rotationMs: 8_000 };

/** IBKR by way of a TWS or an IB Gateway. Each `open` is a connection of its own that shares nothing with earlier ones. */
export function createIbkrBroker(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly timeouts?: Partial<Timeouts>;
  /** Asked for each connection; those left out: no restart is known of, and IBKR's usual number of lines. */
  readonly settings?: () => ConnectionSettings;
}): Broker {
  const { clock, log } = options;
  const timeouts: Timeouts = { ...defaultTimeouts, ...options.timeouts };
  return {
    open: (target, listener) => {
      const settings = options.settings?.() ?? usualSettings;
      const session = new IbkrSession(target, { clock, log, timeouts, settings }, listener);
      // not in this call: the caller has no session to match the first event with yet
      queueMicrotask(() => session.open());
      return session;
    },
  };
}
