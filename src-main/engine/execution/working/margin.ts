import type { Instrument } from '#shared/domain/market.ts';
import type { MarginPreview } from '#shared/domain/order.ts';
import type { Work, WorkMargin } from '#shared/domain/work.ts';
import { shares } from '#shared/units.ts';
import type { EngineEvent } from '../../input.ts';
import { roundToLot } from '../rounding.ts';
import { still, waiting } from './moves.ts';
import type { Draft, Move, Scene } from './moves.ts';

/** What a preview of some shares says about how many the margin carries; `taken`: shares that were traded before it. */
function marginOf(preview: MarginPreview, previewed: number, taken: number, whole: number): WorkMargin {
  const { initMarginAfter, initMarginChange, equityWithLoanAfter } = preview;
  if (initMarginAfter === null || initMarginChange === null || equityWithLoanAfter === null)
    return { answer: 'missing', why: 'The broker’s preview names no margin.' };
  if (!(initMarginChange > 0)) return { answer: 'previewed', most: shares(whole) };
  const room = equityWithLoanAfter - (initMarginAfter - initMarginChange);
  const most = taken + Math.max(0, Math.floor((room / initMarginChange) * previewed));
  return { answer: 'previewed', most: shares(Math.min(whole, most)) };
}

type PreviewEvent = Extract<EngineEvent, { readonly kind: 'preview' }>;

/** The work with its preview's answer, where it still waits for one. A refusal is no answer: it then goes by own cash. */
export function withPreview(work: Work, { workId, shares: previewed, preview, why }: PreviewEvent): Work {
  if (work.workId !== workId || work.margin?.answer !== 'awaited') return work;
  const refused = `The broker did not preview the margin (${why}): sized by own cash alone.`;
  const margin: WorkMargin =
    preview === null
      ? { answer: 'missing', why: refused }
      : marginOf(preview, previewed, work.filled, work.shares);
  return { ...work, margin };
}

/** The child, where the broker's margin preview carries it; a trade that makes no position larger needs none. */
export function withMargin(work: Work, draft: Draft, instrument: Instrument, scene: Scene): Move {
  const { at, settings } = scene;
  if (work.style !== 'SHORT_HORIZON' || work.reduces) return { ...still(work), place: draft };
  const { margin } = work;
  const words = 'It waits for the broker’s margin preview.';
  if (margin === null) {
    const asked: Work = { ...work, margin: { answer: 'awaited', askedAt: at } };
    return { ...waiting(asked, 'margin', words, at), preview: draft };
  }
  if (margin.answer === 'awaited') {
    if (at - margin.askedAt < settings.execution.previewMs) return waiting(work, 'margin', words, at);
    return ownCashOnly({ ...work, margin: { answer: 'missing', why: unanswered } }, draft, instrument, scene);
  }
  return margin.answer === 'missing'
    ? ownCashOnly(work, draft, instrument, scene)
    : { ...still(work), place: draft };
}

const unanswered = 'The broker did not answer the margin preview in time: sized by own cash alone.';

/** No more than the account's own cash pays for, whatever it could borrow. */
function ownCashOnly(work: Work, draft: Draft, instrument: Instrument, { at, budget }: Scene): Move {
  const paid = roundToLot(Math.max(0, budget.own / draft.touch.ask), instrument.lot);
  const size = Math.min(draft.shares, paid);
  if (size <= 0)
    return waiting(work, 'margin', 'No margin preview came, and own cash does not pay for it.', at);
  return { ...still(work), place: { ...draft, shares: size } };
}
