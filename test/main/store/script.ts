import Database from 'better-sqlite3';
import type { Store } from '#app/ports.ts';
import { proposalId } from '#shared/ids.ts';
import { epochMs, money, price } from '#shared/units.ts';
import { sha256 } from '#store/audit.ts';
import { aFill, anEntry, anOrder, later, t0 } from './builders.ts';

const aBar = (at: number) => ({
  at: epochMs(at),
  open: price(1),
  high: price(1),
  low: price(1),
  close: price(1),
  volume: 1,
});

/** Every write that a store knows, one after the other; the same in each process. */
export const script: readonly ((store: Store) => void)[] = [
  (store) => store.recordSetting({ at: t0, who: 'desk', name: 'strategy', text: '{}' }),
  (store) => store.journal(anEntry(1, [anOrder('o-1', 1), anOrder('o-2', 2)])),
  (store) =>
    store.saveOrder(anOrder('o-1', 1, { status: { state: 'sent', at: later(2) }, updatedAt: later(2) })),
  (store) => store.recordFill(aFill('f-1.01')),
  (store) =>
    store.recordCommission({ execId: 'f-1.01', amount: money(1), currency: 'USD', realizedPnl: null }),
  (store) =>
    store.recordCommand({ at: later(3), who: 'window', name: 'order.cancel', input: { orderId: 'o-2' } }),
  (store) =>
    store.together(() => {
      store.audit({
        at: later(4),
        kind: 'broker',
        who: 'broker',
        orderId: anOrder('o-2', 2).intent.orderId,
        body: 'cancelled',
      });
      const status = { state: 'cancelled', at: later(4), why: 'asked' } as const;
      store.saveOrder(anOrder('o-2', 2, { status, updatedAt: later(4) }));
    }),
  (store) =>
    store.endProposal(proposalId('p-1'), {
      status: 'approved',
      decidedAt: later(5),
      decidedBy: 'window',
      why: '',
      legs: [0],
    }),
  (store) => store.saveBars(anOrder('o-1', 1).intent.conId, '1 day', [aBar(1), aBar(2)]),
  (store) => store.journal(anEntry(2, [anOrder('o-3', 3)])),
  (store) => store.recordFill(aFill('f-1.02')),
];

interface Table {
  readonly name: string;
}

/** The whole content as one hash; what differs between two files of the same content (the moment they were made) is left out. */
export function contentOf(file: string): string {
  const db = new Database(file, { readonly: true });
  try {
    const tables = db
      .prepare<[], Table>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all()
      .map(({ name }) => ({
        name,
        rows: db
          .prepare<[], Row>(`SELECT * FROM ${name}`)
          .all()
          .map((row) => withoutMoment(name, row)),
      }));
    return sha256(JSON.stringify(tables));
  } finally {
    db.close();
  }
}

type Row = Readonly<Record<string, unknown>>;

function withoutMoment(table: string, row: Row): Row {
  const same = { ...row, created_ms: 0, prev_hash: '', hash: '' };
  return table === 'audit' && row['id'] === 1 ? { ...same, at_ms: 0, body_json: '' } : same;
}
