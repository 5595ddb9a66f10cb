import { renderToStaticMarkup } from 'react-dom/server';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { blotterColumns } from '#renderer/panes/blotter-columns.ts';
import { HistoryButton } from '#renderer/panes/history-button.tsx';
import { Items } from '#renderer/panes/reconcile-items.tsx';
import { ForeignOrders } from '#renderer/panes/reconcile-foreign.tsx';
import { tradeLogColumns } from '#renderer/panes/trade-log-columns.ts';
import { workColumns } from '#renderer/panes/work-columns.tsx';
import { DeskContext } from '#renderer/use-rows.ts';
import { orderId } from '#shared/ids.ts';
import { sampleItem } from '#test/support/sample-reconcile.ts';
import { screenDesk } from '#test/support/screen-desk.ts';

async function shown(pane: ReactNode): Promise<readonly string[]> {
  const { desk, settle } = screenDesk();
  await settle();
  await settle();
  const html = renderToStaticMarkup(<DeskContext value={desk}>{pane}</DeskContext>);
  return [...html.matchAll(/data-testid="(history-[^"]+)"/g)].map(([, id]) => id ?? '');
}

test.each([
  ['an own order', { orderId: orderId('o-1'), permId: 77 }, ['history-o-1']],
  ['an order that this desk did not make', { orderId: null, permId: 77 }, ['history-77']],
  ['no order that is known', { orderId: null, permId: 0 }, []],
] as const)('a row about %s opens %j', async (_, row, ids) => {
  expect(await shown(<HistoryButton row={{ ...row, title: 'BUY 5 AAPL' }} />)).toEqual(ids);
});

test('each grid of orders, trades and fills has the button in its row', () => {
  for (const columns of [blotterColumns, workColumns, tradeLogColumns])
    expect(columns.map(({ colId }) => colId)).toContain('history');
});

test('a difference and an order of others open theirs', async () => {
  const items = [sampleItem({ orderId: orderId('o-2') }), sampleItem({ id: 'b', permId: 771 })];
  expect(await shown(<Items items={items} />)).toEqual(['history-o-2', 'history-771']);
  expect(await shown(<ForeignOrders />)).toEqual(['history-771']);
});
