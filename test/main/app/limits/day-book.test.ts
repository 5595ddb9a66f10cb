import { afterEach, beforeEach, expect, test } from 'vitest';
import { countsOf, DayBook } from '#app/limits/day-book.ts';
import { Ledger } from '#app/ledger.ts';
import type { Fill } from '#shared/domain/order.ts';
import { orderId, splitExecId, ticker } from '#shared/ids.ts';
import type { OrderId } from '#shared/ids.ts';
import { epochMs, price, shares } from '#shared/units.ts';
import { accountStore } from '#test/support/account-store.ts';
import { aFill, anEntry, anIntent, anOrder, later, t0 } from '#test/main/store/builders.ts';

let kept: ReturnType<typeof accountStore>;
beforeEach(() => {
  kept = accountStore();
  kept.store.journal(anEntry(1, [anOrder('o-1', 11), anOrder('o-2', 12)]));
});
afterEach(() => kept.end());

test('counts what was sent, cancelled and filled; what never left counts for nothing', () => {
  const filled = { filled: shares(40), avgFillPrice: price(200) };
  const orders = [
    anOrder('a', 1, { status: { state: 'sent', at: t0 } }),
    anOrder('b', 2, { status: { state: 'cancelled', at: t0, why: '' }, ...filled }),
    anOrder('c', 3, { status: { state: 'never-sent', why: '' } }),
    anOrder('d', 4, { createdAt: epochMs(t0 - 61_000), status: { state: 'filled', at: t0 }, ...filled }),
  ];
  expect(countsOf(orders, t0)).toEqual({
    ...{ submits: 3, cancels: 1, executed: 2, ordersLastMinute: 2 },
    traded: { [anIntent('a').ticker]: { shares: 80, value: 16_000 } },
  });
});

test('keeps up with the ledger, also with what ended at once and with what fills after its end', () => {
  const { store } = kept;
  const ledger = new Ledger(store);
  const day = new DayBook();
  expect(day.counts(store, ledger, t0)).toMatchObject({ submits: 2, executed: 0 });
  ledger.settle(orderId('o-1'), { state: 'cancelled', at: later(5), why: 'x' }, later(5));
  expect(day.counts(store, ledger, later(6))).toMatchObject({ submits: 2, cancels: 1 });
  ledger.fill(aFill('e.01', { ...splitExecId('e.01'), orderId: orderId('o-1'), shares: shares(30) }));
  day.filled(aFill('e.01', { ...splitExecId('e.01'), orderId: orderId('o-1') }));
  expect(day.counts(store, ledger, later(7)).traded).toMatchObject({ AAPL: { shares: 30 } });
  store.journal(anEntry(2, [anOrder('o-3', 13)]));
  ledger.add([anOrder('o-3', 13)]);
  ledger.settle(orderId('o-3'), { state: 'cancelled', at: later(8), why: 'x' }, later(8));
  day.note([orderId('o-3')]);
  expect(day.counts(store, ledger, later(9))).toMatchObject({ submits: 3, cancels: 2, executed: 1 });
});

test('a restart counts on where the day was, and a new day begins at nothing', () => {
  const { store } = kept;
  const ledger = new Ledger(store);
  const day = new DayBook();
  expect(day.counts(store, ledger, t0).submits).toBe(2);
  const tomorrow = epochMs(t0 + 86_400_000);
  for (const id of ['o-1', 'o-2']) ledger.settle(orderId(id), { state: 'cancelled', at: t0, why: '' }, t0);
  const next = day.counts(store, ledger, tomorrow);
  expect(next).toMatchObject({ submits: 0, cancels: 0 });
  expect(new DayBook().counts(store, new Ledger(store), t0).submits).toBe(2);
});

test('what others traded in the account today counts in turnover and volume, each fill once and as it stands now', () => {
  const { store } = kept;
  const ledger = new Ledger(store);
  const hears = (execId: string, over: Partial<Fill> = {}): unknown =>
    ledger.fill(
      aFill(execId, { ...splitExecId(execId), orderId: null, shares: shares(50), price: price(10), ...over }),
    );
  hears('a.01');
  const day = new DayBook();
  const traded = (book = day) => book.counts(store, new Ledger(store), later(9)).traded;
  expect(traded()).toEqual({ AAPL: { shares: 50, value: 500 } });
  hears('b.01', { ticker: ticker('MSFT') });
  hears('c.01', { at: epochMs(t0 - 86_400_000) });
  hears('a.02', { shares: shares(20) });
  expect(traded()).toEqual({ AAPL: { shares: 20, value: 200 }, MSFT: { shares: 50, value: 500 } });
  hears('b.02', { ticker: ticker('MSFT'), shares: shares(0) });
  expect(traded()).toEqual({ AAPL: { shares: 20, value: 200 } });
  expect(day.counts(store, ledger, later(9))).toMatchObject({ submits: 2, executed: 0 });
  expect(traded(new DayBook())).toEqual({ AAPL: { shares: 20, value: 200 } });
});

test('a fill that turns out to be of an own order counts with it alone; one of an order from before today counts by itself', () => {
  const { store } = kept;
  const ledger = new Ledger(store);
  const day = new DayBook();
  const fill = (id: OrderId | null): Fill =>
    aFill('a.01', { ...splitExecId('a.01'), orderId: id, shares: shares(50), price: price(10) });
  ledger.fill(fill(null));
  day.counts(store, ledger, later(1));
  ledger.fill(fill(orderId('o-1')));
  day.filled(fill(orderId('o-1')));
  expect(day.counts(store, ledger, later(2)).traded).toEqual({ AAPL: { shares: 50, value: 500 } });
  store.journal(anEntry(2, [anOrder('o-9', 19, { createdAt: epochMs(t0 - 86_400_000) })]));
  const before = new Ledger(store);
  before.fill(
    aFill('z.01', { ...splitExecId('z.01'), orderId: orderId('o-9'), shares: shares(5), price: price(10) }),
  );
  const book = new DayBook();
  expect(book.counts(store, new Ledger(store), later(3)).traded).toEqual({
    AAPL: { shares: 55, value: 550 },
  });
});

test('a cancel that lost against a fill counts, also after a restart', () => {
  const { store } = kept;
  const ledger = new Ledger(store);
  const day = new DayBook();
  expect(day.counts(store, ledger, t0)).toMatchObject({ cancels: 0 });
  ledger.settle(orderId('o-1'), { state: 'cancelling', since: later(1) }, later(1));
  ledger.settle(orderId('o-1'), { state: 'filled', at: later(2) }, later(2));
  expect(day.counts(store, ledger, later(3))).toMatchObject({ submits: 2, cancels: 1 });
  expect(day.counts(store, ledger, later(4))).toMatchObject({ submits: 2, cancels: 1 });
  expect(new DayBook().counts(store, new Ledger(store), later(5))).toMatchObject({ submits: 2, cancels: 1 });
});
