import { type RequestName, requests } from '#shared/contract/contract.ts';
import { orderId, proposalId, ticker, workId } from '#shared/ids.ts';
import { shares } from '#shared/units.ts';
import { sampleLegsPreview } from './sample-preview.ts';
import { sampleKill, samplePreview, sampleSafety } from '#test/support/sample-safety.ts';
import {
  sampleBar,
  sampleBook,
  sampleDrift,
  sampleFill,
  sampleOrder,
  sampleProposal,
  sampleStatus,
} from '#test/support/sample-rows.ts';
import { sampleLimits } from '#test/support/sample-limits.ts';
import { sampleWork } from '#test/support/sample-work.ts';
import { sampleHistory, sampleReconcile } from '#test/support/sample-reconcile.ts';

export const sampleTarget = { kind: 'custom', host: 'localhost', port: 7497, clientId: 17 } as const;
const anyFill = { from: null, to: null, ticker: ticker('AAPL'), side: 'BUY', reason: 'BUY_CASH' } as const;
export const sampleWords = { reason: 'news' };

/** One question and one answer of every request. */
export const requestSamples: { readonly [N in RequestName]: readonly [input: unknown, output: unknown] } = {
  'status.get': [{}, sampleStatus()],
  'drift.list': [{}, [sampleDrift(), sampleDrift({ id: '#cash', kind: 'cash', shares: null, last: null })]],
  'proposal.list': [{}, [sampleProposal()]],
  'blotter.list': [{}, [sampleOrder()]],
  'work.list': [{}, [sampleWork(), sampleWork({ stage: 'stopped', orderId: null, avgPrice: null })]],
  'work.stop': [{ workId: workId('p-1-0') }, {}],
  'book.get': [{}, sampleBook({ shadow: [], solver: null, distance: null })],
  'reconcile.get': [{}, sampleReconcile()],
  'order.history': [{ orderId: orderId('o-1') }, sampleHistory({ orders: [orderId('o-1')] })],
  'foreign.history': [{ permId: 771 }, sampleHistory({ order: null })],
  'reconcile.ask': [{}, {}],
  'reconcile.explain': [{ ids: ['a@1'], cause: 'transfer', note: 'moved in' }, {}],
  'foreign.ignore': [{ id: '771' }, {}],
  'foreign.adopt': [{ id: '17/4' }, {}],
  'foreign.cancel': [{ id: '17/4' }, {}],
  'order.resolve': [
    { orderId: orderId('o-1'), how: 'never-reached', confirm: 'AAPL' },
    { found: 'it counts as never sent' },
  ],
  'trade-log.list': [anyFill, [sampleFill()]],
  'trade-log.export': [anyFill, { fileName: 'log.csv', csv: 'a,"b ""c"""\r\n', rows: 1 }],
  'chart.get': [
    { ticker: ticker('BRK B'), size: '1 day' },
    { bars: [sampleBar()], fills: [sampleFill()], timeZone: 'America/New_York' },
  ],
  'strategy.get': [{}, { file: '/a/b.json', text: '{"ä": "≤"}', error: null }],
  'connection.connect': [sampleTarget, {}],
  'connection.disconnect': [{}, {}],
  'mode.set': [{ mode: 'auto' }, {}],
  'proposal.preview': [
    { proposalId: proposalId('p-1'), legs: [0], sizes: [{ leg: 0, sellShares: 49, buyShares: 20 }] },
    sampleLegsPreview({
      offers: [
        {
          legs: [0],
          sizes: [{ leg: 0, sellShares: shares(49), buyShares: shares(12) }],
          words: 'Take smaller sizes: AAPL → MSFT buys 12 instead of 26.',
        },
      ],
    }),
  ],
  'proposal.approve': [
    {
      ...{ proposalId: proposalId('p-1'), revision: 2, legs: [0, 2] },
      sizes: [{ leg: 2, sellShares: 0, buyShares: 3 }],
    },
    { works: 4, orders: 2, refused: ['too wide'], sizes: [{ leg: 2, sellShares: 0, buyShares: 3 }] },
  ],
  'proposal.reject': [{ proposalId: proposalId('p-1'), code: 'news', ...sampleWords }, {}],
  'order.cancel': [{ orderId: orderId('o-1') }, {}],
  'order.cancel-all': [{}, { orders: 3 }],
  'interval.run': [{}, {}],
  'strategy.reload': [{}, { error: 'line 3: no universe' }],
  'trading.halt': [sampleWords, {}],
  'trading.reduce': [sampleWords, {}],
  'trading.resume': [sampleWords, {}],
  'trading.arm': [{ account: 'U1234567' }, {}],
  'trading.disarm': [sampleWords, {}],
  'limits.get': [{}, sampleLimits()],
  'safety.get': [{}, sampleSafety()],
  'kill.preview': [{}, samplePreview({ note: 'as heard last' })],
  'kill.run': [{ scope: 'everything', ...sampleWords }, sampleKill({ problem: 'no TWS', checkedAt: null })],
};

export const requestNames = Object.keys(requests) as RequestName[];
