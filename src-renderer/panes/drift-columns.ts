import type { CellClassRules, ColDef, RowClassRules } from 'ag-grid-community';
import type { DriftRow } from '#shared/contract/rows.ts';
import { fromBps } from '#shared/units.ts';
import {
  formatCount,
  formatMargin,
  formatMoney,
  formatPrice,
  formatScore,
  formatShares,
  formatSignedBps,
  formatWeight,
} from '../format.ts';
import { nullsLast, numberColumn, textColumn } from '../grid/columns.ts';
import { quoteWords, shortSector } from '../words.ts';
import { ReasonCell } from './reason-cell.tsx';

const isName = (row: DriftRow): boolean => row.kind === 'name';
/** Cash and total rows have no quote, score or trigger: their cells are empty, not unknown. */
const ofName =
  (show: (row: DriftRow) => string) =>
  (row: DriftRow): string =>
    isName(row) ? show(row) : '';

const quoted: CellClassRules<DriftRow> = {
  'quote-old': ({ data }) => data?.kind === 'name' && data.quoteKind !== 'live' && data.quoteKind !== 'none',
  'quote-none': ({ data }) => data?.kind === 'name' && data.quoteKind === 'none',
};

export const driftRowRules: RowClassRules<DriftRow> = {
  'row-cash': ({ data }) => data?.kind === 'cash',
  'row-total': ({ data }) => data?.kind === 'total',
  'row-flat': ({ data }) => data?.kind === 'name' && (data.shares === null || data.shares === 0),
};

/** Price columns; only these flash, unless the person asked for less motion. */
function quoteColumns(flash: boolean): ColDef<DriftRow>[] {
  const options = (of: string): ColDef<DriftRow> => ({
    width: 60,
    cellClassRules: quoted,
    enableCellChangeFlash: flash,
    tooltipValueGetter: ({ data }) => (data && isName(data) ? `${of}. ${quoteWords[data.quoteKind]}` : null),
  });
  return [
    numberColumn(
      'last',
      'Last',
      (row) => row.last,
      ofName((row) => formatPrice(row.last)),
      options('Last trade'),
    ),
    numberColumn(
      'bid',
      'Bid',
      (row) => row.bid,
      ofName((row) => formatPrice(row.bid)),
      options('Bid'),
    ),
    numberColumn(
      'ask',
      'Ask',
      (row) => row.ask,
      ofName((row) => formatPrice(row.ask)),
      options('Ask'),
    ),
  ];
}

const identity: readonly ColDef<DriftRow>[] = [
  textColumn('ticker', 'Name', (row) => row.ticker, {
    width: 62,
    cellClass: 'ticker',
    tooltipValueGetter: ({ data }) => data?.name ?? null,
    getQuickFilterText: ({ data }) => (data ? `${data.ticker} ${data.name} ${data.sector}` : ''),
  }),
  textColumn('sector', 'Sector', (row) => shortSector(row.sector), {
    width: 78,
    cellClass: 'dim',
    tooltipValueGetter: ({ data }) => data?.sector ?? null,
  }),
  numberColumn(
    'shares',
    'Pos',
    (row) => row.shares,
    ofName((row) => formatShares(row.shares)),
    {
      width: 52,
      headerTooltip: 'Position in shares',
      tooltipValueGetter: ({ data }) => (data ? `Value ${formatMoney(data.value)}` : null),
    },
  ),
];

/** Smaller drifts come and go with each tick and stay without colour. */
const notable = fromBps(5);

const weights: readonly ColDef<DriftRow>[] = [
  numberColumn(
    'current',
    'Cur %',
    (row) => row.current,
    (row) => formatWeight(row.current),
    {
      width: 58,
      headerTooltip: 'Present weight, % of NAV',
      sort: 'desc',
      comparator: (a: number | null, b: number | null, nodeA, nodeB, descending) =>
        nullsLast(a, b, nodeA, nodeB, descending) || byRank(nodeA.data, nodeB.data, descending),
    },
  ),
  numberColumn(
    'target',
    'Tgt %',
    (row) => row.target,
    (row) => formatWeight(row.target),
    {
      width: 54,
      headerTooltip: 'Target weight, % of NAV',
    },
  ),
  numberColumn(
    'drift',
    'Drift bp',
    (row) => row.drift,
    (row) => formatSignedBps(row.drift),
    {
      width: 59,
      headerTooltip: 'Target minus present weight, in basis points; + means buy',
      cellClassRules: {
        'drift-buy': ({ data }) => (data?.drift ?? 0) >= notable,
        'drift-sell': ({ data }) => (data?.drift ?? 0) <= -notable,
      },
    },
  ),
];

const decisions: readonly ColDef<DriftRow>[] = [
  numberColumn(
    'z',
    'z',
    (row) => row.z,
    ofName((row) => formatScore(row.z)),
    {
      width: 47,
      headerTooltip: 'Score against the universe, in standard deviations',
    },
  ),
  numberColumn(
    'rank',
    'Rank',
    (row) => row.rank,
    ofName((row) => formatCount(row.rank)),
    {
      width: 42,
      headerTooltip: 'Place by score; 1 is the best',
      sortingOrder: ['asc', 'desc', null],
    },
  ),
  textColumn('reason', 'Reason', (row) => row.reason ?? '', {
    width: 84,
    cellRenderer: ReasonCell,
    tooltipValueGetter: ({ data }) => data?.why ?? null,
  }),
  numberColumn('margin', 'To trigger', (row) => row.margin, ofName(shortTriggerText), {
    flex: 1,
    minWidth: 120,
    type: [],
    cellClass: 'trigger',
    headerTooltip: 'Distance to the nearest trigger, and which one it is',
    tooltipValueGetter: ({ data }) => (data && isName(data) ? triggerText(data) : null),
    sortingOrder: ['asc', 'desc', null],
  }),
  numberColumn(
    'working',
    'Wkg',
    (row) => row.working,
    (row) => (row.working === 0 ? '' : formatCount(row.working)),
    {
      width: 42,
      headerTooltip: 'Own orders that work in this name',
      cellClassRules: { 'tone-info': ({ value }) => typeof value === 'number' && value > 0 },
    },
  ),
];

/** At 1280 px they fit without scrolling sideways; the trigger takes what is left. */
export const driftColumns = (flash: boolean): readonly ColDef<DriftRow>[] => [
  ...identity,
  ...quoteColumns(flash),
  ...weights,
  ...decisions,
];

/** The better score first, whichever way the weights are sorted: names that are not held all weigh the same. */
function byRank(a: DriftRow | undefined, b: DriftRow | undefined, descending: boolean): number {
  const order = (a?.rank ?? Infinity) - (b?.rank ?? Infinity);
  return (Number.isNaN(order) ? 0 : order) * (descending ? -1 : 1);
}

/** `0.35 z · cut by score, if z falls by this`; a dash where no trigger is watched. */
export function triggerText(row: DriftRow): string {
  const distance = formatMargin(row.margin, row.triggerUnit);
  return row.trigger === null || row.margin === null ? distance : `${distance} · ${row.trigger}`;
}

/** Without what comes after the comma, for a narrow cell. */
function shortTriggerText(row: DriftRow): string {
  return triggerText(row).split(',')[0] ?? '';
}
