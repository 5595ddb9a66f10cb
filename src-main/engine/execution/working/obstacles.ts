import type { WaitsFor, Work } from '#shared/domain/work.ts';
import { freezeReasons } from '../../policy/clamps.ts';
import type { FreezeReason } from '../../policy/clamps.ts';
import type { Scene } from './moves.ts';

export interface Obstacle {
  readonly for: WaitsFor;
  /** Without numbers that change, so that waiting is written down once. */
  readonly why: string;
}

/** What keeps the next child from going, whatever its size and price; null = nothing does. */
export function obstacleFor(work: Work, { at, state, input, settings }: Scene): Obstacle | null {
  if (input.mode === 'observe') return { for: 'blocked', why: 'The desk only observes.' };
  // One order at once is for the guard alone to judge.
  if (work.style !== 'SHORT_HORIZON') return null;
  if (input.ordersBlocked !== null)
    return { for: 'blocked', why: `No order may go: ${input.ordersBlocked}.` };
  const frozen = state.frozen[work.ticker];
  if (frozen !== undefined) return { for: 'frozen', why: `The name is frozen: ${frozen}.` };
  const quote = state.quotes[work.ticker];
  if (quote !== undefined && quote.kind !== 'live')
    return { for: 'market', why: `Its quote is ${quote.kind}: only live ones are traded on.` };
  const [reason] = freezeReasons(
    {
      session: { closed: false, openClamp: false, closeClamp: false },
      restricted: false,
      halted: quote?.halted ?? false,
      bid: quote?.bid ?? null,
      ask: quote?.ask ?? null,
      quoteAgeMs: quote === undefined ? null : Math.abs(at - quote.at),
      advShares: 1,
    },
    settings.clamps,
  );
  return reason === undefined ? null : { for: 'market', why: words[reason] ?? reason };
}

const words: Partial<Record<FreezeReason, string>> = {
  HALTED: 'Trading in it is halted.',
  NO_QUOTE: 'It has no live bid and ask.',
  STALE_QUOTE: 'Its quote is too old.',
  CROSSED_QUOTE: 'Its bid is above its ask.',
  WIDE_SPREAD: 'Its spread is too wide.',
};
