import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { epochMs, money, shares } from '#shared/units.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { aFill, account, anEntry, anOrder, later } from './builders.ts';

export interface AuditedFile {
  readonly folder: string;
  readonly file: string;
  end(): void;
}

/** A practice account's file with one of everything, closed in order. Twelve records. */
export function auditedFile(): AuditedFile {
  const folder = mkdtempSync(join(tmpdir(), 'driftdesk-audit-'));
  const stores = openStoreFolder(folder);
  const store = stores.open('practice', account);
  const sent = { status: { state: 'sent', at: later(5) }, updatedAt: later(5) } as const;
  store.recordSetting({ at: epochMs(later(0)), who: 'desk', name: 'strategy', text: '{"version":1}' });
  store.journal(anEntry(1, [anOrder('o-1', 1), anOrder('o-2', 2)]));
  store.saveOrder(anOrder('o-1', 1, sent));
  store.saveOrder(anOrder('o-2', 2, sent));
  store.recordFill(aFill('f-1.01'), later(6));
  store.recordFill(aFill('f-2.01', { orderId: null, shares: shares(7) }), later(7));
  store.recordCommission(
    { execId: 'f-1.01', amount: money(1), currency: 'USD', realizedPnl: null },
    later(8),
  );
  store.recordCommand({ at: later(9), who: 'window', name: 'order.cancel', input: { orderId: 'o-1' } });
  store.journal(anEntry(2, []));
  store.close();
  stores.close();
  return {
    folder,
    file: store.file,
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Changes the file as somebody with a database browser would, who has found the triggers. */
export function tamper(file: string, sql: string): void {
  const db = new Database(file);
  db.exec('DROP TRIGGER IF EXISTS audit_is_never_changed; DROP TRIGGER IF EXISTS audit_is_never_shortened');
  db.exec(sql);
  db.close();
}
