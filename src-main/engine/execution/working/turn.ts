import { sessionAt } from '#shared/calendar.ts';
import type { Instrument } from '#shared/domain/market.ts';
import { isOver } from '#shared/domain/work.ts';
import type { Work } from '#shared/domain/work.ts';
import type { EpochMs } from '#shared/units.ts';
import type { EngineSettings } from '../../settings.ts';
import { auctionCutoff } from './auction.ts';

/** The hedge goes when every other trade of its proposal is over, or has had its whole window. */
export const isTurnOf = (work: Work, works: readonly Work[], at: EpochMs, windowMs: number): boolean =>
  !work.isHedge ||
  at >= work.since + windowMs ||
  works.every((other) => other.proposalId !== work.proposalId || other.isHedge || isOver(other));

/** Whether sales of the same proposal may still bring money. */
export const moreComing = (work: Work, works: readonly Work[]): boolean =>
  works.some(
    (other) =>
      other.proposalId === work.proposalId && other.workId !== work.workId && other.reduces && !isOver(other),
  );

/** Between the moment that was planned for the auction and the venue's cut-off. */
export function mayEnterAuction(
  { auctionAt }: Work,
  instrument: Instrument,
  at: EpochMs,
  settings: EngineSettings,
): boolean {
  const session = sessionAt(instrument.sessions, at);
  if (session === null || auctionAt === null) return false;
  return at >= auctionAt && at <= auctionCutoff(instrument, session, settings.execution);
}

/** Why an order that is for the closing auction alone may not go any more, in words; null = it may. */
export function tooLateForAuction(
  { style }: Work,
  instrument: Instrument,
  at: EpochMs,
  settings: EngineSettings,
): string | null {
  if (style !== 'MOC' && style !== 'LOC') return null;
  const session = sessionAt(instrument.sessions, at);
  if (session === null || at <= auctionCutoff(instrument, session, settings.execution)) return null;
  const minutes = (session.close - auctionCutoff(instrument, session, settings.execution)) / 60_000;
  return `It is too late for the closing auction on ${instrument.primaryExchange}: orders go until ${minutes} minutes before the close.`;
}
