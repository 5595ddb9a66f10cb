import { emptyQuote, type Instrument, type Quote } from '#shared/domain/market.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Draft } from './ticks.ts';

/** One name's quotes, over all the requests that were made for them. */
export interface QuoteStream {
  readonly instrument: Instrument;
  /** Request that it runs under; 0 = none. */
  id: number;
  draft: Draft;
  /** Asked for delayed prices because there is no permission for live ones. */
  delayed: boolean;
  /** It is known to stand still: what it shows was live once. */
  standing: boolean;
  /** What is shown is older than the draft, and better than it until the first price is in it. */
  waiting: boolean;
}

export const newStream = (instrument: Instrument, at: EpochMs): QuoteStream => ({
  instrument,
  id: 0,
  draft: emptyQuote(instrument.ticker, 'live', at),
  delayed: false,
  standing: false,
  waiting: false,
});

/** The quote to tell now; null = what was told last is better. */
export function shownBy(stream: QuoteStream): Quote | null {
  const { draft } = stream;
  if (stream.waiting) {
    if (draft.bid === null && draft.ask === null && draft.last === null) return null;
    stream.waiting = false;
  }
  return { ...draft, kind: stream.standing && draft.kind === 'live' ? 'stale' : draft.kind };
}
