import { beforeEach, describe, expect, test } from 'vitest';
import type { ReconcileItem } from '#shared/domain/reconcile.ts';
import { conId, fillId, ticker } from '#shared/ids.ts';
import { money, price, shares } from '#shared/units.ts';
import { auditSince } from '#store/audit.ts';
import { recordCommission, recordFill } from '#store/fills.ts';
import type { WritableDb } from '#store/open.ts';
import {
  cashFlowAfter,
  closedItems,
  fillBefore,
  fillMark,
  fillsAfter,
  itemUnder,
  openItems,
  ownBook,
  saveItem,
  saveOwnBook,
} from '#store/reconcile.ts';
import { aFill, later, memoryDb, t0 } from './builders.ts';

let db: WritableDb;
beforeEach(() => {
  db = memoryDb();
});

const anItem = (over: Partial<ReconcileItem> = {}): ReconcileItem => ({
  ...{ id: 'position:265598@1', key: 'position:265598', kind: 'unexplained', ticker: ticker('AAPL') },
  ...{ orderId: null, permId: 0, execId: null, expected: '100 shares', found: '70 shares', evidence: '' },
  ...{ value: money(6000), openedAt: t0, explainedAt: null, explainedBy: null, cause: null, note: '' },
  ...over,
});

describe('items', () => {
  test('are kept as they are, open ones oldest first, and each change joins the audit', () => {
    saveItem(db, anItem(), t0);
    saveItem(db, anItem({ id: 'a@0', key: 'a', openedAt: later(-5) }), t0);
    expect(openItems(db).map(({ key }) => key)).toEqual(['a', 'position:265598']);
    expect(openItems(db)[1]).toEqual(anItem());
    const ended = { explainedAt: later(9), explainedBy: 'browser', cause: 'transfer', note: 'x' } as const;
    saveItem(db, anItem(ended), later(9));
    expect(openItems(db)).toHaveLength(1);
    expect(closedItems(db, 5)).toEqual([anItem(ended)]);
    const records = auditSince(db, 0, 9).filter(({ kind }) => kind === 'state');
    expect(records.map(({ who }) => who)).toEqual(['desk', 'desk', 'browser']);
  });

  test('two open ones about the same are refused; one may open again after it was explained', () => {
    saveItem(db, anItem(), t0);
    expect(() => saveItem(db, anItem({ id: 'other' }), t0)).toThrow();
    saveItem(
      db,
      anItem({ explainedAt: later(1), explainedBy: 'desk', cause: 'settled', note: 'gone' }),
      later(1),
    );
    saveItem(db, anItem({ id: 'other', openedAt: later(2) }), later(2));
    expect(itemUnder(db, 'position:265598')?.id).toBe('other');
    expect(itemUnder(db, 'nothing')).toBeNull();
  });
});

test('the own book is one, and the last one counts', () => {
  expect(ownBook(db)).toBeNull();
  const positions = [
    { conId: conId(265598), ticker: ticker('AAPL'), shares: -30, avgCost: price(201.123456) },
  ];
  saveOwnBook(db, { at: t0, fillMark: 3, cash: null, positions: [] });
  const book = { at: later(1), fillMark: 4, cash: { amount: money(12.5), fillMark: 2 }, positions };
  saveOwnBook(db, book);
  expect(ownBook(db)).toEqual(book);
});

describe('fills after a mark', () => {
  test('are those heard later, whatever time they carry, corrections included', () => {
    recordFill(db, aFill('e.1.01', { at: later(50) }));
    const mark = fillMark(db);
    expect(fillsAfter(db, mark)).toEqual([]);
    recordFill(db, aFill('e.1.02', { shares: shares(39), at: t0 }));
    recordFill(db, aFill('e.2.01', { at: t0 }));
    recordFill(db, aFill('e.2.01', { at: t0 }));
    expect(fillsAfter(db, mark).map(({ execId }) => execId)).toEqual(['e.1.02', 'e.2.01']);
    expect(fillBefore(db, fillId('e.1'), 2)?.shares).toBe(40);
    expect(fillBefore(db, fillId('e.1'), 1)).toBeNull();
  });

  test('move the cash by price and commission; what cannot be said is not guessed', () => {
    recordFill(db, aFill('e.1.01', { side: 'SELL', shares: shares(10), price: price(20) }));
    expect(cashFlowAfter(db, 0, 'USD')).toBeNull();
    const commission = { execId: 'e.1.01', amount: money(1.5), currency: 'USD', realizedPnl: null };
    recordCommission(db, commission);
    expect(cashFlowAfter(db, 0, 'USD')).toBe(198.5);
    expect(cashFlowAfter(db, 0, 'EUR')).toBeNull();
    expect(cashFlowAfter(db, fillMark(db), 'EUR')).toBe(0);
    recordFill(db, aFill('e.1.02', { side: 'SELL', shares: shares(9), price: price(20) }));
    recordCommission(db, { ...commission, execId: 'e.1.02' });
    expect(cashFlowAfter(db, 0, 'USD')).toBeNull();
  });
});
