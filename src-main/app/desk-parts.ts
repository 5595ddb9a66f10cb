import type { AccountId } from '#shared/ids.ts';
import type { Broker, Clock, Log, StoreFolder, TextFile, TradeLogEntry, TradeLogFilter } from './ports.ts';
import type { PracticeLauncher } from './ports-practice.ts';

export interface DeskParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly broker: Broker;
  readonly practice: PracticeLauncher;
  readonly stores: StoreFolder;
  readonly strategy: TextFile;
  /** `desk.json`; one that is not there stands for the defaults. */
  readonly deskSettings: TextFile;
  /** Unique per start: it begins every order id of this start. */
  readonly idPrefix: string;
  /** Connects to the practice TWS at start; never to anything else. */
  readonly autoConnect: boolean;
  /** It was started to be looked at: it sends no order, whatever an earlier start was working on. */
  readonly readOnly?: boolean;
  /** null = 30 s in practice, 5 min elsewhere. */
  readonly intervalMs: number | null;
  readonly exportCsv: (
    entries: readonly TradeLogEntry[],
    filter: TradeLogFilter,
    account: AccountId,
  ) => { readonly fileName: string; readonly csv: string };
}

/** What a screen is told about. */
export interface DeskListener {
  /** Anything that the status shows. */
  status(): void;
  /** Quotes, positions, targets: conflated by whoever listens. */
  drift(): void;
  proposals(): void;
  orders(): void;
  fill(entry: TradeLogEntry): void;
}
