import type { ColDef } from 'ag-grid-community';
import type { ReactNode } from 'react';
import type { WorkRow } from '#shared/contract/work-row.ts';
import { formatFineTime, formatPrice, formatShares, formatStamp } from '../format.ts';
import { numberColumn, textColumn } from '../grid/columns.ts';
import { useAction, useDesk, useLinked } from '../use-rows.ts';
import { type Tone, wordsOfReason } from '../words.ts';
import { sideColumn } from './blotter-columns.ts';
import { workHistoryColumn } from './history-button.tsx';
import { ReasonCell } from './reason-cell.tsx';

type Column = ColDef<WorkRow>;

interface StageWords {
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
}

const stageWords: Readonly<Record<WorkRow['stage'], StageWords>> = {
  waiting: { word: 'waiting', sign: '◌', tone: 'warn' },
  passive: { word: 'at touch', sign: '○', tone: 'info' },
  mid: { word: 'mid', sign: '◐', tone: 'info' },
  cross: { word: 'crossing', sign: '●', tone: 'busy' },
  auction: { word: 'auction', sign: '◎', tone: 'info' },
  done: { word: 'done', sign: '✓', tone: 'good' },
  stopped: { word: 'stopped', sign: '■', tone: 'quiet' },
};

export const isWorked = ({ stage }: Pick<WorkRow, 'stage'>): boolean =>
  stage !== 'done' && stage !== 'stopped';

export const stageText = ({ stage }: Pick<WorkRow, 'stage'>): string =>
  `${stageWords[stage].sign} ${stageWords[stage].word}`;

const toneIs =
  (tone: Tone) =>
  ({ data }: { readonly data?: WorkRow | undefined }): boolean =>
    data !== undefined && stageWords[data.stage].tone === tone;

const tones: readonly Tone[] = ['good', 'bad', 'warn', 'info', 'busy', 'quiet'];

/** One click ends the work and cancels its order: that never adds risk. */
function StopCell({ data }: { readonly data?: WorkRow }): ReactNode {
  const { link } = useDesk();
  const linked = useLinked();
  const action = useAction();
  if (!data || !isWorked(data)) return null;
  return (
    <button
      className="button-cell"
      data-testid={`stop-${data.id}`}
      disabled={!linked || action.busy}
      title={`Work on ${data.side} ${data.ticker} no further, and ask for the cancel of its order`}
      onClick={(event) => {
        event.stopPropagation();
        action.run(() => link.request('work.stop', { workId: data.id }));
      }}
    >
      Stop
    </button>
  );
}

const sizeColumn = (id: 'shares' | 'filled' | 'remaining', head: string): Column =>
  numberColumn(
    id,
    head,
    (row) => row[id],
    (row) => formatShares(row[id]),
    { width: 56 },
  );

const timeColumn = (id: 'since' | 'deadline', head: string, tip: string): Column =>
  numberColumn(
    id,
    head,
    (row) => row[id],
    (row) => formatFineTime(row[id]),
    {
      width: 84,
      headerTooltip: tip,
      tooltipValueGetter: ({ data }) => (data ? formatStamp(data[id]) : null),
      ...(id === 'since' ? { sort: 'desc' as const } : {}),
    },
  );

export const workColumns: readonly Column[] = [
  {
    colId: 'stop',
    headerName: '',
    width: 54,
    pinned: 'left',
    sortable: false,
    resizable: false,
    cellRenderer: StopCell,
    valueGetter: ({ data }) => data?.stage ?? null,
  },
  workHistoryColumn,
  textColumn('stage', 'Stage', stageText, {
    width: 92,
    cellClassRules: Object.fromEntries(tones.map((tone) => [`tone-${tone}`, toneIs(tone)])),
    tooltipValueGetter: ({ data }) => data?.stageText ?? null,
  }),
  sideColumn<WorkRow>(),
  textColumn('ticker', 'Name', (row) => row.ticker, { width: 62, cellClass: 'ticker' }),
  sizeColumn('shares', 'Qty'),
  sizeColumn('filled', 'Filled'),
  sizeColumn('remaining', 'Left'),
  numberColumn(
    'avgPrice',
    'Avg price',
    (row) => row.avgPrice,
    (row) => formatPrice(row.avgPrice),
    { width: 80 },
  ),
  numberColumn(
    'bound',
    'Worst',
    (row) => row.bound,
    (row) => formatPrice(row.bound),
    { width: 70, headerTooltip: 'No order of it is priced beyond this' },
  ),
  textColumn('urgency', 'Urgency', (row) => row.urgency, { width: 70 }),
  numberColumn(
    'orders',
    'Orders',
    (row) => row.orders,
    (row) => String(row.orders),
    {
      width: 56,
      headerTooltip: 'Orders sent for it so far, one after the other',
      tooltipValueGetter: ({ data }) =>
        data ? `proposal ${data.proposalId}, order ${data.orderId ?? 'none'}` : null,
    },
  ),
  textColumn('reason', 'Reason', (row) => row.reason, {
    width: 86,
    cellRenderer: ReasonCell,
    tooltipValueGetter: ({ data }) => (data ? wordsOfReason(data.reason).long : null),
  }),
  timeColumn('since', 'Approved', 'Exchange time'),
  timeColumn('deadline', 'Until', 'When it is over, filled or not; exchange time'),
  textColumn('stageText', 'What it does', (row) => row.stageText, {
    flex: 1,
    minWidth: 140,
    tooltipValueGetter: ({ data }) => data?.stageText ?? null,
  }),
];
