import type { ColDef } from 'ag-grid-community';
import type { FillRow } from '#shared/contract/rows.ts';
import {
  formatDate,
  formatFineTime,
  formatId,
  formatMoney,
  formatPrice,
  formatShares,
  formatSignedMoney,
} from '../format.ts';
import { numberColumn, textColumn } from '../grid/columns.ts';
import { wordsOfReason } from '../words.ts';
import { sideColumn } from './blotter-columns.ts';
import { fillHistoryColumn } from './history-button.tsx';
import { ReasonCell } from './reason-cell.tsx';

export const tradeLogColumns: readonly ColDef<FillRow>[] = [
  fillHistoryColumn,
  numberColumn(
    'date',
    'Date',
    (row) => row.at,
    (row) => formatDate(row.at),
    {
      width: 82,
      sort: 'desc',
      headerTooltip: 'Exchange date',
    },
  ),
  numberColumn(
    'time',
    'Time',
    (row) => row.at,
    (row) => formatFineTime(row.at),
    {
      width: 90,
      headerTooltip: 'Exchange time',
      tooltipValueGetter: ({ data }) => (data ? `UTC ${new Date(data.at).toISOString()}` : null),
    },
  ),
  textColumn('ticker', 'Name', (row) => row.ticker, { width: 64, cellClass: 'ticker' }),
  sideColumn<FillRow>(),
  numberColumn(
    'shares',
    'Shares',
    (row) => row.shares,
    (row) => formatShares(row.shares),
    { width: 62 },
  ),
  numberColumn(
    'price',
    'Price',
    (row) => row.price,
    (row) => formatPrice(row.price),
    { width: 72 },
  ),
  numberColumn(
    'value',
    'Value',
    (row) => row.value,
    (row) => formatMoney(row.value),
    { width: 94 },
  ),
  numberColumn(
    'commission',
    'Comm.',
    (row) => row.commission,
    (row) => formatMoney(row.commission),
    { width: 60 },
  ),
  numberColumn(
    'realizedPnl',
    'Realized',
    (row) => row.realizedPnl,
    (row) => formatSignedMoney(row.realizedPnl),
    {
      width: 84,
      headerTooltip: 'Realized profit or loss, as IBKR counts it',
      cellClassRules: {
        gain: ({ value }) => typeof value === 'number' && value > 0,
        loss: ({ value }) => typeof value === 'number' && value < 0,
      },
    },
  ),
  textColumn('exchange', 'Venue', (row) => row.exchange, { width: 72 }),
  textColumn('reason', 'Reason', (row) => row.reason ?? '', {
    width: 90,
    cellRenderer: ReasonCell,
    tooltipValueGetter: ({ value }) =>
      value ? wordsOfReason(String(value)).long : 'Not an order of this desk',
  }),
  textColumn('orderId', 'Order', (row) => row.orderId ?? '', { width: 150, cellClass: 'dim' }),
  textColumn('proposalId', 'Proposal', (row) => row.proposalId ?? '', { width: 130, cellClass: 'dim' }),
  numberColumn(
    'apiOrderId',
    'API id',
    (row) => row.apiOrderId,
    (row) => formatId(row.apiOrderId),
    {
      width: 60,
      cellClass: 'number dim',
    },
  ),
  numberColumn(
    'permId',
    'permId',
    (row) => row.permId,
    (row) => formatId(row.permId),
    { width: 92, cellClass: 'number dim' },
  ),
  textColumn('execId', 'execId', (row) => row.execId, { width: 190, cellClass: 'dim' }),
  numberColumn(
    'conId',
    'conId',
    (row) => row.conId,
    (row) => formatId(row.conId),
    { width: 82, cellClass: 'number dim' },
  ),
  textColumn('account', 'Account', (row) => row.account, { width: 86, cellClass: 'dim' }),
];
