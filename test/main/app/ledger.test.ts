import { afterEach, beforeEach, expect, test } from 'vitest';
import { Ledger } from '#app/ledger.ts';
import type { OrderReport } from '#shared/domain/order.ts';
import { type OrderId, orderId, splitExecId } from '#shared/ids.ts';
import { money, shares } from '#shared/units.ts';
import { accountStore } from '#test/support/account-store.ts';
import { aFill, anEntry, anOrder, later } from '#test/main/store/builders.ts';

let kept: ReturnType<typeof accountStore>;
let ledger: Ledger;
const dd = orderId('dd-1');
beforeEach(() => {
  kept = accountStore();
  const order = anOrder('dd-1', 11);
  kept.store.journal(anEntry(1, [order]));
  ledger = new Ledger(kept.store);
});
afterEach(() => kept.end());

const says = (status: OrderReport['status'], over: Partial<OrderReport> = {}): OrderReport => ({
  orderId: dd,
  permId: 5,
  apiOrderId: 11,
  clientId: 17,
  ticker: null,
  side: null,
  shares: null,
  status,
  at: later(10),
  ...over,
});
const fill = (execId: string, size: number, owner: OrderId | null = dd) =>
  aFill(execId, { ...splitExecId(execId), orderId: owner, shares: shares(size) });

test('every change is in the store before it is told', () => {
  expect(ledger.report(says({ says: 'working' }), 17)?.status).toEqual({ state: 'working', permId: 5 });
  expect(kept.store.order(dd)?.status).toEqual({ state: 'working', permId: 5 });
  expect(ledger.report(says({ says: 'working' }), 17)).toBeNull();
});

test('a report without our reference finds its order by permId or API id; a stranger’s finds none', () => {
  expect(ledger.report(says({ says: 'working' }, { orderId: null }), 17)?.intent.orderId).toBe(dd);
  expect(
    ledger.report(says({ says: 'cancelled', why: 'x' }, { orderId: null, apiOrderId: 0 }), 17)?.intent
      .orderId,
  ).toBe(dd);
  expect(
    ledger.report(says({ says: 'working' }, { orderId: null, apiOrderId: 99, permId: 99 }), 17),
  ).toBeNull();
});

test('another client’s order with the same API number is not taken for ours', () => {
  const stranger = { orderId: null, clientId: 0, permId: 777 };
  expect(ledger.report(says({ says: 'cancelled', why: 'by hand' }, stranger), 17)).toBeNull();
  expect(ledger.report(says({ says: 'filled' }, { ...stranger, clientId: null, permId: 0 }), 17)).toBeNull();
  expect(ledger.open()).toHaveLength(1);
});

test('an order that the TWS shows under another reference, or none, is not ours by its number', () => {
  const reused = { orderId: null, permId: 777, ref: '' };
  expect(ledger.report(says({ says: 'cancelled', why: 'its own' }, reused), 17)).toBeNull();
  expect(ledger.get(dd)).toMatchObject({ permId: 0, status: { state: 'journalled' } });
});

test('the same number and client with another permId is another order', () => {
  ledger.report(says({ says: 'working' }), 17);
  expect(ledger.report(says({ says: 'filled' }, { orderId: null, permId: 6 }), 17)).toBeNull();
  expect(ledger.get(dd)?.status.state).toBe('working');
});

test('a desk that died between a fill and its order counts the fill when it hears of it again', () => {
  kept.store.recordFill(fill('e.1.01.01', 40));
  const again = new Ledger(kept.store);
  expect(again.fill(fill('e.1.01.01', 40))).toMatchObject({ outcome: 'known', order: { filled: 40 } });
  expect(kept.store.order(dd)?.filled).toBe(40);
});

test('a desk that died there and hears nothing more counts it from the store', () => {
  kept.store.recordFill(fill('e.1.01.01', 100));
  expect(new Ledger(kept.store).recountOpen()).toMatchObject([{ filled: 100, status: { state: 'filled' } }]);
});

test('a fill that is known as ours only later counts for its order then', () => {
  ledger.fill(fill('e.1.01.01', 40, null));
  expect(ledger.get(dd)?.filled).toBe(0);
  ledger.fill(fill('e.1.01.01', 40));
  expect(ledger.get(dd)?.filled).toBe(40);
});

test('what ended is let go of after a while, and a late fill still reaches it', () => {
  ledger.fill(fill('e.1.01.01', 60));
  ledger.report(says({ says: 'cancelled', why: 'by the trader' }), 17);
  ledger.forgetEnded(later(1_000));
  ledger.fill(fill('e.2.01.01', 40));
  expect(ledger.get(dd)).toMatchObject({ filled: 100, status: { state: 'filled' } });
});

test('fills once each, corrections replace, commissions in any order', () => {
  ledger.commission(
    { execId: 'e.1.01.01', amount: money(0.35), currency: 'USD', realizedPnl: null },
    later(1),
  );
  expect(ledger.fill(fill('e.1.01.01', 40)).outcome).toBe('new');
  expect(ledger.fill(fill('e.1.01.01', 40)).outcome).toBe('known');
  expect(ledger.get(dd)).toMatchObject({ filled: 40, commission: 0.35 });
  expect(ledger.fill(fill('e.1.01.02', 30)).outcome).toBe('corrected');
  expect(ledger.get(dd)?.filled).toBe(30);
  ledger.fill(fill('e.2.01.01', 70));
  expect(ledger.get(dd)?.status.state).toBe('filled');
  expect(ledger.open()).toEqual([]);
});

test('asking for a cancel does not hide that nobody knows where the order stands', () => {
  ledger.settle(dd, { state: 'unresolved', since: later(1), why: 'x' }, later(1));
  expect(ledger.settle(dd, { state: 'cancelling', since: later(2) }, later(2))).toBeNull();
  expect(ledger.get(dd)?.status.state).toBe('unresolved');
});

test('a fill after the cancel still counts', () => {
  ledger.report(says({ says: 'cancelled', why: 'by the trader' }), 17);
  ledger.fill(fill('e.1.01.01', 40));
  expect(ledger.get(dd)?.filled).toBe(40);
});

test('another start reads the same orders', () => {
  ledger.settle(dd, { state: 'sent', at: later(5) }, later(5));
  expect(new Ledger(kept.store).open()).toEqual(ledger.open());
  expect(ledger.workingByTicker().get(ledger.open()[0]?.intent.ticker as never)).toBe(1);
});

test('what the broker repeats is in the audit once, and again when it says something else', () => {
  const heard = () => kept.store.auditOf(dd).filter(({ kind }) => kind === 'broker').length;
  ledger.report(says({ says: 'working' }), 17);
  ledger.report(says({ says: 'working' }, { at: later(60_000) }), 17);
  expect(heard()).toBe(1);
  ledger.report(says({ says: 'warned', code: 399, why: 'x' }), 17);
  ledger.report(says({ says: 'working' }), 17);
  expect(heard()).toBe(3);
});
