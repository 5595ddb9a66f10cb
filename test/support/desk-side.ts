import { createIbkrBroker } from '#broker/ibkr/broker.ts';
import type { Timeouts } from '#broker/ibkr/timeouts.ts';
import type { ConnectionSettings } from '#app/ports-connection.ts';
import type { BrokerEvent, BrokerSession, BrokerTarget } from '#app/ports.ts';
import { realClock } from '#hosts/runtime.ts';
import { orderId, proposalId, ticker } from '#shared/ids.ts';
import type { Instrument } from '#shared/domain/market.ts';
import type { ApprovedOrder, OrderIntent } from '#shared/domain/order.ts';
import { ensure } from '#shared/assert.ts';
import { epochMs, price, shares } from '#shared/units.ts';
import { keptLog, type LogLine } from './quiet-log.ts';

// The desk's end of a broker connection, as small as it can be.

export interface DeskSide {
  readonly session: BrokerSession;
  readonly events: BrokerEvent[];
  readonly log: LogLine[];
  /** Waits until an event like this has come; events that came before count. */
  saw<K extends BrokerEvent['kind']>(
    kind: K,
    matching?: (event: Extract<BrokerEvent, { kind: K }>) => boolean,
  ): Promise<Extract<BrokerEvent, { kind: K }>>;
  all<K extends BrokerEvent['kind']>(kind: K): Extract<BrokerEvent, { kind: K }>[];
}

export function openDesk(
  port: number,
  timeouts: Partial<Timeouts> = {},
  target: Partial<BrokerTarget> = {},
  settings: Partial<ConnectionSettings> = {},
): DeskSide {
  const events: BrokerEvent[] = [];
  const waiting = new Set<() => void>();
  const { log, lines } = keptLog();
  const broker = createIbkrBroker({
    clock: realClock,
    log,
    timeouts: { batchMs: 5, commissionMs: 200, ...timeouts },
    settings: () => ({ restarts: [], marketDataLines: 100, rotationMs: 8_000, ...settings }),
  });
  const session = broker.open(
    { kind: 'tws-paper', host: '127.0.0.1', port, clientId: 7, ...target },
    (event) => {
      events.push(event);
      for (const check of waiting) check();
    },
  );
  const all: DeskSide['all'] = (kind) => events.filter((event) => event.kind === kind) as never;
  return {
    session,
    events,
    log: lines,
    all,
    saw: (kind, matching = () => true) =>
      new Promise((found) => {
        const check = (): void => {
          const match = all(kind).find(matching);
          if (match === undefined) return;
          waiting.delete(check);
          found(match);
        };
        waiting.add(check);
        check();
      }),
  };
}

/** A session up to `reconciled`, with one instrument loaded. */
export async function openReconciled(
  port: number,
  timeouts: Partial<Timeouts> = {},
  target: Partial<BrokerTarget> = {},
  settings: Partial<ConnectionSettings> = {},
): Promise<DeskSide & { readonly instrument: Instrument }> {
  const desk = openDesk(port, timeouts, target, settings);
  await desk.session.ready();
  await desk.session.book();
  const { found } = await desk.session.instruments([ticker('AAPL')]);
  desk.session.reconciled();
  return { ...desk, instrument: ensure(found[0], 'AAPL') };
}

/** What only the engine's guard makes in the product. */
export function approvedOrder(instrument: Instrument, changes: Partial<OrderIntent> = {}): ApprovedOrder {
  const intent: OrderIntent = {
    orderId: orderId('dd-test-1'),
    proposalId: proposalId('p1'),
    ticker: instrument.ticker,
    conId: instrument.conId,
    side: 'BUY',
    shares: shares(100),
    style: { type: 'LMT', limit: price(10.5) },
    tif: 'DAY',
    reason: 'BUY_CASH',
    decision: { bid: price(10.4), ask: price(10.6), at: epochMs(0) },
    child: null,
    ...changes,
  };
  return intent as ApprovedOrder;
}
