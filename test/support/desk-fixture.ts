import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Desk } from '#app/desk.ts';
import type { Log } from '#app/ports.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { FakeBroker } from './fake-broker.ts';
import { FakeClock } from './fake-clock.ts';

export const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };

export const smallUniverse = [
  ...['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG', 'HHH', 'III', 'JJJ', 'KKK', 'LLL'],
  ...['MMM', 'NNN', 'OOO', 'PPP', 'QQQ', 'RRR', 'SSS', 'TTT', 'UUU', 'VVV', 'WWW', 'XXX'],
];

export const smallStrategy = JSON.stringify({
  version: 1,
  name: 'Small',
  benchmark: 'SPY',
  universe: smallUniverse,
  rotation: { kBuy: 5, kSell: 8, gammaCost: 1, tauU: 0, sectorMaxPercent: 100 },
  execution: { style: 'LMT' },
});

export interface DeskFixture {
  readonly folder: string;
  readonly clock: FakeClock;
  readonly broker: FakeBroker;
  /**
   * Ends the desk as a crash would (nothing is closed in order) or in order, and starts another on the same files and broker. `between` runs
   * while no desk has the folder.
   */
  restart(how: 'crash' | 'stop', between?: () => void, readOnly?: boolean): Promise<Desk>;
  start(): Desk;
  end(): Promise<void>;
}

/** A desk on a real store in a temporary folder, a broker in memory and a clock that stands still. */
export function deskFixture(
  strategy: () => string = () => smallStrategy,
  deskSettings: () => string = () => '{}',
): DeskFixture {
  const folder = mkdtempSync(join(tmpdir(), 'driftdesk-'));
  const clock = new FakeClock('2026-11-23T15:30:00Z');
  const broker = new FakeBroker(clock);
  let starts = 0;
  let stores = openStoreFolder(folder);
  let desk: Desk | null = null;
  const start = (readOnly = false): Desk => {
    starts += 1;
    desk = new Desk({
      clock,
      log: quiet,
      broker,
      practice: {
        start: () => Promise.resolve({ port: 1, pid: null, adopted: false, stop: () => Promise.resolve() }),
      },
      stores,
      strategy: { path: 'strategy.json', read: strategy },
      deskSettings: { path: 'desk.json', read: deskSettings },
      idPrefix: `t${starts}`,
      autoConnect: true,
      readOnly,
      intervalMs: null,
      exportCsv: () => ({ fileName: 'log.csv', csv: '' }),
    });
    desk.start();
    return desk;
  };
  return {
    folder,
    clock,
    broker,
    start: () => start(),
    async restart(how, between = () => {}, readOnly = false) {
      if (how === 'stop') await desk?.stop();
      else {
        // A crash takes the connection and the file handles with it; nothing gets a last word.
        desk?.interval.stop();
        clock.forget();
        broker.session?.close();
        desk?.store?.close();
      }
      stores.close();
      between();
      stores = openStoreFolder(folder);
      return start(readOnly);
    },
    async end() {
      await desk?.stop();
      stores.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
