import type { SizeCap } from '#engine/execution/may-trade.ts';
import { instantOf, wallClock } from '#shared/calendar.ts';
import type { LimitHit } from '#shared/domain/limit.ts';
import type { Order } from '#shared/domain/order.ts';
import { type EpochMs, type Money, money } from '#shared/units.ts';
import { isOpen } from '../ledger.ts';
import type { Lock } from '../limits/lock.ts';
import type { Store } from '../ports.ts';
import type { SafetySettings } from './settings.ts';

/** The cap of a live account's first day with this desk; null = none. The day ends with the date, whatever filled. */
export function firstDayCap(store: Store | null, settings: SafetySettings, now: EpochMs): SizeCap | null {
  const { firstLiveDayMaxOrderMoney: most, firstLiveDayMaxDayMoney: day } = settings;
  if (store?.kind !== 'live' || (most === null && day === null)) return null;
  const { date } = wallClock(now);
  const first = store.safety.firstOwnFill();
  if (first !== null && wallClock(first).date < date) return null;
  const start = instantOf(date, 0);
  const used = store
    .ordersSince(start)
    .filter(({ createdAt }) => createdAt >= start)
    .reduce((sum, order) => sum + valueOf(order), 0);
  return {
    order: most,
    day: day === null ? null : { limit: day, left: money(Math.max(0, day - used)) },
  };
}

const ofDay = 'safety.firstLiveDayMaxDayMoney';

/** What is held when the cap refuses something. */
export const capLocks = (settings: SafetySettings): readonly Lock[] => [
  { part: null, limit: settings.firstLiveDayMaxOrderMoney },
  { part: ofDay, limit: settings.firstLiveDayMaxDayMoney },
];

/** The settings with a cap that is no wider than the one that refused something today; the very same object where it is not. */
export function cappedAs(hits: readonly LimitHit[], next: SafetySettings): SafetySettings {
  const held = (own: string | null): number | null =>
    hits.find(({ rule, part }) => rule === 'first-day' && part === own)?.limit ?? null;
  const order = narrower(held(null), next.firstLiveDayMaxOrderMoney);
  const day = narrower(held(ofDay), next.firstLiveDayMaxDayMoney);
  if (order === next.firstLiveDayMaxOrderMoney && day === next.firstLiveDayMaxDayMoney) return next;
  return { ...next, firstLiveDayMaxOrderMoney: order, firstLiveDayMaxDayMoney: day };
}

/** null = none, which is wider than any. */
const narrower = (a: number | null, b: Money | null): Money | null =>
  a === null || (b !== null && b <= a) ? b : money(a);

/** What it may still come to: all of it while it is open, what filled after that. */
function valueOf(order: Order): number {
  const { bid, ask } = order.intent.decision;
  return (isOpen(order) ? order.intent.shares : order.filled) * (order.avgFillPrice ?? (bid + ask) / 2);
}

export function capWords(cap: SizeCap | null): string {
  if (cap === null) return '';
  const order = cap.order === null ? 'an order may be of any size' : `an order may be worth ${cap.order}`;
  const day = cap.day === null ? '' : `, all of the day ${cap.day.limit}`;
  return ` First live day: ${order}${day}.`;
}
