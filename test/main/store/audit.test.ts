import { describe, expect, test } from 'vitest';
import type { AuditKind } from '#app/ports-audit.ts';
import type { Store } from '#app/ports.ts';
import { fillId, orderId, proposalId } from '#shared/ids.ts';
import { epochMs, money, price } from '#shared/units.ts';
import { anchorOf, auditOf, hashOf } from '#store/audit.ts';
import type { AuditRow } from '#store/audit.ts';
import { storeOver } from '#store/store.ts';
import {
  aDecision,
  aFill,
  aProposal,
  anEntry,
  anIntent,
  anOrder,
  identity,
  later,
  memoryDb,
  plansOf,
  t0,
} from './builders.ts';

const open = () => {
  const db = memoryDb();
  return { db, store: storeOver(db, identity) };
};

const kindsOf = (store: Store): AuditKind[] => store.auditSince(0, 1000).map(({ kind }) => kind);
const lastOf = (store: Store) => store.auditSince(0, 1000).at(-1);
const commission = { execId: 'f-1.01', amount: money(1.05), currency: 'USD', realizedPnl: null };

describe('each fact adds one record, in the order in which they were written', () => {
  test('an interval: its decision, the verdicts in it, its orders', () => {
    const { store } = open();
    const refused = [
      { intent: anIntent('o-9'), refusal: { kind: 'stale-quote', ageMs: 9, limitMs: 5 } },
    ] as const;
    const decision = aDecision(1, { proposal: aProposal('p-1', 1), refused });
    store.journal(anEntry(1, [anOrder('o-1', 1), anOrder('o-2', 2)], { decision }));
    expect(store.auditSince(0, 9).map(({ kind, who, orderId }) => [kind, who, orderId])).toEqual([
      ['decision', 'desk', null],
      ['verdict', 'desk', 'o-9'],
      ['order', 'desk', 'o-1'],
      ['order', 'desk', 'o-2'],
    ]);
    expect(store.auditOf(orderId('o-9'))[0]?.body).toEqual(refused[0]);
  });

  test('an order, whenever its state is saved; the record is the whole row', () => {
    const { store } = open();
    store.journal(anEntry(1, [anOrder('o-1', 1)]));
    store.saveOrder(anOrder('o-1', 1, { status: { state: 'sent', at: later(5) }, updatedAt: later(5) }));
    expect(store.auditOf(orderId('o-1')).map(({ at, body }) => [at, body])).toMatchObject([
      [t0, { state: 'journalled', shares: 100, api_order_id: 1 }],
      [later(5), { state: 'sent', state_ms: later(5), shares: 100 }],
    ]);
  });

  test('a fill: new, corrected, or given its owner; never when it only repeats', () => {
    const { store } = open();
    const nobodys = aFill('f-1.01', { orderId: null });
    store.recordFill(nobodys);
    store.recordFill(nobodys);
    store.recordFill(aFill('f-1.01'), later(7));
    store.recordFill(aFill('f-1.02', { price: price(200) }));
    store.recordFill(aFill('f-1.02', { price: price(200) }));
    const records = store.auditSince(0, 9);
    expect(records.map(({ kind, orderId, at }) => [kind, orderId, at])).toEqual([
      ['fill', null, t0],
      ['fill', 'o-1', later(7)],
      ['fill', 'o-1', t0],
    ]);
    expect(records[2]?.body).toMatchObject({ fill_id: fillId('f-1'), revision: 2, price: 200 });
  });

  test('a commission, with its order where the fill is known', () => {
    const { store } = open();
    store.recordCommission(commission, later(3));
    store.recordCommission(commission, later(4));
    store.recordFill(aFill('f-1.01'));
    store.recordCommission({ ...commission, realizedPnl: money(12) });
    expect(store.auditSince(0, 9).map(({ kind, orderId, at }) => [kind, orderId, at])).toEqual([
      ['commission', null, later(3)],
      ['fill', 'o-1', t0],
      ['commission', 'o-1', t0],
    ]);
    expect(lastOf(store)?.body).toMatchObject({ amount_money: 1.05, realized_pnl_money: 12 });
  });

  test('a command, with the order that it is about; and the end of a proposal', () => {
    const { store } = open();
    const at = later(1);
    store.recordCommand({ at, who: 'window', name: 'order.cancel', input: { orderId: 'o-1' } });
    store.recordCommand({ at, who: 'browser', name: 'interval.run', input: undefined });
    expect(store.auditOf(orderId('o-1'))).toMatchObject([
      { kind: 'command', who: 'window', body: { id: 1, name: 'order.cancel' } },
    ]);
    store.journal(anEntry(1, []));
    const ended = { status: 'rejected', decidedAt: at, decidedBy: 'window', why: 'no', legs: [] } as const;
    store.endProposal(proposalId('p-1'), ended);
    expect(lastOf(store)).toMatchObject({ kind: 'decision', who: 'window', body: { status: 'rejected' } });
  });

  test('a setting, once for each text', () => {
    const { store } = open();
    const of = (name: string, text: string) => ({ at: t0, who: 'desk', name, text });
    const added = [of('strategy', 'a'), of('desk', 'a'), of('strategy', 'a'), of('strategy', 'b')].map((s) =>
      store.recordSetting(s),
    );
    expect(added).toEqual([true, true, false, true]);
    expect(lastOf(store)?.body).toMatchObject({ name: 'strategy', text: 'b' });
  });

  test('whatever else the desk has to say', () => {
    const { store } = open();
    store.audit({ at: t0, kind: 'state', who: 'desk', orderId: null, body: { halted: 'why' } });
    store.audit({ at: epochMs(1), kind: 'state', who: 'desk', orderId: null, body: undefined });
    expect(store.auditSince(1, 9)).toMatchObject([{ id: 2, at: 1, body: null }]);
  });
});

