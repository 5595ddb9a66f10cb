import type { BrokerEvent, BrokerSession } from '#app/ports.ts';
import { createIbkrBroker } from '#broker/ibkr/broker.ts';
import { realClock } from '#hosts/runtime.ts';
import { quiet } from '#test/support/desk-fixture.ts';

/** A session of the real adapter at a TWS on this machine, its books loaded. */
export async function openSession(
  port: number,
  listener: (event: BrokerEvent) => void,
): Promise<BrokerSession> {
  const broker = createIbkrBroker({ clock: realClock, log: quiet });
  const session = broker.open({ kind: 'tws-paper', host: '127.0.0.1', port, clientId: 7 }, listener);
  await session.ready();
  await session.book();
  session.reconciled();
  return session;
}
