import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Proposals, newestOpen } from '#renderer/panes/proposals.tsx';
import { DeskContext } from '#renderer/use-rows.ts';
import { proposalId } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';
import { sampleLeg, sampleProposal, sampleStatus } from '#test/support/sample-rows.ts';
import { type Shown, screenDesk } from '#test/support/screen-desk.ts';

/** The screen's clock is the real one, so the sample's times are moved to it. */
const now = epochMs(Date.now());
const open = sampleProposal({
  at: now,
  expiresAt: epochMs(now + 60_000),
  legs: [sampleLeg(), sampleLeg({ index: 1, from: null, to: 'IBM', reason: 'BUY_CASH', utility: null })],
});
const status = sampleStatus({ deskTime: now });

async function pane(over: Partial<Shown>): Promise<string> {
  const { desk, settle } = screenDesk({ status, proposals: [open], ...over });
  await settle();
  await settle();
  return renderToStaticMarkup(
    <DeskContext value={desk}>
      <Proposals />
    </DeskContext>,
  );
}

const button = (html: string, id: string): string =>
  new RegExp(`<button[^>]*data-testid="${id}"[^>]*>`).exec(html)?.[0] ?? `no ${id}`;

describe('the proposals pane', () => {
  test('offers every leg, ticked by nobody yet', async () => {
    const html = await pane({});
    expect(html).toContain('data-testid="leg-0"');
    expect(html).toContain('data-testid="leg-1"');
    expect(html).not.toContain('checked');
    expect(button(html, 'approve-all')).not.toContain('disabled');
    expect(button(html, 'approve-selected')).toContain('disabled');
    expect(html).toContain('Approve selected (0)');
  });

  test.each([
    ['halted', { status: { ...status, halted: 'news' } }, 'Trading is halted'],
    [
      'not connected',
      { status: { ...status, connection: { ...status.connection, state: 'waiting' as const } } },
      'only when the desk is connected',
    ],
    ['expired', { proposals: [{ ...open, expiresAt: epochMs(now - 1) }] }, 'has expired'],
  ])('does not approve while %s, and says why', async (_what, over, words) => {
    const html = await pane(over);
    expect(button(html, 'approve-all')).toContain('disabled');
    expect(button(html, 'approve-all')).toContain(words);
    expect(button(html, 'reject')).not.toContain('disabled');
  });

  test('says why nothing is proposed', async () => {
    const html = await pane({
      proposals: [],
      status: { ...status, interval: { ...status.interval, summary: 'All drifts are inside the band' } },
    });
    expect(html).toContain('Nothing is proposed.');
    expect(html).toContain('All drifts are inside the band');
    expect(button(html, 'approve-all')).toBe('no approve-all');
  });

  test('keeps what became of the ones before', async () => {
    const html = await pane({
      proposals: [sampleProposal({ status: 'rejected', decidedBy: 'window', why: 'earnings tonight' })],
    });
    expect(html).toContain('Rejected');
    expect(html).toContain('by window: earnings tonight');
  });
});

test('of two that are open for a moment, the newer counts', () => {
  const newer = sampleProposal({ id: proposalId('p-43'), seq: 43 });
  expect(newestOpen([sampleProposal(), newer, sampleProposal()])).toBe(newer);
  expect(newestOpen([sampleProposal({ status: 'expired' })])).toBeNull();
});
