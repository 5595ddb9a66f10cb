import type { Session } from '#shared/domain/market.ts';
import type { EpochMs, Fraction } from '#shared/units.ts';
import type { ClampSettings } from '../settings.ts';

const minuteMs = 60_000;

/** Where a moment lies in the regular session (spec 8). */
export interface SessionClamp {
  /** No regular session is on. */
  readonly closed: boolean;
  /** Its first minutes: nothing trades. */
  readonly openClamp: boolean;
  /** Its last minutes: only reductions trade. */
  readonly closeClamp: boolean;
}

/** `sessions` in any order; a session is [open, close). */
export function sessionClamp(
  sessions: readonly Session[],
  at: EpochMs,
  settings: Pick<ClampSettings, 'openClampMin' | 'closeClampMin'>,
): SessionClamp {
  const session = sessions.find(({ open, close }) => open <= at && at < close);
  if (session === undefined) return { closed: true, openClamp: false, closeClamp: false };
  return {
    closed: false,
    openClamp: at < session.open + settings.openClampMin * minuteMs,
    closeClamp: at >= session.close - settings.closeClampMin * minuteMs,
  };
}

export type FreezeReason =
  | 'CLOSED'
  | 'OPEN_CLAMP'
  | 'RESTRICTED'
  | 'HALTED'
  | 'NO_QUOTE'
  | 'STALE_QUOTE'
  | 'CROSSED_QUOTE'
  | 'WIDE_SPREAD'
  | 'ILLIQUID';

/** What decides whether a name may trade in this interval. */
export interface Tradability {
  readonly session: SessionClamp;
  readonly restricted: boolean;
  readonly halted: boolean;
  /** Per share; null = none. Only live quotes count. */
  readonly bid: number | null;
  readonly ask: number | null;
  /** null = never quoted. */
  readonly quoteAgeMs: number | null;
  /** Average daily volume, shares; null = unknown. */
  readonly advShares: number | null;
}

/** Why a name may not trade, all reasons; empty = it may. What is unknown freezes. */
export function freezeReasons(
  name: Tradability,
  settings: Pick<ClampSettings, 'maxSpread' | 'maxQuoteAgeMs'>,
): FreezeReason[] {
  const reasons: FreezeReason[] = [];
  if (name.session.closed) reasons.push('CLOSED');
  if (name.session.openClamp) reasons.push('OPEN_CLAMP');
  if (name.restricted) reasons.push('RESTRICTED');
  if (name.halted) reasons.push('HALTED');
  if (!isPositive(name.advShares)) reasons.push('ILLIQUID');
  const quote = quoteProblem(name, settings);
  if (quote !== null) reasons.push(quote);
  return reasons;
}

function quoteProblem(
  { bid, ask, quoteAgeMs }: Pick<Tradability, 'bid' | 'ask' | 'quoteAgeMs'>,
  settings: Pick<ClampSettings, 'maxSpread' | 'maxQuoteAgeMs'>,
): FreezeReason | null {
  if (!isPositive(bid) || !isPositive(ask) || quoteAgeMs === null) return 'NO_QUOTE';
  if (!(quoteAgeMs <= settings.maxQuoteAgeMs)) return 'STALE_QUOTE';
  if (ask < bid) return 'CROSSED_QUOTE';
  return relativeSpread(bid, ask) > settings.maxSpread ? 'WIDE_SPREAD' : null;
}

/** Ask minus bid over their middle, fraction. */
export const relativeSpread = (bid: number, ask: number): number => (ask - bid) / ((ask + bid) / 2);

/** In the close clamp a target may only bring a position nearer to zero; what would turn it stops there. Weights, fraction of NAV. */
export function reductionOnly(wCur: number, wTar: number): number {
  return wCur >= 0 ? Math.min(wCur, Math.max(0, wTar)) : Math.max(wCur, Math.min(0, wTar));
}

/** A trade of signed `shares`, cut down to what the liquidity clamp allows; not yet rounded to lots. */
export function withinAdv(shares: number, advShares: number, maxAdv: Fraction): number {
  const most = Math.max(0, advShares * maxAdv);
  return Math.max(-most, Math.min(most, shares));
}

const isPositive = (x: number | null): x is number => x !== null && x > 0;
