import { readFileSync } from 'node:fs';
import { Desk } from '#app/desk.ts';
import type { Broker, BrokerSession, Store, StoreFolder } from '#app/ports.ts';
import { createIbkrBroker } from '#broker/ibkr/broker.ts';
import { realClock } from '#hosts/runtime.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { quiet } from '../desk-fixture.ts';

// A desk in mode auto against a practice TWS that runs already, which dies as by kill -9 at one exact point; or, where none is named,
// lives, observes and prints its orders once it has reconciled.
//   node test/support/children/dying-desk.ts DATA PORT PREFIX [POINT]

const [data = '', port = '', prefix = '', point = ''] = process.argv.slice(2);

const at = (here: string): void => {
  if (here === point) process.kill(process.pid, 'SIGKILL');
};

/** How often the point is passed before it kills. */
let sends = 0;

function dyingBroker(inner: Broker): Broker {
  return {
    open: (target, listener) => {
      const session = inner.open(target, (event) => {
        if (event.kind === 'order') at('first report');
        if (event.kind === 'fill') at('fill heard');
        listener(event);
        if (event.kind === 'fill') at('fill recorded');
        if (event.kind === 'commission') at('commission recorded');
      });
      return new Proxy(session, {
        get(from, name: keyof BrokerSession) {
          if (name !== 'place') {
            const value: unknown = Reflect.get(from, name, from);
            return typeof value === 'function' ? (value.bind(from) as unknown) : value;
          }
          return (...given: Parameters<BrokerSession['place']>) => {
            at('journalled');
            sends += 1;
            const placed = from.place(...given);
            if (sends === 2) at('second sent');
            return placed;
          };
        },
      });
    },
  };
}

function dyingStores(inner: StoreFolder): StoreFolder {
  const dying = (store: Store): Store => ({
    ...store,
    journal: (entry) => {
      store.journal(entry);
      if (entry.orders.length > 0) at('committed');
    },
    saveOrder: (order) => {
      store.saveOrder(order);
      if (order.status.state === 'sent') at('first noted as sent');
    },
    recordFill: (fill) => {
      const outcome = store.recordFill(fill);
      at('fill without its order');
      return outcome;
    },
  });
  return {
    open: (kind, account) => dying(inner.open(kind, account)),
    openLast: () => {
      const last = inner.openLast();
      return last === null ? null : dying(last);
    },
  };
}

/** The strategy as shipped over few names, which load quickly. */
function smallStrategy(): string {
  const whole = JSON.parse(readFileSync('resources/default-strategy.json', 'utf8')) as { universe: string[] };
  return JSON.stringify({ ...whole, universe: whole.universe.slice(0, 40) });
}

const desk = new Desk({
  clock: realClock,
  log: quiet,
  broker: dyingBroker(createIbkrBroker({ clock: realClock, log: quiet })),
  practice: {
    start: () =>
      Promise.resolve({ port: Number(port), pid: null, adopted: true, stop: () => Promise.resolve() }),
  },
  stores: dyingStores(openStoreFolder(data)),
  strategy: {
    path: 'strategy.json',
    read: smallStrategy,
  },
  deskSettings: { path: 'desk.json', read: () => '{}' },
  idPrefix: prefix,
  autoConnect: true,
  intervalMs: 1000,
  exportCsv: () => ({ fileName: '', csv: '' }),
});
desk.setMode(point === '' ? 'observe' : 'auto');
desk.start();

if (point === '') {
  const patience = setInterval(() => {
    if (desk.link.status().state !== 'reconciled' || desk.store === null || desk.ledger === null) return;
    const orders = desk.store.ordersSince(0 as never);
    if (orders.some(({ status }) => ['sent', 'working', 'held', 'cancelling'].includes(status.state))) return;
    clearInterval(patience);
    const fills = desk.store.tradeLog({ from: null, to: null, ticker: null, side: null, reason: null });
    process.stdout.write(
      `${JSON.stringify({
        halted: desk.halted,
        positions: [...desk.positions.values()],
        orders: orders.map(({ intent, status, filled }) => ({ ...intent, state: status.state, filled })),
        fills: fills.map(({ fill }) => fill),
      })}\n`,
    );
    process.exit(0);
  }, 100);
}
