import { describe, expect, test } from 'vitest';
import { terminalStates } from '#shared/domain/order.ts';
import { reasons } from '#shared/domain/proposal.ts';
import { journal } from '#store/decisions.ts';
import { openOrders, saveOrder } from '#store/orders.ts';
import { account, anEntry, anIntent, anOrder, memoryDb, t0 } from '../builders.ts';

describe('the schema', () => {
  test.each(reasons)('takes the reason %s', (reason) => {
    const db = memoryDb();
    journal(db, account, anEntry(1, [anOrder('o-1', 1, { intent: anIntent('o-1', { reason }) })]));
    expect(openOrders(db)[0]?.intent.reason).toBe(reason);
  });

  test('counts as open exactly what the domain calls not terminal', () => {
    const db = memoryDb();
    journal(db, account, anEntry(1, [anOrder('o-1', 1)]));
    const states = [
      { state: 'journalled' },
      { state: 'sent', at: t0 },
      { state: 'held', why: 'margin' },
      { state: 'working', permId: 9 },
      { state: 'cancelling', since: t0 },
      { state: 'filled', at: t0 },
      { state: 'cancelled', at: t0, why: '' },
      { state: 'rejected', at: t0, code: 201, why: 'no' },
      { state: 'unresolved', since: t0, why: 'lost' },
      { state: 'never-sent', why: 'closed' },
    ] as const;
    for (const status of states) {
      saveOrder(db, anOrder('o-1', 1, { status }));
      expect([status.state, openOrders(db).length]).toEqual([
        status.state,
        terminalStates.includes(status.state) ? 0 : 1,
      ]);
    }
  });

  test.each([
    ['a side that is none', "UPDATE orders SET side = 'HOLD'"],
    ['an order for no shares', 'UPDATE orders SET shares = 0'],
    ['a state that is none', "UPDATE orders SET state = 'gone'"],
    ['a state without its time', "UPDATE orders SET state = 'sent'"],
    ['a limit order without its limit', 'UPDATE orders SET limit_price = NULL'],
    ['an order of no proposal', "UPDATE orders SET proposal_id = 'p-9'"],
    ['text in a number', "UPDATE orders SET limit_price = 'cheap'"],
  ])('refuses %s', (_, sql) => {
    const db = memoryDb();
    journal(db, account, anEntry(1, [anOrder('o-1', 1)]));
    expect(() => db.exec(sql)).toThrow(/constraint failed|cannot store/);
    expect(openOrders(db)).toEqual([anOrder('o-1', 1)]);
  });
});
