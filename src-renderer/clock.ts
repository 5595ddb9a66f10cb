import type { Status } from '#shared/contract/rows.ts';
import { type EpochMs, epochMs } from '#shared/units.ts';

/** A status with this screen's own clock at its arrival. */
export interface SeenStatus extends Status {
  readonly seenAt: number;
}

/** The desk's clock, carried on by the screen's: they may be different machines. */
export const deskNow = (status: SeenStatus, localNow: number): EpochMs =>
  epochMs(status.deskTime + (localNow - status.seenAt));

/** The TWS's clock, by which all market stamps go; null = not connected. */
export const marketNow = (status: SeenStatus, localNow: number): EpochMs | null =>
  status.serverOffsetMs === null ? null : epochMs(deskNow(status, localNow) + status.serverOffsetMs);

/** Time left on the TWS's clock in ms, at least 0; null = not known. */
export function timeLeft(until: EpochMs | null, status: SeenStatus, localNow: number): number | null {
  const now = marketNow(status, localNow);
  return until === null || now === null ? null : Math.max(0, until - now);
}

/** Time since on the TWS's clock in ms; null = not known. */
export function timeSince(at: EpochMs | null, status: SeenStatus, localNow: number): number | null {
  const now = marketNow(status, localNow);
  return at === null || now === null ? null : now - at;
}
