import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Ledger } from '#app/ledger.ts';
import type { BrokerBook, Store } from '#app/ports.ts';
import { reconcile as reconcileBooks, type Comparison, type Reconciliation } from '#app/recovery.ts';
import type { BrokerSays, Fill, OrderReport, OrderState } from '#shared/domain/order.ts';
import { fillId, type OrderId, orderId, ticker } from '#shared/ids.ts';
import { epochMs, price, shares } from '#shared/units.ts';
import { accountStore } from '#test/support/account-store.ts';
import { account, anEntry, anOrder } from '#test/main/store/builders.ts';

const now = epochMs(Date.parse('2026-11-23T15:30:00Z'));
const madeAt = epochMs(now - 60_000);

let kept: ReturnType<typeof accountStore>;
let store: Store;
beforeEach(() => {
  kept = accountStore();
  store = kept.store;
});
afterEach(() => kept.end());

/** A ledger over a store in which these orders stood when the desk died. */
function after(...orders: { id: string; status: OrderState; at?: number }[]): Ledger {
  orders.forEach(({ id, status, at = madeAt }, index) => {
    const order = anOrder(id, 100 + index, { createdAt: epochMs(at), updatedAt: epochMs(at) });
    store.journal(anEntry(index + 1, [order]));
    if (status.state !== 'journalled') store.saveOrder({ ...order, status });
  });
  return new Ledger(store);
}

const report = (id: OrderId | null, status: BrokerSays): OrderReport => ({
  orderId: id,
  permId: 77,
  apiOrderId: 100,
  clientId: 17,
  ticker: ticker('AAPL'),
  side: 'SELL',
  shares: 100,
  status,
  at: now,
});

const fillOf = (id: OrderId | null, size: number, n = 1): Fill => ({
  fillId: fillId(`e.${n}`),
  revision: 1,
  execId: `e.${n}.01`,
  orderId: id,
  permId: 77,
  account,
  ticker: ticker('AAPL'),
  conId: anOrder('x', 1).intent.conId,
  side: 'SELL',
  shares: shares(size),
  price: price(201),
  exchange: 'NASDAQ',
  at: now,
});

const book = (part: Partial<BrokerBook>): BrokerBook =>
  ({ positions: [], open: [], completed: [], fills: [], commissions: [], ...part }) as unknown as BrokerBook;

/** As the first book of a connection, with positions that agree, unless a test says otherwise. */
function reconcile(
  ledger: Ledger,
  bookOf: BrokerBook,
  at: typeof now,
  clientId: number,
  over: Partial<Comparison> = {},
): Reconciliation {
  return reconcileBooks({
    ...{ ledger, book: bookOf, clientId, askedAt: null, now: at },
    takeFill: (fill) => ledger.fill(fill).outcome,
    differenceOf: () => 0,
    isPatient: () => false,
    isTwin: () => false,
    ...over,
  });
}

const dd = orderId('dd-1');
const sent: OrderState = { state: 'sent', at: madeAt };
const yesterday = Date.parse('2026-11-20T15:30:00Z');

