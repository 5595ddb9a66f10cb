import { readFileSync } from 'node:fs';
import { Desk } from '#app/desk.ts';
import { createIbkrBroker } from '#broker/ibkr/broker.ts';
import { realClock } from '#hosts/runtime.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { quiet } from '#test/support/desk-fixture.ts';
import { epochMs } from '#shared/units.ts';

// A desk in a process of its own, to be killed: `auto` trades every second and says when it has computed for the first time; `last` observes
// and says what it has in its books once nothing works any more.
//   node test/simulation/children/desk.ts DATA PORT PREFIX auto|last

const [data = '', port = '', prefix = '', mode = ''] = process.argv.slice(2);

/** As shipped over few names, which load quickly, and with little turnover an interval, so that there is something to do in each. */
function strategy(): string {
  const whole = JSON.parse(readFileSync('resources/default-strategy.json', 'utf8')) as {
    universe: string[];
    rotation: object;
  };
  const execution = { style: 'MKT' };
  const rotation = { ...whole.rotation, kBuy: 5, kSell: 8, turnoverMaxPercent: 6, sectorMaxPercent: 100 };
  return JSON.stringify({ ...whole, universe: whole.universe.slice(0, 12), rotation, execution });
}

const desk = new Desk({
  clock: realClock,
  log: quiet,
  broker: createIbkrBroker({ clock: realClock, log: quiet }),
  practice: {
    start: () =>
      Promise.resolve({ port: Number(port), pid: null, adopted: true, stop: () => Promise.resolve() }),
  },
  stores: openStoreFolder(data),
  strategy: { path: 'strategy.json', read: strategy },
  deskSettings: { path: 'desk.json', read: () => '{}' },
  idPrefix: prefix,
  autoConnect: true,
  intervalMs: 1000,
  exportCsv: () => ({ fileName: '', csv: '' }),
});
desk.setMode(mode === 'last' ? 'observe' : 'auto');
desk.start();

const working: readonly string[] = ['journalled', 'sent', 'working', 'held', 'cancelling'];

const watch = setInterval(() => {
  if (mode === 'auto') {
    if (desk.decision === null) return;
    clearInterval(watch);
    process.stdout.write('computed\n');
    return;
  }
  if (desk.link.status().state !== 'reconciled' || desk.store === null) return;
  const orders = desk.store.ordersSince(epochMs(0));
  if (orders.some(({ status }) => working.includes(status.state))) return;
  clearInterval(watch);
  const fills = desk.store.tradeLog({ from: null, to: null, ticker: null, side: null, reason: null });
  const told = {
    halted: desk.halted,
    orders: orders.map(({ intent, status, filled }) => ({ ...intent, state: status.state, filled })),
    fills: fills.map(({ fill }) => fill),
  };
  process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
}, 50);