describe('all of it or nothing', () => {
  test('a write that fails leaves no record behind', () => {
    const { store } = open();
    store.journal(anEntry(1, [anOrder('o-1', 1)]));
    const before = kindsOf(store);
    expect(() => store.journal(anEntry(2, [anOrder('o-1', 9)]))).toThrow('journalled already');
    expect(() => store.saveOrder(anOrder('o-7', 7))).toThrow('never journalled');
    expect(() =>
      store.audit({ at: t0, kind: 'state', who: 'desk', orderId: null, body: { n: Number.NaN } }),
    ).toThrow('finite');
    expect(kindsOf(store)).toEqual(before);
  });

  test('what is written together is undone together', () => {
    const { store } = open();
    expect(store.together(() => (store.recordFill(aFill('f-1.01')), 5))).toBe(5);
    expect(() =>
      store.together(() => {
        store.recordFill(aFill('f-2.01'));
        throw new Error('half way');
      }),
    ).toThrow('half way');
    expect(kindsOf(store)).toEqual(['fill']);
  });
});

test('each hash covers the record and the one before; the first stands on the identity of the file', () => {
  const { db, store } = open();
  store.recordFill(aFill('f-1.01'));
  store.recordFill(aFill('f-2.01'));
  const rows = db.prepare<[], AuditRow>('SELECT * FROM audit ORDER BY id').all();
  expect(rows.map(({ prev_hash }) => prev_hash)).toEqual([anchorOf(db), rows[0]?.hash]);
  expect(rows.map(hashOf)).toEqual(rows.map(({ hash }) => hash));
  expect(anchorOf(db)).not.toBe(anchorOf(memoryDbOfAnotherMoment()));
});

function memoryDbOfAnotherMoment() {
  const db = memoryDb();
  db.exec('UPDATE identity SET created_ms = created_ms + 1');
  return db;
}

test('an order’s history and the settings are read from an index', () => {
  const { db } = open();
  expect(plansOf(db, (db) => auditOf(db, orderId('o-1')))).toEqual([
    'SEARCH audit USING INDEX audit_of_order (order_id=?)',
  ]);
  const settings = "SELECT body_json FROM audit WHERE kind = 'setting' ORDER BY id DESC";
  const plan = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${settings}`).all();
  expect(plan[0]?.detail).toContain('audit_settings');
});

test('what was told of an order is found by the number that IBKR gave it, and of no other number', () => {
  const { store } = open();
  const told = (permId: number) =>
    store.audit({ at: t0, kind: 'broker', who: 'broker', orderId: null, body: { orderId: null, permId } });
  for (const permId of [77, 771, 7]) told(permId);
  store.audit({ at: t0, kind: 'state', who: 'desk', orderId: null, body: { reconcile: { perm_id: 77 } } });
  store.audit({ at: t0, kind: 'command', who: 'window', orderId: null, body: { permId: 77 } });
  expect(store.auditOfPermId(77).map(({ kind, body }) => [kind, body])).toEqual([
    ['broker', { orderId: null, permId: 77 }],
    ['state', { reconcile: { perm_id: 77 } }],
  ]);
});
