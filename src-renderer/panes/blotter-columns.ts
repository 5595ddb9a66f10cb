import type { ColDef } from 'ag-grid-community';
import type { BlotterRow } from '#shared/contract/rows.ts';
import {
  formatBps,
  formatFineTime,
  formatId,
  formatMoney,
  formatPrice,
  formatShares,
  formatSignedBps,
  formatStamp,
} from '../format.ts';
import { numberColumn, textColumn } from '../grid/columns.ts';
import { orderWords, wordsOfReason } from '../words.ts';
import { CancelCell } from './cancel-cell.tsx';
import { orderHistoryColumn } from './history-button.tsx';
import { ReasonCell } from './reason-cell.tsx';

type Column = ColDef<BlotterRow>;

const stateColumn: Column = textColumn('state', 'Status', (row) => statusText(row), {
  width: 118,
  cellClassRules: {
    'tone-good': ({ data }) => toneOf(data) === 'good',
    'tone-bad': ({ data }) => toneOf(data) === 'bad',
    'tone-warn': ({ data }) => toneOf(data) === 'warn',
    'tone-info': ({ data }) => toneOf(data) === 'info',
    'tone-busy': ({ data }) => toneOf(data) === 'busy',
    'tone-quiet': ({ data }) => toneOf(data) === 'quiet',
  },
  tooltipValueGetter: ({ data }) => (data ? `${data.stateText}\n${idsText(data)}` : null),
});

export const sideColumn = <Row extends { readonly side: 'BUY' | 'SELL' }>(): ColDef<Row> =>
  textColumn<Row>('side', 'Side', (row) => row.side, {
    width: 46,
    cellClassRules: {
      'side-buy': ({ data }) => data?.side === 'BUY',
      'side-sell': ({ data }) => data?.side === 'SELL',
    },
  });

const amounts: readonly Column[] = [
  numberColumn(
    'shares',
    'Qty',
    (row) => row.shares,
    (row) => formatShares(row.shares),
    { width: 50 },
  ),
  numberColumn(
    'filled',
    'Filled',
    (row) => row.filled,
    (row) => formatShares(row.filled),
    { width: 50 },
  ),
  numberColumn(
    'remaining',
    'Left',
    (row) => row.remaining,
    (row) => formatShares(row.remaining),
    {
      width: 46,
      headerTooltip: 'Shares not filled',
    },
  ),
  textColumn('type', 'Type', (row) => row.type, {
    width: 112,
    tooltipValueGetter: ({ data }) => data?.type ?? null,
  }),
  numberColumn(
    'limit',
    'Limit',
    (row) => row.limit,
    (row) => formatPrice(row.limit),
    { width: 62 },
  ),
  textColumn('tif', 'TIF', (row) => row.tif, { width: 42, headerTooltip: 'Time in force' }),
  numberColumn(
    'avgPrice',
    'Avg price',
    (row) => row.avgPrice,
    (row) => formatPrice(row.avgPrice),
    { width: 80 },
  ),
  numberColumn(
    'decisionMid',
    'Arr. mid',
    (row) => row.decisionMid,
    (row) => formatPrice(row.decisionMid),
    {
      width: 64,
      headerTooltip: 'Mid price at the decision',
    },
  ),
  numberColumn(
    'slippage',
    'Slip bp',
    (row) => row.slippage,
    (row) => formatSignedBps(row.slippage),
    {
      width: 56,
      headerTooltip: 'Fill against the mid at the decision, in basis points; + is worse',
      tooltipValueGetter: ({ data }) =>
        data && data.slippage !== null ? `${formatBps(data.slippage)} bps, + is worse` : null,
    },
  ),
  numberColumn(
    'commission',
    'Comm.',
    (row) => row.commission,
    (row) => formatMoney(row.commission),
    { width: 54 },
  ),
];

const origin: readonly Column[] = [
  textColumn('reason', 'Reason', (row) => row.reason, {
    width: 86,
    cellRenderer: ReasonCell,
    tooltipValueGetter: ({ data }) => (data ? wordsOfReason(data.reason).long : null),
  }),
  numberColumn(
    'createdAt',
    'Created',
    (row) => row.createdAt,
    (row) => formatFineTime(row.createdAt),
    {
      width: 84,
      sort: 'desc',
      headerTooltip: 'Exchange time',
      tooltipValueGetter: ({ data }) => (data ? formatStamp(data.createdAt) : null),
    },
  ),
  numberColumn(
    'updatedAt',
    'Updated',
    (row) => row.updatedAt,
    (row) => formatFineTime(row.updatedAt),
    {
      width: 84,
      headerTooltip: 'Exchange time',
    },
  ),
  textColumn('stateText', 'What happened', (row) => row.stateText, {
    flex: 1,
    minWidth: 110,
    tooltipValueGetter: ({ data }) => data?.stateText ?? null,
  }),
];

export const blotterColumns: readonly Column[] = [
  {
    colId: 'cancel',
    headerName: '',
    width: 64,
    pinned: 'left',
    sortable: false,
    resizable: false,
    cellRenderer: CancelCell,
    valueGetter: ({ data }) => data?.state ?? null,
  },
  orderHistoryColumn,
  stateColumn,
  sideColumn<BlotterRow>(),
  textColumn('ticker', 'Name', (row) => row.ticker, { width: 62, cellClass: 'ticker' }),
  ...amounts,
  ...origin,
];

const toneOf = (row: BlotterRow | undefined): string => (row ? orderWords[row.state].tone : '');

/** The ids by which the order is known here and at IBKR; the trade log has them as columns. */
const idsText = (row: BlotterRow): string =>
  `order ${row.id}, proposal ${row.proposalId}, API id ${formatId(row.apiOrderId)}, permId ${formatId(row.permId)}`;

/** A partly filled order says so: its state alone would hide the shares. */
export function statusText(row: BlotterRow): string {
  const { word, sign } = orderWords[row.state];
  return row.state !== 'filled' && row.filled > 0 ? `${sign} ${word} (part)` : `${sign} ${word}`;
}
