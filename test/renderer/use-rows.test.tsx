import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { DeskContext, useLinked, useRow, useRows, useStatus } from '#renderer/use-rows.ts';
import { useDesk } from '#renderer/use-rows.ts';
import { sampleDrift } from '#test/support/sample-rows.ts';
import { screenDesk } from '#test/support/screen-desk.ts';

function Probe(): ReactNode {
  const { drift } = useDesk();
  return JSON.stringify({
    ids: useRows(drift).map((row) => row.id),
    one: useRow(drift, 'AAPL')?.rank ?? null,
    none: useRow(drift, null) ?? null,
    linked: useLinked(),
    mode: useStatus()?.mode ?? null,
  });
}

const shown = (desk: Parameters<typeof DeskContext.Provider>[0]['value']): unknown =>
  JSON.parse(
    renderToStaticMarkup(
      <DeskContext value={desk}>
        <Probe />
      </DeskContext>,
    ).replaceAll('&quot;', '"'),
  );

describe('hooks', () => {
  test('show nothing before the desk has answered', () => {
    const { desk } = screenDesk();
    expect(shown(desk)).toEqual({ ids: [], one: null, none: null, linked: false, mode: null });
  });

  test('show what was told last, and that the desk is gone', async () => {
    const { desk, pipe, settle } = screenDesk({
      drift: [sampleDrift(), sampleDrift({ id: 'MSFT', ticker: 'MSFT' })],
    });
    await settle();
    await settle();
    const rows = { ids: ['AAPL', 'MSFT'], one: 31, none: null, mode: 'propose' };
    expect(shown(desk)).toEqual({ ...rows, linked: true });
    pipe().close();
    expect(shown(desk)).toEqual({ ...rows, linked: false });
  });

  test('refuse to work without a desk', () => {
    expect(() => renderToStaticMarkup(<Probe />)).toThrow('the desk around this pane');
  });
});
