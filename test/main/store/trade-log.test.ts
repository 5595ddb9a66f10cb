import { describe, expect, test } from 'vitest';
import type { TradeLogFilter } from '#app/ports.ts';
import { orderId, proposalId, ticker } from '#shared/ids.ts';
import { epochMs, money } from '#shared/units.ts';
import { journal } from '#store/decisions.ts';
import { recordCommission, recordFill } from '#store/fills.ts';
import type { ReadableDb } from '#store/open.ts';
import { fillsOf, tradeLog } from '#store/trade-log.ts';
import { account, aFill, anEntry, anIntent, anOrder, anything, memoryDb, plansOf } from './builders.ts';

const midnight = epochMs(Date.parse('2026-08-04T00:00:00Z'));
const at = (ms: number) => epochMs(midnight + ms);

const db = memoryDb();
journal(
  db,
  account,
  anEntry(1, [
    anOrder('o-1', 11, { intent: anIntent('o-1', { reason: 'ROTATE_RED' }) }),
    anOrder('o-2', 12, {
      intent: anIntent('o-2', { side: 'BUY', ticker: ticker('MSFT'), reason: 'ROTATE_GREEN' }),
    }),
  ]),
);
const msft = { side: 'BUY', ticker: ticker('MSFT'), orderId: orderId('o-2') } as const;
// Recorded out of order on purpose.
recordFill(db, aFill('x.4.01', { at: at(86_400_000) }));
recordFill(db, aFill('x.1.01', { at: at(-1) }));
recordFill(db, aFill('x.3.01', { ...msft, at: at(86_399_999) }));
recordFill(db, aFill('x.2.01', { ...msft, at: at(0) }));
recordFill(db, aFill('x.5.01', { at: at(86_400_000), orderId: null }));
recordCommission(db, { execId: 'x.3.01', amount: money(1.25), currency: 'USD', realizedPnl: money(3.5) });

const found = (filter: Partial<TradeLogFilter>) =>
  tradeLog(db, { ...anything, ...filter }).map(({ fill }) => fill.execId);

describe('the trade log', () => {
  test.each<[string, Partial<TradeLogFilter>, string[]]>([
    ['everything, oldest first', {}, ['x.1.01', 'x.2.01', 'x.3.01', 'x.4.01', 'x.5.01']],
    [
      'one day: its first millisecond and its last',
      { from: at(0), to: at(86_400_000) },
      ['x.2.01', 'x.3.01'],
    ],
    ['from', { from: at(86_399_999) }, ['x.3.01', 'x.4.01', 'x.5.01']],
    ['to', { to: at(0) }, ['x.1.01']],
    ['an empty range', { from: at(5), to: at(5) }, []],
    ['a name', { ticker: ticker('MSFT') }, ['x.2.01', 'x.3.01']],
    ['a name in a range', { ticker: ticker('MSFT'), from: at(1) }, ['x.3.01']],
    ['a name that never traded', { ticker: ticker('IBM') }, []],
    ['a side', { side: 'SELL' }, ['x.1.01', 'x.4.01', 'x.5.01']],
    ['a reason, which leaves out what the desk did not send', { reason: 'ROTATE_RED' }, ['x.1.01', 'x.4.01']],
    [
      'all at once',
      { ticker: ticker('AAPL'), side: 'SELL', reason: 'ROTATE_RED', from: at(0), to: null },
      ['x.4.01'],
    ],
  ])('%s', (_, filter, expected) => {
    expect(found(filter)).toEqual(expected);
  });

  test('knows why: reason, proposal, API id, mid at the decision, commission', () => {
    expect(tradeLog(db, { ...anything, from: at(86_399_999), to: at(86_400_000) })).toEqual([
      {
        fill: aFill('x.3.01', { ...msft, at: at(86_399_999) }),
        commission: 1.25,
        commissionCurrency: 'USD',
        realizedPnl: 3.5,
        reason: 'ROTATE_GREEN',
        proposalId: proposalId('p-1'),
        apiOrderId: 12,
        decisionMid: (201.1 + 201.3) / 2,
      },
    ]);
  });

  test('says nothing it does not know about a fill of somebody else', () => {
    expect(tradeLog(db, anything).at(-1)).toEqual({
      fill: aFill('x.5.01', { at: at(86_400_000), orderId: null }),
      commission: null,
      commissionCurrency: null,
      realizedPnl: null,
      reason: null,
      proposalId: null,
      apiOrderId: null,
      decisionMid: null,
    });
  });

  test("an order's own fills, oldest first", () => {
    expect(fillsOf(db, orderId('o-2')).map(({ fill }) => fill.execId)).toEqual(['x.2.01', 'x.3.01']);
    expect(fillsOf(db, orderId('o-9'))).toEqual([]);
  });
});

test.each<[string, (db: ReadableDb) => unknown, string]>([
  ['a range', (db) => tradeLog(db, anything), 'SEARCH f USING INDEX fills_by_time (at_ms>? AND at_ms<?)'],
  [
    'a name',
    (db) => tradeLog(db, { ...anything, ticker: ticker('AAPL') }),
    'SEARCH f USING INDEX fills_of_ticker (ticker=? AND at_ms>? AND at_ms<?)',
  ],
  ['an order', (db) => fillsOf(db, orderId('o-1')), 'SEARCH f USING INDEX fills_of_order (order_id=?)'],
])('the fills of %s start at their index, look all else up by key and sort nothing', (_, read, start) => {
  const [plan = ''] = plansOf(db, read);
  expect(plan.startsWith(start), plan).toBe(true);
  expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
});
