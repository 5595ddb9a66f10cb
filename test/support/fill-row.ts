import type { FillRow as Row } from '#shared/contract/rows.ts';
import { FillRow } from '#shared/contract/rows.ts';

/** A row as it crosses the wire, with what matters to the test put over it. */
export const fillRow = (over: Partial<Row>): Row => ({
  ...FillRow.parse({
    id: '0000e0d5.6a1b2c3d.01',
    execId: '0000e0d5.6a1b2c3d.01.01',
    at: 1_780_000_000_000,
    ticker: 'AAPL',
    side: 'BUY',
    shares: 10,
    price: 7,
    value: 70,
    commission: null,
    commissionCurrency: null,
    realizedPnl: null,
    exchange: 'ISLAND',
    reason: null,
    orderId: null,
    proposalId: null,
    apiOrderId: null,
    permId: 1,
    conId: 265_598,
    account: 'DU1234567',
  }),
  ...over,
});
