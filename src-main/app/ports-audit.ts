import type { OrderId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';

export type AuditKind =
  'command' | 'decision' | 'order' | 'broker' | 'fill' | 'commission' | 'verdict' | 'setting' | 'state';

/** Something that happened, for the append-only, hash-chained journal. `body` is a JSON value; numbers in it are finite. */
export interface AuditRecord {
  /** May go back where a clock was set: the order of the records is that of their ids. */
  readonly at: EpochMs;
  readonly kind: AuditKind;
  /** window, browser, auto, desk, broker. */
  readonly who: string;
  /** The order whose history it belongs to; null = no single one. */
  readonly orderId: OrderId | null;
  readonly body: unknown;
}

export interface AuditEntry extends AuditRecord {
  /** Rises by one. */
  readonly id: number;
  readonly hash: string;
}

/** A settings file in force. */
export interface SettingRecord {
  readonly at: EpochMs;
  readonly who: string;
  /** strategy, desk, … */
  readonly name: string;
  /** The whole of it. */
  readonly text: string;
}

/** What the audit keeps. */
export interface AuditStore {
  /**
   * Adds to the audit journal. Decisions and the verdicts in them, orders, fills, commissions, commands and ends of proposals add
   * themselves, each in the transaction that writes it.
   */
  audit(record: AuditRecord): void;
  /** A settings file as it now is in force. False = it reads as it did when it was last recorded, and nothing was added. */
  recordSetting(setting: SettingRecord): boolean;
  /** Everything about one order, oldest first. */
  auditOf(id: OrderId): readonly AuditEntry[];
  /** What the broker and the comparison said of the order that IBKR gave this number, whoever made it, oldest first. */
  auditOfPermId(permId: number): readonly AuditEntry[];
  /** Records after this id (0 = from the beginning), oldest first. */
  auditSince(id: number, limit: number): readonly AuditEntry[];
}