describe('what became of an order while the desk was away', () => {
  test.each<[string, OrderState, number, Partial<BrokerBook>, string]>([
    ['still open', sent, madeAt, { open: [report(dd, { says: 'working' })] }, 'working'],
    [
      'cancelled',
      sent,
      madeAt,
      { completed: [report(dd, { says: 'cancelled', why: 'by the trader' })] },
      'cancelled',
    ],
    ['filled, told by executions alone', sent, madeAt, { fills: [fillOf(dd, 100)] }, 'filled'],
    ['journalled, and the TWS knows nothing', { state: 'journalled' }, madeAt, {}, 'unresolved'],
    ['journalled in an earlier session', { state: 'journalled' }, yesterday, {}, 'cancelled'],
    [
      'journalled, and the TWS has it',
      { state: 'journalled' },
      madeAt,
      { open: [report(dd, { says: 'working' })] },
      'working',
    ],
    ['sent, and the TWS knows nothing', sent, madeAt, {}, 'unresolved'],
    ['partly filled, then unknown', sent, madeAt, { fills: [fillOf(dd, 40)] }, 'unresolved'],
    ['a DAY order of an earlier session', sent, yesterday, {}, 'cancelled'],
  ])('%s', (_, status, at, part, expected) => {
    const ledger = after({ id: 'dd-1', status, at });
    reconcile(ledger, book(part), now, 17);
    expect(store.order(dd)?.status.state).toBe(expected);
  });

  /** Two that were journalled together, and no further word about either. */
  const together = (): Ledger => {
    const pair = ['dd-1', 'dd-2'].map((id, n) => anOrder(id, 100 + n, { createdAt: madeAt }));
    store.journal(anEntry(1, pair));
    return new Ledger(store);
  };
  const open = (): readonly OrderId[] => store.openOrders().map(({ intent }) => intent.orderId);

  test('of orders that were journalled together, those behind one that is not written down as sent never left', () => {
    reconcile(together(), book({}), now, 17);
    expect(store.order(dd)?.status).toMatchObject({
      state: 'unresolved',
      why: expect.stringContaining('it may have been sent') as string,
    });
    expect(store.order(orderId('dd-2'))?.status.state).toBe('never-sent');
    expect(open()).toEqual([dd]);
  });

  test('what the TWS tells of the first before its books are here does not put the second in doubt', () => {
    const ledger = together();
    ledger.report(report(dd, { says: 'working' }), 17);
    reconcile(ledger, book({ open: [report(dd, { says: 'working' })] }), now, 17);
    expect(store.order(orderId('dd-2'))?.status.state).toBe('never-sent');
  });

  test('an order that was handed over after another is in doubt by itself', () => {
    const ledger = after(
      { id: 'dd-1', status: { state: 'journalled' } },
      { id: 'dd-2', status: { state: 'journalled' }, at: madeAt + 1 },
    );
    reconcile(ledger, book({}), now, 17);
    expect(open()).toEqual([dd, orderId('dd-2')]);
  });

  test('an order that may have left ends with its session, as a DAY order does', () => {
    const ledger = after({ id: 'dd-1', status: { state: 'journalled' } });
    reconcile(ledger, book({}), now, 17);
    reconcile(ledger, book({}), epochMs(now + 24 * 3_600_000), 17);
    expect(store.order(dd)?.status.state).toBe('cancelled');
  });

  test('partial fills count, once, however often they are reported', () => {
    const ledger = after({ id: 'dd-1', status: sent });
    const part = { open: [report(dd, { says: 'working' })], fills: [fillOf(dd, 30, 1), fillOf(dd, 20, 2)] };
    expect(reconcile(ledger, book(part), now, 17).newFills).toBe(2);
    expect(reconcile(ledger, book(part), now, 17).newFills).toBe(0);
    expect(store.order(dd)).toMatchObject({ filled: 50, status: { state: 'working' } });
  });

  test('an unresolved order that turns up again works again', () => {
    const ledger = after({ id: 'dd-1', status: sent });
    reconcile(ledger, book({}), now, 17);
    reconcile(ledger, book({ open: [report(dd, { says: 'working' })] }), now, 17);
    expect(store.order(dd)?.status.state).toBe('working');
  });

  test('findings are said in words', () => {
    const ledger = after({ id: 'dd-1', status: sent });
    const { findings } = reconcile(ledger, book({ fills: [fillOf(null, 5)] }), now, 17);
    expect(findings).toEqual([
      '1 fill found that the desk had not heard of',
      'SELL 100 AAPL (dd-1) is not known to the TWS',
    ]);
  });

  test.each<[string, number | null, string]>([
    ['the position has not moved', 0, 'cancelled'],
    ['the position moved the other way', 40, 'cancelled'],
    ['the position moved by more than it had left', -140, 'cancelled'],
    ['the position moved as if it had filled in part', -40, 'unresolved'],
    ['no earlier position is known', null, 'unresolved'],
  ])('a DAY order of yesterday that is not listed any more; %s', (_, moved, expected) => {
    const ledger = after({ id: 'dd-1', status: sent, at: yesterday });
    reconcile(ledger, book({}), now, 17, { differenceOf: () => moved });
    expect(store.order(dd)?.status.state).toBe(expected);
  });

  test('an order that was sent while the book was on its way is left alone, and so is one that may still answer', () => {
    const ledger = after({ id: 'dd-1', status: sent });
    reconcile(ledger, book({}), now, 17, { askedAt: epochMs(madeAt - 1) });
    reconcile(ledger, book({}), now, 17, { askedAt: now, isPatient: () => true });
    expect(store.order(dd)?.status.state).toBe('sent');
    reconcile(ledger, book({}), now, 17, { askedAt: now });
    expect(store.order(dd)?.status.state).toBe('unresolved');
  });

  test('a list that is older than the order’s end does not bring it back', () => {
    const ledger = after({ id: 'dd-1', status: sent });
    ledger.report({ ...report(dd, { says: 'cancelled', why: 'x' }), at: epochMs(now + 5) }, 17);
    reconcile(ledger, book({ open: [report(dd, { says: 'working' })] }), now, 17, { askedAt: madeAt });
    expect(store.order(dd)?.status.state).toBe('cancelled');
  });

  test('a cancel that went down with the connection: the order works again, and it is said', () => {
    const ledger = after({ id: 'dd-1', status: { state: 'cancelling', since: madeAt } });
    const { findings } = reconcile(ledger, book({ open: [report(dd, { says: 'working' })] }), now, 17);
    expect(store.order(dd)?.status.state).toBe('working');
    expect(findings).toEqual(['the cancel of SELL 100 AAPL did not arrive: the order still works']);
  });

  test('a cancel that went down with the connection while the order was held back: the order lives', () => {
    const ledger = after({ id: 'dd-1', status: { state: 'cancelling', since: madeAt } });
    const held = report(dd, { says: 'held', why: 'locating shares' });
    const { findings } = reconcile(ledger, book({ open: [held] }), now, 17);
    expect(findings).toHaveLength(1);
    expect(store.order(dd)?.status.state).toBe('held');
  });

  test('a cancel that went down while the order waited at IBKR for its moment: the order lives', () => {
    const ledger = after({ id: 'dd-1', status: { state: 'cancelling', since: madeAt } });
    const waits = report(dd, { says: 'acknowledged' });
    const { findings } = reconcile(ledger, book({ open: [waits] }), now, 17);
    expect(findings).toEqual(['the cancel of SELL 100 AAPL did not arrive: the order still works']);
    expect(store.order(dd)).toMatchObject({ permId: 77, status: { state: 'sent' } });
  });

  test.each<[string, 'open' | 'completed', BrokerSays, string]>([
    ['works', 'open', { says: 'working' }, 'working'],
    ['was cancelled', 'completed', { says: 'cancelled', why: 'by the trader' }, 'cancelled'],
  ])(
    'an order that is listed without our reference is found by IBKR’s number: it %s',
    (_, list, status, is) => {
      const ledger = after({ id: 'dd-1', status: sent });
      ledger.report(report(dd, { says: 'working' }), 17);
      const nameless = { ...report(null, status), apiOrderId: 0, clientId: null, ref: '' };
      const { findings } = reconcile(ledger, book({ [list]: [nameless] }), now, 17);
      expect(store.order(dd)?.status.state).toBe(is);
      expect(findings).toEqual([]);
    },
  );

  test('an order that ended between the two lists has ended', () => {
    const ledger = after({ id: 'dd-1', status: sent });
    const open = [report(dd, { says: 'working' })];
    const completed = [report(dd, { says: 'cancelled', why: 'by the trader' })];
    reconcile(ledger, book({ open, completed }), now, 17);
    expect(store.order(dd)?.status.state).toBe('cancelled');
  });
});
