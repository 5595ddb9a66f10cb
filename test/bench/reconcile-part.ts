import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Desk } from '#app/desk.ts';
import { createIbkrBroker } from '#broker/ibkr/broker.ts';
import { realClock } from '#hosts/runtime.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { quiet } from '#test/support/desk-fixture.ts';
import { account, encode, scriptedTws, type Peer } from '#test/support/scripted-tws.ts';
import * as frame from '#test/support/tws-frames.ts';
import { line, ms } from './timing.ts';

const positions = 500;
const openOrders = 200;
const executions = 5_000;
/** That the executions are of. */
const orders = 500;
const aimMs = 2_000;

/** From an account that the desk has never seen, and from one that it knows, to a reconciled session. */
export async function reconcileBench(): Promise<void> {
  console.log(`\nReconciling ${positions} positions, ${openOrders} open orders and ${executions} executions`);
  const folder = mkdtempSync(join(tmpdir(), 'driftdesk-bench-'));
  const tws = await scriptedTws({ on: bigBook() });
  for (const [round, what] of ['an account never seen', 'the same account again'].entries()) {
    const stores = openStoreFolder(folder);
    const desk = deskOn(tws.port, stores, `b${round}-`);
    const time = await reconcileTime(desk, tws.port);
    line(`book asked for to reconciled, ${what}`, `${ms(time)} ms`, `< ${aimMs} ms`, time < aimMs);
    const known = desk.store?.tradeLog({
      from: null,
      to: null,
      ticker: null,
      side: null,
      reason: null,
    }).length;
    if (known !== executions) throw new Error(`${known} of ${executions} executions are in the books`);
    await desk.stop();
    stores.close();
  }
  await tws.stop();
  rmSync(folder, { recursive: true, force: true });
}

function deskOn(port: number, stores: ReturnType<typeof openStoreFolder>, idPrefix: string): Desk {
  const strategy = JSON.stringify({ version: 1, name: 'Bench', benchmark: 'SPY', universe: ['N0', 'N1'] });
  return new Desk({
    ...{ clock: realClock, log: quiet, stores, idPrefix, autoConnect: false, intervalMs: 3_600_000 },
    broker: createIbkrBroker({ clock: realClock, log: quiet }),
    practice: { start: () => Promise.reject(new Error(`port ${port} is the only one here`)) },
    strategy: { path: 'strategy.json', read: () => strategy },
    deskSettings: { path: 'desk.json', read: () => '{}' },
    exportCsv: () => ({ fileName: '', csv: '' }),
  });
}

function reconcileTime(desk: Desk, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let start = 0;
  const look = (): void => {
    const { state, message } = desk.link.status();
    if (state === 'ready' && start === 0) start = performance.now();
    if (state === 'reconciled') resolve(performance.now() - start);
    if (state === 'waiting' || state === 'closed') reject(new Error(message));
  };
  desk.start();
  desk.listen({ status: look, drift: look, proposals: look, orders: look, fill: look });
  desk.connect({ kind: 'tws-paper', host: '127.0.0.1', port, clientId: 17 });
  return promise;
}

/** Answers made beforehand as far as they can be, so that making them is not what is timed. */
function bigBook() {
  const stock = (index: number): frame.StockFields => ({ conId: 1_000 + index, symbol: `N${index}` });
  const order = (index: number): frame.OrderFields => ({
    ...{
      orderId: 0,
      clientId: 3,
      permId: 700_000 + index,
      action: 'BUY',
      size: 100,
      status: 'Submitted',
      account,
    },
    ...{ orderRef: '', ...stock(index % positions) },
  });
  const fill = (index: number): frame.ExecutionFields => ({
    ...order(index % orders),
    execId: `0000e0d5.${String(index).padStart(8, '0')}.01.01`,
    shares: 100,
    price: 50,
  });
  const whole = (messages: readonly frame.Field[][]): Buffer => Buffer.concat(messages.map(encode));
  const held = whole([
    ...numbers(positions).map((i) => frame.position(account, stock(i), 1_000, 50)),
    frame.positionEnd(),
  ]);
  const open = whole([
    ...numbers(openOrders).flatMap((i) => [
      frame.openOrder(order(i)),
      frame.orderStatus(order(i), 'Submitted'),
    ]),
    frame.openOrderEnd(),
  ]);
  const fills = (reqId: number): Buffer =>
    whole(numbers(executions).map((i) => frame.execution(reqId, fill(i))));
  const costs = whole(
    numbers(executions).map((i) => frame.commission(fill(i).execId, 1, '1.7976931348623157E308')),
  );
  return {
    61: (peer: Peer) => peer.raw(held),
    16: (peer: Peer) => peer.raw(open),
    7: (peer: Peer, fields: readonly string[]) => {
      peer.raw(fills(Number(fields[2])));
      peer.send(frame.executionEnd(Number(fields[2])));
      peer.raw(costs);
    },
  };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
