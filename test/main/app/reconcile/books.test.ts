import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Ledger } from '#app/ledger.ts';
import type { BrokerBook } from '#app/ports.ts';
import { Books } from '#app/reconcile/books.ts';
import { Items } from '#app/reconcile/items.ts';
import { epochMs, money, price, shares } from '#shared/units.ts';
import { accountStore } from '#test/support/account-store.ts';
import { aFill, later } from '#test/main/store/builders.ts';

let kept: ReturnType<typeof accountStore>;
let items: Items;
let books: Books;
beforeEach(() => {
  kept = accountStore();
  items = new Items(kept.store);
  books = new Books(kept.store, items);
});
afterEach(() => kept.end());

const quiet = 300_000;
const bookWith = (cash: number): BrokerBook =>
  ({ positions: [], fills: [], values: { cash: money(cash), currency: 'USD' } }) as unknown as BrokerBook;

function compare(cash: number, at: number): readonly string[] {
  books.compare(new Ledger(kept.store), bookWith(cash), null, later(at), () => null);
  return items.open().map(({ found }) => found);
}

/** Bought and sold again, so that no position remains. */
function trade(commission: number | null): void {
  for (const [n, side, at] of [
    [1, 'BUY', 100],
    [2, 'SELL', 102],
  ] as const) {
    const fill = aFill(`e.${n}.01`, { side, shares: shares(10), price: price(at), at: later(1) });
    kept.store.recordFill(fill);
    if (commission !== null)
      kept.store.recordCommission({
        ...{ execId: fill.execId, amount: money(commission), currency: 'USD', realizedPnl: null },
      });
    books.fill(fill);
  }
}

describe('cash', () => {
  test('is what fills and commissions make of it, to the cent', () => {
    expect(compare(5000, 0)).toEqual([]);
    trade(1);
    expect(compare(5018.01, quiet)).toEqual([]);
    expect(compare(5018.04, 2 * quiet)).toEqual(['the TWS shows 5018.04 USD of cash, 0.03 more']);
  });

  test('that moved by something else is an item until it is named or gone; then the sum goes on from there', () => {
    compare(5000, 0);
    expect(compare(4990, 10)).toEqual(['the TWS shows 4990.00 USD of cash, 10.00 less']);
    expect(items.total()).toBe(10);
    expect(items.frozen()).toEqual([]);
    expect(compare(5000, 20)).toEqual([]);
    compare(4990, 30);
    items.explain('cash', { by: 't', cause: 'cash-flow', note: 'a fee' }, later(40));
    books.accept('cash', later(40));
    expect(compare(4990, 50)).toEqual([]);
    expect(kept.store.ownBook()?.cash?.amount).toBe(4990);
  });

  test('is not judged while fills are fresh, nor where a commission is missing', () => {
    compare(5000, 0);
    trade(null);
    expect(compare(1, 1000)).toEqual([]);
    expect(compare(5011, quiet)).toEqual([]);
    expect(kept.store.ownBook()?.cash?.amount).toBe(5011);
  });
});

test('what was compared is there for the next start, with the fills that came after', () => {
  const position = {
    conId: aFill('x.01').conId,
    ticker: aFill('x.01').ticker,
    shares: shares(70),
    avgCost: price(9),
  };
  const book = { ...bookWith(1), positions: [position] };
  books.compare(new Ledger(kept.store), book, null, later(0), () => null);
  kept.store.recordFill(aFill('e.1.01', { side: 'SELL', shares: shares(20) }));
  const next = new Books(kept.store, items);
  expect(next.settlement.own()).toMatchObject([{ shares: 50 }]);
  next.compare(new Ledger(kept.store), book, null, epochMs(later(quiet)), () => 10);
  expect(items.open()).toMatchObject([{ kind: 'bust', value: 200 }]);
});
