import {
  type ColDef,
  type GetRowIdParams,
  type GridApi,
  type GridReadyEvent,
  type RowClassRules,
  AllCommunityModule,
  ModuleRegistry,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Change } from '../replica.ts';
import { gridTheme } from './theme.ts';

ModuleRegistry.registerModules([AllCommunityModule]);

/** A replica, or anything that behaves like one. */
export interface RowSource<Row> {
  readonly rows: () => readonly Row[];
  readonly onChange: (listener: (change: Change<Row>) => void) => () => void;
}

interface GridProps<Row extends { readonly id: string }> {
  readonly source: RowSource<Row>;
  readonly columns: readonly ColDef<Row>[];
  readonly label: string;
  /** Rows that stay at the bottom, whatever the order. */
  readonly isPinned?: (row: Row) => boolean;
  readonly rowClassRules?: RowClassRules<Row>;
  readonly quickFilter?: string;
  readonly selected?: string | null;
  readonly onSelect?: (row: Row) => void;
  /** Shown instead of rows while there are none. */
  readonly empty: ReactNode;
}

/** One flash and its fading stay below half a second. */
const flashMs = 200;
const fadeMs = 250;
const transactionMs = 60;
/** Rows find their new place this often, and never under the pointer. */
const resortMs = 2000;

/** As the style sheet makes it; always there, so that columns do not move when rows come. */
const scrollbarPx = 10;

const never = (): boolean => false;

/** AG Grid with string row ids, fed by transactions: one per frame, however fast rows change. */
export function Grid<Row extends { readonly id: string }>(props: GridProps<Row>): ReactNode {
  const {
    source,
    columns,
    label,
    isPinned = never,
    rowClassRules,
    quickFilter,
    selected,
    onSelect,
    empty,
  } = props;
  const [api, setApi] = useState<GridApi<Row> | null>(null);
  const [count, setCount] = useState(source.rows().length);
  const hovered = useRef(false);
  useFeed(api, source, isPinned, setCount);
  useResort(api, hovered);
  useEffect(() => {
    if (api) select(api, selected);
  }, [api, selected]);
  const onReady = (event: GridReadyEvent<Row>): void => setApi(event.api);
  return (
    <div
      className="grid"
      role="region"
      aria-label={label}
      onPointerEnter={() => (hovered.current = true)}
      onPointerLeave={() => (hovered.current = false)}
    >
      <AgGridReact<Row>
        theme={gridTheme}
        columnDefs={columns as ColDef<Row>[]}
        defaultColDef={defaultColumn}
        getRowId={rowId}
        {...(rowClassRules ? { rowClassRules } : {})}
        {...(quickFilter === undefined ? {} : { quickFilterText: quickFilter })}
        {...(onSelect ? { rowSelection: selection } : {})}
        onCellFocused={({ rowIndex, rowPinned }) => {
          const row =
            rowIndex === null || rowPinned ? undefined : api?.getDisplayedRowAtIndex(rowIndex)?.data;
          if (row) onSelect?.(row);
        }}
        onGridReady={onReady}
        onRowDataUpdated={({ api: own }) => select(own, selected)}
        asyncTransactionWaitMillis={transactionMs}
        suppressModelUpdateAfterUpdateTransaction
        suppressScrollOnNewData
        alwaysShowVerticalScroll
        scrollbarWidth={scrollbarPx}
        suppressDragLeaveHidesColumns
        suppressColumnMoveAnimation
        suppressNoRowsOverlay
        animateRows={false}
        enableBrowserTooltips
        cellFlashDuration={flashMs}
        cellFadeDuration={fadeMs}
      />
      {count === 0 ? <div className="grid-empty">{empty}</div> : null}
    </div>
  );
}

/** undefined = this grid chooses nothing. */
function select<Row>(api: GridApi<Row>, id: string | null | undefined): void {
  if (id === undefined) return;
  const node = id === null ? undefined : api.getRowNode(id);
  if (!node) api.deselectAll();
  else if (node.isSelected() !== true) node.setSelected(true, true);
}

const selection = { mode: 'singleRow', checkboxes: false, enableClickSelection: true } as const;
const defaultColumn: ColDef = {
  sortable: true,
  resizable: true,
  suppressHeaderMenuButton: true,
  suppressHeaderContextMenu: true,
  suppressMovable: false,
};
const rowId = <Row extends { readonly id: string }>({ data }: GetRowIdParams<Row>): string => data.id;

/** All rows once, then what changed. */
function useFeed<Row extends { readonly id: string }>(
  api: GridApi<Row> | null,
  source: RowSource<Row>,
  isPinned: (row: Row) => boolean,
  setCount: (count: number) => void,
): void {
  useEffect(() => {
    if (!api) return undefined;
    const loose = (rows: readonly Row[]): Row[] => rows.filter((row) => !isPinned(row));
    const pin = (): void =>
      api.setGridOption(
        'pinnedBottomRowData',
        source.rows().filter((row) => isPinned(row)),
      );
    const take = (change: Change<Row>): void => {
      api.applyTransactionAsync({
        add: loose(change.add),
        update: loose(change.update),
        remove: loose(change.remove),
      });
      if ([...change.add, ...change.update, ...change.remove].some((row) => isPinned(row))) pin();
      setCount(source.rows().length);
    };
    api.setGridOption('rowData', loose(source.rows()));
    pin();
    setCount(source.rows().length);
    return source.onChange(take);
  }, [api, source, isPinned, setCount]);
}

function useResort<Row>(api: GridApi<Row> | null, hovered: { readonly current: boolean }): void {
  useEffect(() => {
    if (!api) return undefined;
    const timer = setInterval(() => {
      if (!hovered.current && !api.isDestroyed()) api.refreshClientSideRowModel('filter');
    }, resortMs);
    return () => clearInterval(timer);
  }, [api, hovered]);
}
