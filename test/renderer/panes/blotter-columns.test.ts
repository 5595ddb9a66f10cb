import { expect, test } from 'vitest';
import { blotterColumns, statusText } from '#renderer/panes/blotter-columns.ts';
import { shares } from '#shared/units.ts';
import { sampleOrder } from '#test/support/sample-rows.ts';

test.each([
  [sampleOrder(), '● Working'],
  [sampleOrder({ filled: shares(10), remaining: shares(16) }), '● Working (part)'],
  [sampleOrder({ state: 'filled', filled: shares(26), remaining: shares(0) }), '✓ Filled'],
  [sampleOrder({ state: 'cancelled' }), '✕ Cancelled'],
  [sampleOrder({ state: 'cancelled', filled: shares(10) }), '✕ Cancelled (part)'],
  [sampleOrder({ state: 'unresolved' }), '? Unresolved'],
])('the status of an order', (row, expected) => expect(statusText(row)).toBe(expected));

test('the cancel button stands first and stays there', () =>
  expect(blotterColumns[0]).toMatchObject({ colId: 'cancel', pinned: 'left' }));

test('every column has a name of its own', () => {
  const ids = blotterColumns.map(({ colId }) => colId);
  expect(new Set(ids).size).toBe(ids.length);
});
