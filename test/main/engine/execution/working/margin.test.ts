import { expect, test } from 'vitest';
import type { MarginPreview } from '#shared/domain/order.ts';
import type { Work, WorkMargin } from '#shared/domain/work.ts';
import { workId } from '#shared/ids.ts';
import { money, price, shares } from '#shared/units.ts';
import type { Draft } from '#engine/execution/working/moves.ts';
import { withMargin, withPreview } from '#engine/execution/working/margin.ts';
import { instrumentOf } from '#test/support/engine-builders.ts';
import { aScene, aWork, alfa, approvedAt, secondsLater } from '#test/support/work-builders.ts';

const preview = (before: number, change: number | null, equity: number): MarginPreview => ({
  ...{
    initMarginBefore: money(before),
    maintMarginBefore: null,
    maintMarginChange: null,
    maintMarginAfter: null,
  },
  ...{
    equityWithLoanBefore: money(equity),
    equityWithLoanChange: money(0),
    equityWithLoanAfter: money(equity),
  },
  initMarginChange: change === null ? null : money(change),
  initMarginAfter: change === null ? null : money(before + change),
  ...{ commission: null, minCommission: null, maxCommission: null, warning: null },
});
const awaiting = aWork(alfa, { margin: { answer: 'awaited', askedAt: approvedAt }, shares: shares(100) });
const answered = (answer: MarginPreview | null, work: Work = awaiting): WorkMargin =>
  withPreview(work, { kind: 'preview', workId: awaiting.workId, shares: 50, preview: answer, why: 'refused' })
    .margin;

test.each([
  ['room for everything', preview(1_000, 500, 10_000), 100],
  ['room for what was asked, and a little more', preview(1_000, 500, 1_600), 60],
  ['room for a part', preview(1_000, 500, 1_200), 20],
  ['no room', preview(1_000, 500, 900), 0],
  ['a trade that frees margin', preview(1_000, -500, 900), 100],
])('%s', (_, answer, most) => {
  expect(answered(answer)).toEqual({ answer: 'previewed', most });
});

test('what says nothing is no answer, in words; one that nobody waits for is not taken', () => {
  expect(answered(preview(1_000, null, 1))).toMatchObject({ answer: 'missing' });
  expect(answered(null)).toMatchObject({
    answer: 'missing',
    why: expect.stringContaining('refused') as string,
  });
  expect(answered(preview(1, 1, 9), { ...awaiting, margin: null })).toBeNull();
  expect(answered(preview(1, 1, 9), { ...awaiting, workId: workId('other') })).toEqual(awaiting.margin);
});

const draft: Draft = {
  shares: 100,
  level: 'passive',
  style: { type: 'LMT', limit: price(100) },
  touch: { bid: price(100), ask: price(100), at: approvedAt },
};
const move = (work: Partial<Work>, seconds = 0, own = 4_000) =>
  withMargin(aWork(alfa, work), draft, instrumentOf(alfa), {
    ...aScene(secondsLater(seconds), []),
    budget: { cash: 1e6, own, gross: Infinity },
  });

test('a trade that makes a position larger asks first, waits, and then goes', () => {
  expect(move({ margin: null })).toMatchObject({
    place: null,
    preview: draft,
    work: { margin: { answer: 'awaited' } },
  });
  expect(move({ margin: awaiting.margin }, 4)).toMatchObject({ place: null, preview: null });
  expect(move({ margin: { answer: 'previewed', most: shares(100) } }).place).toEqual(draft);
  expect(move({ margin: null, reduces: true }).place).toEqual(draft);
});

test('without an answer it goes by own cash alone, and says so', () => {
  const late = move({ margin: awaiting.margin }, 5);
  expect([late.place?.shares, late.work.margin]).toMatchObject([40, { answer: 'missing' }]);
  expect(move({ margin: { answer: 'missing', why: '' } }, 0, 50).work.state).toMatchObject({ for: 'margin' });
});
