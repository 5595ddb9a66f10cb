import type { ReactNode } from 'react';
import type { BlotterRow, FillRow } from '#shared/contract/rows.ts';
import type { WorkRow } from '#shared/contract/work-row.ts';
import type { OrderId } from '#shared/ids.ts';
import type { HistoryOf } from '../desk.ts';
import { useDesk } from '../use-rows.ts';

interface OrderRow {
  readonly orderId: OrderId | null;
  /** 0 = not known. */
  readonly permId: number;
  /** What is traded, in words. */
  readonly title: string;
}

/** Opens the history of the order that a row is about; nothing where it is about none. */
export function HistoryButton({ row }: { readonly row: OrderRow }): ReactNode {
  const { history } = useDesk();
  const { orderId, permId, title } = row;
  const of: HistoryOf | null = orderId === null ? (permId > 0 ? { permId, title } : null) : { orderId };
  if (of === null) return null;
  return (
    <button
      className="button-cell"
      data-testid={`history-${orderId ?? permId}`}
      title={`Everything that happened to ${title}`}
      aria-label={`History of ${title}`}
      onClick={(event) => {
        event.stopPropagation();
        history.set(of);
      }}
    >
      ☰
    </button>
  );
}

const tradeOf = ({ side, shares, ticker }: Pick<FillRow, 'side' | 'shares' | 'ticker'>): string =>
  `${side} ${shares} ${ticker}`;

function OrderCell({ data }: { readonly data?: BlotterRow }): ReactNode {
  return data ? (
    <HistoryButton row={{ orderId: data.id, permId: data.permId ?? 0, title: tradeOf(data) }} />
  ) : null;
}

function FillCell({ data }: { readonly data?: FillRow }): ReactNode {
  if (!data) return null;
  const title = `the order that filled ${tradeOf(data)}`;
  return <HistoryButton row={{ orderId: data.orderId, permId: data.permId, title }} />;
}

/** The newest of its orders; the others can be opened from there. */
function WorkCell({ data }: { readonly data?: WorkRow }): ReactNode {
  return data ? <HistoryButton row={{ orderId: data.orderId, permId: 0, title: tradeOf(data) }} /> : null;
}

const column = {
  colId: 'history',
  headerName: '',
  width: 38,
  pinned: 'left',
  sortable: false,
  resizable: false,
  cellStyle: { padding: '0 4px' },
} as const;

export const orderHistoryColumn = {
  ...column,
  cellRenderer: OrderCell,
  valueGetter: ({ data }: { readonly data?: BlotterRow | undefined }) => data?.id ?? null,
};

export const fillHistoryColumn = {
  ...column,
  cellRenderer: FillCell,
  valueGetter: ({ data }: { readonly data?: FillRow | undefined }) => data?.id ?? null,
};

export const workHistoryColumn = {
  ...column,
  cellRenderer: WorkCell,
  valueGetter: ({ data }: { readonly data?: WorkRow | undefined }) => data?.orderId ?? null,
};
