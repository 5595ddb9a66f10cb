import type { ColDef } from 'ag-grid-community';

// Shapes of columns. Values are numbers, text is made by format.ts: so sorting and filtering use the numbers.

type Value<Row> = (row: Row) => number | null;

/** A right-aligned number. `show` prints it; null sorts last. */
export function numberColumn<Row>(
  id: string,
  head: string,
  value: Value<Row>,
  show: (row: Row) => string,
  rest: ColDef<Row> = {},
): ColDef<Row> {
  return {
    colId: id,
    headerName: head,
    type: 'rightAligned',
    cellClass: 'number',
    comparator: nullsLast,
    sortingOrder: ['desc', 'asc', null],
    valueGetter: ({ data }) => (data ? value(data) : null),
    valueFormatter: ({ data }) => (data ? show(data) : ''),
    getQuickFilterText: () => '',
    ...rest,
  };
}

export function textColumn<Row>(
  id: string,
  head: string,
  value: (row: Row) => string,
  rest: ColDef<Row> = {},
): ColDef<Row> {
  return {
    colId: id,
    headerName: head,
    valueGetter: ({ data }) => (data ? value(data) : ''),
    ...rest,
  };
}

/** What is not known comes last, whichever way the column is sorted. */
export function nullsLast(
  a: number | null,
  b: number | null,
  _nodeA?: unknown,
  _nodeB?: unknown,
  descending = false,
): number {
  if (a === null && b === null) return 0;
  if (a === null) return descending ? -1 : 1;
  if (b === null) return descending ? 1 : -1;
  return a - b;
}
