import type { Touch } from '#shared/domain/order.ts';
import type { Reason } from '#shared/domain/proposal.ts';
import type { Level, Urgency, Work } from '#shared/domain/work.ts';
import { fraction } from '#shared/units.ts';
import type { EpochMs, Fraction } from '#shared/units.ts';

/** What decides how hard a trade is worked. */
export interface UrgencyInput {
  readonly reason: Reason;
  readonly isHedge: boolean;
  /** What the edge is expected to lose over the window, fraction of price; NaN = unknown. */
  readonly decay: number;
  /** What crossing costs, fraction of price. */
  readonly halfSpread: number;
  /** Shares over the displayed size and over what the window should trade: above 1 it cannot go at once without moving the price. */
  readonly crowding: number;
}

/** From here on waiting costs as much as crossing does. */
const urgentRatio = 1;
const normalRatio = 0.25;

/** Cuts and the hedge are risk that is to go; for all else, what waiting costs against what crossing costs, one step calmer where it is large. */
export function urgencyOf({ reason, isHedge, decay, halfSpread, crowding }: UrgencyInput): Urgency {
  if (isHedge || reason.startsWith('CUT_') || reason.startsWith('TRIM_')) return 'urgent';
  const ratio = Number.isFinite(decay) ? decay / Math.max(halfSpread, 1e-6) : normalRatio;
  const calm = crowding > 1;
  if (ratio >= urgentRatio) return calm ? 'normal' : 'urgent';
  return ratio >= normalRatio && !calm ? 'normal' : 'patient';
}

/** An edge fades over its horizon: the part that goes within the window, fraction of price. `edge`: over that same horizon, either sign; NaN = none. */
export function decayOf(edge: number, horizonMin: number, windowMs: number): Fraction {
  const minutes = windowMs / 60_000;
  const faded = 1 - 2 ** (-minutes / Math.max(1, horizonMin));
  return fraction(Number.isFinite(edge) ? Math.abs(edge) * faded : 0);
}

/** Fractions of the window after which a trade stops waiting at the touch, and between the touches. */
const schedule: Readonly<Record<Urgency, { readonly mid: number; readonly cross: number }>> = {
  patient: { mid: 0.6, cross: 0.85 },
  normal: { mid: 0.35, cross: 0.65 },
  urgent: { mid: 0.1, cross: 0.3 },
};

const order: readonly Level[] = ['passive', 'mid', 'cross', 'auction'];
export const harder = (a: Level, b: Level): Level => (order.indexOf(a) >= order.indexOf(b) ? a : b);

/** How hard a trade should try by now: by the clock, harder where the price runs away from it or the edge fades faster than the spread costs. */
export function levelAt(work: Work, touch: Touch, at: EpochMs, windowMs: number): Level {
  const elapsed = Math.min(1, Math.max(0, (at - work.since) / windowMs));
  const { mid, cross } = schedule[work.urgency];
  const byClock: Level = elapsed >= cross ? 'cross' : elapsed >= mid ? 'mid' : 'passive';
  return harder(harder(work.level, byClock), harder(byMove(work, touch), byEdge(work, touch, elapsed)));
}

/** One spread against the trade since its first child: no more waiting at the touch; two: take what is there. */
function byMove({ arrival, side }: Work, touch: Touch): Level {
  if (arrival === null) return 'passive';
  const middle = ({ bid, ask }: Touch): number => (bid + ask) / 2;
  const against = (side === 'BUY' ? 1 : -1) * (middle(touch) - middle(arrival));
  const spread = Math.max(touch.ask - touch.bid, arrival.ask - arrival.bid);
  if (spread <= 0) return 'passive';
  return against >= 2 * spread ? 'cross' : against >= spread ? 'mid' : 'passive';
}

/** What the edge still loses until the window's end against the half-spread that crossing now costs. */
function byEdge({ decay }: Work, { bid, ask }: Touch, elapsed: number): Level {
  const halfSpread = (ask - bid) / (ask + bid);
  return halfSpread > 0 && decay * (1 - elapsed) > 2 * halfSpread ? 'mid' : 'passive';
}
