import { describe, expect, test } from 'vitest';
import { fillId, ticker } from '#shared/ids.ts';
import type { BrokerSays, Fill, Order, OrderReport, OrderState } from '#shared/domain/order.ts';
import { price, shares } from '#shared/units.ts';
import { afterFills, afterReport, isTerminal, remainingOf } from '#engine/execution/lifecycle.ts';
import { clock, intentOf, later, orderOf } from '#test/support/engine-builders.ts';

const t0 = clock(11, 0);
const t1 = later(t0, 1);
const name = ticker('ALFA');

const states: Record<OrderState['state'], OrderState> = {
  journalled: { state: 'journalled' },
  sent: { state: 'sent', at: t0 },
  held: { state: 'held', why: 'locate' },
  working: { state: 'working', permId: 77 },
  cancelling: { state: 'cancelling', since: t0 },
  filled: { state: 'filled', at: t0 },
  cancelled: { state: 'cancelled', at: t0, why: 'asked' },
  rejected: { state: 'rejected', at: t0, code: 201, why: 'margin' },
  unresolved: { state: 'unresolved', since: t0, why: 'no answer' },
  'never-sent': { state: 'never-sent', why: 'socket closed' },
};

const orderIn = (state: OrderState['state'], filled = 0): Order =>
  orderOf(intentOf(name, { shares: shares(100) }), { status: states[state], filled: shares(filled) });

const report = (status: BrokerSays, permId = 77): OrderReport => ({
  orderId: intentOf(name).orderId,
  permId,
  apiOrderId: 5,
  clientId: 1,
  ticker: name,
  side: 'BUY',
  shares: 100,
  status,
  at: t1,
});

const fill = (id: string, size: number, at: number, revision = 1): Fill => ({
  fillId: fillId(id),
  revision,
  execId: `${id}.0${revision}`,
  orderId: intentOf(name).orderId,
  permId: 77,
  account: orderIn('working').account,
  ticker: name,
  conId: intentOf(name).conId,
  side: 'BUY',
  shares: shares(size),
  price: price(at),
  exchange: 'NYSE',
  at: t1,
});

const says: Record<BrokerSays['says'], BrokerSays> = {
  acknowledged: { says: 'acknowledged' },
  working: { says: 'working' },
  held: { says: 'held', why: 'locate' },
  cancelling: { says: 'cancelling' },
  cancelled: { says: 'cancelled', why: 'asked' },
  filled: { says: 'filled' },
  inactive: { says: 'inactive', why: 'inactive' },
  rejected: { says: 'rejected', code: 201, why: 'margin' },
  'cancel-refused': { says: 'cancel-refused', code: 10148, why: 'state Filled' },
  warned: { says: 'warned', code: 399, why: 'not before 09:30' },
  odd: { says: 'odd', code: 9999, why: 'what is this' },
};

type Row = Record<OrderState['state'], OrderState['state']>;
const row = (...after: OrderState['state'][]): Row =>
  Object.fromEntries(Object.keys(states).map((state, i) => [state, after[i]])) as Row;

/** What the broker says × the state before, in the order of `states`. */
const table: Record<BrokerSays['says'], Row> = {
  //                  journalled    sent          held          working       cancelling    filled    cancelled     rejected      unresolved    never-sent
  acknowledged: row(
    'sent',
    'sent',
    'held',
    'working',
    'cancelling',
    'filled',
    'unresolved',
    'unresolved',
    'sent',
    'sent',
  ),
  working: row(
    'working',
    'working',
    'working',
    'working',
    'cancelling',
    'filled',
    'unresolved',
    'unresolved',
    'working',
    'working',
  ),
  held: row(
    'held',
    'held',
    'held',
    'held',
    'cancelling',
    'filled',
    'unresolved',
    'unresolved',
    'held',
    'held',
  ),
  cancelling: row(
    'cancelling',
    'cancelling',
    'cancelling',
    'cancelling',
    'cancelling',
    'filled',
    'cancelled',
    'unresolved',
    'cancelling',
    'cancelling',
  ),
  cancelled: row(
    'cancelled',
    'cancelled',
    'cancelled',
    'cancelled',
    'cancelled',
    'filled',
    'cancelled',
    'rejected',
    'cancelled',
    'cancelled',
  ),
  filled: row(
    'filled',
    'filled',
    'filled',
    'filled',
    'filled',
    'filled',
    'filled',
    'filled',
    'filled',
    'filled',
  ),
  inactive: row(
    'unresolved',
    'unresolved',
    'unresolved',
    'unresolved',
    'unresolved',
    'filled',
    'cancelled',
    'rejected',
    'unresolved',
    'never-sent',
  ),
  rejected: row(
    'rejected',
    'rejected',
    'rejected',
    'rejected',
    'rejected',
    'filled',
    'cancelled',
    'rejected',
    'rejected',
    'rejected',
  ),
  'cancel-refused': row(
    'unresolved',
    'unresolved',
    'unresolved',
    'unresolved',
    'unresolved',
    'filled',
    'cancelled',
    'rejected',
    'unresolved',
    'never-sent',
  ),
  warned: row(
    'journalled',
    'sent',
    'held',
    'working',
    'cancelling',
    'filled',
    'cancelled',
    'rejected',
    'unresolved',
    'never-sent',
  ),
  odd: row(
    'unresolved',
    'unresolved',
    'unresolved',
    'unresolved',
    'unresolved',
    'filled',
    'cancelled',
    'rejected',
    'unresolved',
    'never-sent',
  ),
};

