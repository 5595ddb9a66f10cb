import type { ForeignOrderRow, ItemRow, OrderHistory, Reconcile } from '#shared/contract/reconcile-row.ts';
import { epochMs, money, price } from '#shared/units.ts';
import { sampleOrder, sampleTime } from './sample-rows.ts';

// One plausible row of each kind; a test changes only what it is about.

export const sampleItem = (over: Partial<ItemRow> = {}): ItemRow => ({
  ...{
    id: 'position:265598@1',
    kind: 'unexplained',
    title: 'Unexplained position',
    meaning: 'Find out why.',
  },
  ...{ ticker: 'AAPL', orderId: null, permId: 0, expected: 'the desk’s own fills make it 120' },
  ...{ found: 'the TWS shows 90 shares of AAPL', evidence: '', value: money(7563), freezes: true },
  ...{ openedAt: sampleTime, explainedAt: null, explainedBy: null, cause: null, note: '', explainable: true },
  ...over,
});

export const sampleForeign = (over: Partial<ForeignOrderRow> = {}): ForeignOrderRow => ({
  ...{
    id: '771',
    owner: 'typed in TWS',
    ticker: 'MSFT',
    side: 'SELL',
    shares: 50,
    filled: 10,
    remaining: 40,
  },
  ...{ type: 'LMT', limit: price(500.25), state: 'working', permId: 771, standing: 'open' },
  ...{
    notAdoptable: 'IBKR lets only TWS and client 0 cancel it',
    at: sampleTime,
  },
  ...over,
});

export const sampleReconcile = (over: Partial<Reconcile> = {}): Reconcile => ({
  items: [sampleItem()],
  open: 1,
  foreign: [sampleForeign()],
  tieOut: [
    { id: '265598', ticker: 'AAPL', own: 120, tws: 90, difference: -30 },
    { id: '272093', ticker: 'MSFT', own: 26, tws: 26, difference: 0 },
  ],
  gate: {
    reports: [
      { name: 'account', state: 'loaded' },
      { name: 'open orders', state: 'loaded' },
      { name: 'completed orders', state: 'loading' },
      { name: 'executions', state: 'waits' },
      { name: 'positions', state: 'waits' },
    ],
    ...{ reconciledAt: sampleTime, total: money(7563), limit: money(10_043), frozen: null },
  },
  ...over,
});

export const sampleHistory = (over: Partial<OrderHistory> = {}): OrderHistory => ({
  order: sampleOrder(),
  orders: [],
  lines: [
    {
      ...{ id: -2, at: sampleTime, who: 'desk', kind: 'decision' as const, title: 'Decided in interval 42' },
      text: 'BUY 26 MSFT, ADAPTIVE Normal at 480.5, DAY.',
    },
    {
      ...{
        id: 7,
        at: epochMs(sampleTime + 40),
        who: 'broker',
        kind: 'broker' as const,
        title: 'The broker says',
      },
      text: 'working. permId 1310002.',
    },
  ],
  ...over,
});

/** Answers of a desk that shows these. */
export const reconcileSamples = {
  'reconcile.get': () => sampleReconcile(),
  'order.history': () => sampleHistory(),
  'foreign.history': () => sampleHistory({ order: null }),
  'reconcile.ask': () => ({}),
  'reconcile.explain': () => ({}),
  'foreign.ignore': () => ({}),
  'foreign.adopt': () => ({}),
  'foreign.cancel': () => ({}),
  'order.resolve': () => ({ found: 'Order dd-1a2b-7 is working now.' }),
};
