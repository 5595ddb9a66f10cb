import type { ColDef, ValueFormatterParams, ValueGetterParams } from 'ag-grid-community';
import { describe, expect, test } from 'vitest';
import { driftColumns, triggerText } from '#renderer/panes/drift-columns.ts';
import type { DriftRow } from '#shared/contract/rows.ts';
import { ensure } from '#shared/assert.ts';
import { fraction } from '#shared/units.ts';
import { sampleDrift } from '#test/support/sample-rows.ts';

const columns = driftColumns(true);
const column = (id: string): ColDef<DriftRow> =>
  ensure(
    columns.find(({ colId }) => colId === id),
    `column ${id}`,
  );

function cell(id: string, data: DriftRow): { value: unknown; text: unknown } {
  const { valueGetter, valueFormatter } = column(id);
  const value =
    typeof valueGetter === 'function' ? valueGetter({ data } as ValueGetterParams<DriftRow>) : undefined;
  const text =
    typeof valueFormatter === 'function'
      ? valueFormatter({ data, value } as ValueFormatterParams<DriftRow>)
      : value;
  return { value, text };
}

const name = sampleDrift();
const cash = sampleDrift({
  id: '#cash',
  kind: 'cash',
  ticker: 'Cash',
  shares: null,
  last: null,
  z: null,
  rank: null,
  current: fraction(0.0311),
  working: 0,
});

describe('cells', () => {
  test.each([
    ['ticker', name, 'AAPL', 'AAPL'],
    ['sector', name, 'Info Tech', 'Info Tech'],
    ['shares', name, 120, '120'],
    ['shares', cash, null, ''],
    ['last', name, 252.1, '252.10'],
    ['last', { ...name, last: null }, null, '–'],
    ['last', cash, null, ''],
    ['current', name, 0.0301, '3.01'],
    ['current', cash, 0.0311, '3.11'],
    ['drift', name, -0.0051, '−51.0'],
    ['z', name, 0.42, '+0.42'],
    ['z', cash, null, ''],
    ['rank', { ...name, rank: null }, null, '–'],
    ['margin', name, 0.92, '0.92 z · cut score'],
    ['margin', { ...name, trigger: 'cut by score, if z falls by this' }, 0.92, '0.92 z · cut by score'],
    ['working', name, 0, ''],
    ['working', { ...name, working: 2 }, 2, '2'],
  ] as const)('%s', (id, row, value, text) => expect(cell(id, row)).toEqual({ value, text }));
});

describe('columns', () => {
  test('only prices flash, and none does where less motion is asked for', () => {
    const flashing = (from: readonly ColDef<DriftRow>[]) =>
      from.filter((each) => each.enableCellChangeFlash === true).map(({ colId }) => colId);
    expect(flashing(columns)).toEqual(['last', 'bid', 'ask']);
    expect(flashing(driftColumns(false))).toEqual([]);
  });

  test('fit into the width that a 1280 px screen leaves them', () => {
    const width = columns.reduce((sum, each) => sum + (each.width ?? each.minWidth ?? 0), 0);
    const left = 1280 - 360 - 5 - 10;
    expect(width).toBeLessThanOrEqual(left);
  });
});

test.each([
  [sampleDrift({ margin: null, trigger: null, triggerUnit: null }), '–'],
  [sampleDrift({ margin: 214.46, trigger: 'cut by loss', triggerUnit: 'bps' }), '214.5 bps · cut by loss'],
])('the trigger in words', (row, expected) => expect(triggerText(row)).toBe(expected));
