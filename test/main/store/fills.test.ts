import { describe, expect, test } from 'vitest';
import { orderId } from '#shared/ids.ts';
import type { Commission } from '#shared/domain/order.ts';
import { money, price } from '#shared/units.ts';
import { recordCommission, recordFill } from '#store/fills.ts';
import { fillsOf, tradeLog } from '#store/trade-log.ts';
import { aFill, anything, memoryDb } from './builders.ts';

const first = aFill('0000e0d5.6a1b2c3d.01.01');
const second = aFill('0000e0d5.6a1b2c3d.01.02', { price: price(201.19) });
const commission: Commission = {
  execId: first.execId,
  amount: money(0.35),
  currency: 'USD',
  realizedPnl: null,
};

describe('recordFill', () => {
  test('a fill is new once, and comes back exactly', () => {
    const db = memoryDb();
    expect([recordFill(db, first), recordFill(db, first)]).toEqual(['new', 'known']);
    expect(tradeLog(db, anything).map(({ fill }) => fill)).toEqual([first]);
  });

  test('a higher revision counts instead, and the old one is kept', () => {
    const db = memoryDb();
    expect([recordFill(db, first), recordFill(db, second), recordFill(db, first)]).toEqual([
      'new',
      'corrected',
      'known',
    ]);
    expect(tradeLog(db, anything).map(({ fill }) => fill)).toEqual([second]);
    expect(db.prepare('SELECT revision, price FROM fills ORDER BY revision').all()).toEqual([
      { revision: 1, price: 201.2 },
      { revision: 2, price: 201.19 },
    ]);
  });

  test('a lower revision that comes late changes nothing that counts', () => {
    const db = memoryDb();
    expect([recordFill(db, second), recordFill(db, first)]).toEqual(['new', 'known']);
    expect(tradeLog(db, anything).map(({ fill }) => fill)).toEqual([second]);
  });

  test("a fill that was nobody's takes the order id of a later report, and loses it to none", () => {
    const db = memoryDb();
    const nobody = { ...first, orderId: null };
    recordFill(db, nobody);
    expect(recordFill(db, first)).toBe('known');
    recordFill(db, nobody);
    expect(fillsOf(db, orderId('o-1')).map(({ fill }) => fill)).toEqual([first]);
  });

  test('a fill without a price is refused', () => {
    const db = memoryDb();
    expect(() => recordFill(db, { ...first, price: price(Number.NaN) })).toThrow('must be a finite number');
    expect(tradeLog(db, anything)).toEqual([]);
  });
});

describe('recordCommission', () => {
  test('may come before its fill', () => {
    const db = memoryDb();
    expect(recordCommission(db, commission)).toBe(true);
    expect(tradeLog(db, anything)).toEqual([]);
    recordFill(db, first);
    expect(tradeLog(db, anything)).toMatchObject([
      { commission: 0.35, commissionCurrency: 'USD', realizedPnl: null },
    ]);
  });

  test('is known the second time, and corrected by another amount', () => {
    const db = memoryDb();
    const steps = [
      commission,
      commission,
      { ...commission, realizedPnl: money(-12.5) },
      commission,
      { ...commission, amount: money(0.36) },
    ];
    expect(steps.map((step) => recordCommission(db, step))).toEqual([true, false, true, false, true]);
    expect(db.prepare('SELECT * FROM commissions').all()).toEqual([
      { exec_id: first.execId, amount_money: 0.36, currency: 'USD', realized_pnl_money: -12.5 },
    ]);
  });

  test('belongs to one revision of a fill', () => {
    const db = memoryDb();
    recordCommission(db, commission);
    recordFill(db, first);
    recordFill(db, second);
    expect(tradeLog(db, anything)[0]?.commission).toBeNull();
    recordCommission(db, { ...commission, execId: second.execId, amount: money(0.4) });
    expect(tradeLog(db, anything)[0]?.commission).toBe(0.4);
  });
});
