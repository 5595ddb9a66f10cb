import type { Instrument, Session } from '#shared/domain/market.ts';
import { sessionAt } from '#shared/calendar.ts';
import { epochMs } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import type { ExecutionSettings } from '../execution-settings.ts';

const minuteMs = 60_000;

/** The last moment at which an auction order leaves the desk: the venue's earlier cut-off, and the desk's own margin before it. */
export function auctionCutoff(
  { primaryExchange }: Instrument,
  { close }: Session,
  { auctionCutoffs, auctionMarginMin }: ExecutionSettings,
): EpochMs {
  const venue = auctionCutoffs[primaryExchange] ?? auctionCutoffs['other'];
  const before = venue === undefined ? 0 : Math.max(venue.enterMin, venue.cancelMin);
  return epochMs(close - (before + auctionMarginMin) * minuteMs);
}

/** How long what still works may take to end before the auction order has to leave. */
const leadMs = 30_000;
/** After the close, for the auction's fills to be told. */
const afterCloseMs = 2 * minuteMs;

export interface WorkTimes {
  readonly deadline: EpochMs;
  readonly auctionAt: EpochMs | null;
}

/** When a trade's work is over, and whether what is left of it then goes to the closing auction. */
export function timesOf(
  instrument: Instrument,
  at: EpochMs,
  windowMs: number,
  settings: ExecutionSettings,
): WorkTimes {
  const session = sessionAt(instrument.sessions, at);
  if (session === null) return { deadline: epochMs(at + windowMs), auctionAt: null };
  const { style } = settings;
  if (style !== 'SHORT_HORIZON') return { deadline: epochMs(session.close + afterCloseMs), auctionAt: null };
  const cutoff = auctionCutoff(instrument, session, settings);
  const endsAtClose = at + windowMs >= session.close;
  if (settings.closingAuction && endsAtClose && at < cutoff - leadMs)
    return { deadline: epochMs(session.close + afterCloseMs), auctionAt: epochMs(cutoff - leadMs) };
  return { deadline: epochMs(Math.min(at + windowMs, session.close)), auctionAt: null };
}
