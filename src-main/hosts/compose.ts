import { join } from 'node:path';
import { createDesk, type HostedDesk } from '#app/create-desk.ts';
import { type Log, StoreError, type TextFile } from '#app/ports.ts';
import { createIbkrBroker } from '#broker/ibkr/broker.ts';
import { tradeLogCsv, tradeLogFileName } from '#export/csv.ts';
import { exchangeZone } from '#shared/calendar.ts';
import { type ContractServer, createServer } from '#shared/contract/server.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { readFileSync } from 'node:fs';
import type { HostArguments } from './arguments.ts';
import { type DataFolder, defaultDataFolder, openDataFolder } from './data-folder.ts';
import { HostError } from './host-error.ts';
import { type PracticeCommand, createPracticeLauncher } from './practice-launcher.ts';
import { createLog, dailyFile, onCrash, realClock } from './runtime.ts';

// The only place that constructs adapters.

export interface RunningDesk {
  readonly server: ContractServer;
  readonly log: Log;
  readonly folder: DataFolder;
  /** Ends the connection and closes every file; the practice TWS is the desk's to end or to leave. */
  stop(): Promise<void>;
}

export interface HostParts {
  readonly arguments: HostArguments;
  /** The folder that holds `resources`. */
  readonly root: string;
  readonly practice: PracticeCommand;
}

/** Throws a HostError where the data folder cannot be used, also when another desk has it. */
export function openDesk({ arguments: given, root, practice }: HostParts): RunningDesk {
  const path = given.data ?? defaultDataFolder();
  const folder = openDataFolder(path, join(root, 'resources', 'default-strategy.json'));
  const stores = heldStores(path);
  const log = createLog(dailyFile(folder.logFolder));
  const desk: HostedDesk = createDesk({
    clock: realClock,
    log,
    broker: createIbkrBroker({ clock: realClock, log, settings: () => desk.connectionSettings() }),
    practice: createPracticeLauncher(folder.practice, practice, given.practiceSeed, log),
    stores,
    strategy: textFile(folder.strategyFile),
    deskSettings: textFile(folder.deskSettingsFile),
    idPrefix: idPrefixOf(folder),
    autoConnect: given.connect,
    readOnly: given.readOnly,
    intervalMs: given.intervalMs,
    exportCsv: (entries, filter, account) => ({
      fileName: tradeLogFileName(account, filter),
      csv: tradeLogCsv(entries, filter, { timeZone: exchangeZone }),
    }),
  });
  const server = createServer(desk.handlers, {
    readOnly: given.readOnly,
    onCommand: desk.onCommand,
    budget: desk.budget,
    codeOf: desk.codeOf,
    onInternalError: (name, error) => log.error(`${name} failed`, { error }),
  });
  const calm = onCrash(log, (reason) => desk.halt(reason));
  desk.attach(server);
  desk.start();
  log.info('desk started', { folder: path, readOnly: given.readOnly, pid: process.pid });
  return {
    server,
    log,
    folder,
    async stop() {
      await desk.stop();
      stores.close();
      log.info('desk stopped');
      calm();
    },
  };
}

/** Holds the folder against a second desk. */
function heldStores(path: string) {
  try {
    return openStoreFolder(path);
  } catch (error) {
    if (error instanceof StoreError) throw new HostError(error.message);
    throw error;
  }
}

const textFile = (path: string): TextFile => ({ path, read: () => readFileSync(path, 'utf8') });

/** Of this start alone: a database that was moved away or restored from a copy counts its intervals from an earlier one again. */
const idPrefixOf = ({ idPrefix }: DataFolder): string => `${idPrefix}${Date.now().toString(36)}-`;
