import { afterEach, beforeEach, expect, test } from 'vitest';
import { countsOf, DayBook } from '#app/limits/day-book.ts';
import { Ledger } from '#app/ledger.ts';
import { orderId, splitExecId } from '#shared/ids.ts';
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
  day.note([orderId('o-1')]);
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