describe('what the broker says', () => {
  const cases = Object.values(says).flatMap((news) =>
    Object.values(states).map(({ state }) => [news.says, state, table[news.says][state]] as const),
  );

  test.each(cases)('%s while %s → %s', (news, before, after) => {
    expect(afterReport(orderIn(before), report(says[news])).status.state).toBe(after);
  });

  const consistent = cases.filter(
    ([, before, after]) => !((before === 'cancelled' || before === 'rejected') && after === 'unresolved'),
  );
  test.each(consistent)('%s while %s, said again, is no news', (news, before) => {
    const once = afterReport(orderIn(before), report(says[news]));
    expect(afterReport(once, { ...report(says[news]), at: later(t1, 1) })).toBe(once);
  });

  test('a duplicate status is the same order object', () => {
    const order = orderIn('working');
    expect(afterReport(order, report(says.working))).toBe(order);
  });

  test('the permanent id is taken once it is known, and never lost again', () => {
    const other = afterReport(orderIn('working'), report(says.cancelled, 4711));
    expect(other).toEqual(orderIn('working'));
    const known = afterReport({ ...orderIn('journalled'), permId: 0 }, report(says.working, 4711));
    expect(known).toMatchObject({ permId: 4711, status: { state: 'working', permId: 4711 } });
    expect(afterReport(known, report(says.warned, 0))).toBe(known);
  });

  test('a rejection after a partial fill proves nothing about the rest: it is asked about, and its fills stay', () => {
    const order = afterReport(orderIn('working', 40), report(says.rejected));
    expect(order).toMatchObject({ filled: 40, status: { state: 'unresolved' } });
    expect(isTerminal(order)).toBe(false);
    expect(afterReport(order, report(says.rejected)).status.state).toBe('unresolved');
    expect(afterReport(order, report(says.cancelled)).status.state).toBe('cancelled');
  });

  test('the first doubt keeps its time and words', () => {
    const order = afterReport(orderIn('unresolved'), report(says.odd));
    expect(order.status).toEqual(states.unresolved);
  });

  test('what the desk asked to be cancelled ends with the desk’s own reason, whatever the broker calls it', () => {
    const asked: Order = {
      ...orderIn('cancelling'),
      status: { state: 'cancelling', since: t0, why: 'Replaced.' },
    };
    const pending = afterReport(asked, report(says.cancelling));
    expect(afterReport(pending, report(says.cancelled)).status).toMatchObject({ why: 'Replaced.' });
    const told = says.cancelled.says === 'cancelled' ? says.cancelled.why : '';
    expect(afterReport(orderIn('cancelling'), report(says.cancelled)).status).toMatchObject({ why: told });
  });

  test('a cancel that comes after the last share was filled leaves it filled', () => {
    expect(afterReport(orderIn('cancelling', 100), report(says.cancelled)).status.state).toBe('filled');
  });
});

describe('fills', () => {
  test.each([
    ['journalled', 40, 'working'],
    ['sent', 40, 'working'],
    ['held', 40, 'working'],
    ['working', 40, 'working'],
    ['cancelling', 40, 'cancelling'],
    ['cancelled', 40, 'cancelled'],
    ['rejected', 40, 'unresolved'],
    ['unresolved', 40, 'working'],
    ['never-sent', 40, 'working'],
    ['sent', 100, 'filled'],
    ['cancelled', 100, 'filled'],
    ['rejected', 100, 'filled'],
    ['never-sent', 100, 'filled'],
  ] as const)('%s with %i of 100 filled → %s', (before, size, after) => {
    const order = afterFills(orderIn(before), [fill('a', size, 20)]);
    expect(order).toMatchObject({ filled: size, avgFillPrice: 20, status: { state: after } });
  });

  test('the average is weighted by shares', () => {
    const order = afterFills(orderIn('working'), [fill('a', 30, 10), fill('b', 10, 14)]);
    expect(order).toMatchObject({ filled: 40, avgFillPrice: 11 });
    expect(remainingOf(order)).toBe(60);
  });

  test('of a corrected fill the highest revision counts, in whatever order they came', () => {
    const wrong = fill('a', 30, 10, 1);
    const right = fill('a', 20, 11, 2);
    expect(afterFills(orderIn('working'), [wrong, right])).toMatchObject({ filled: 20, avgFillPrice: 11 });
    expect(afterFills(orderIn('working'), [right, wrong, wrong])).toMatchObject({
      filled: 20,
      avgFillPrice: 11,
    });
  });

  test('a late fill of a cancelled order is taken; nothing of it remains', () => {
    const order = afterFills(orderIn('cancelled'), [fill('a', 40, 20)]);
    expect(order.filled).toBe(40);
    expect(remainingOf(order)).toBe(0);
  });

  test('no fills, no change', () => {
    const order = orderIn('sent');
    expect(afterFills(order, [])).toBe(order);
  });
});
