import { exchangeZone, wallClock } from '#shared/calendar.ts';
import type { Block, ProposedTrade, RejectCode, Rejection } from '#shared/domain/proposal.ts';
import { epochMs } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import type { EndedProposal } from '../decision.ts';
import type { Picture } from '../measure.ts';
import type { EngineSettings } from '../settings.ts';
import type { EngineState } from '../state.ts';
import type { Move } from './moves.ts';

// What the book remembers of decisions: rejected moves are not proposed again for a while, cut names not bought again.

export interface Held {
  readonly block: Extract<Block, 'REJECTED' | 'WAS_CUT'>;
  readonly why: string;
}

export interface Memory {
  /** Names that stay as they are, by index. */
  readonly still: ReadonlyMap<number, Held>;
  /** Why a move is not proposed; null = it may be. */
  readonly keepsOut: (move: Pick<Move, 'from' | 'to'>) => Held | null;
}

/** `z` of the universe's names. */
export function memoryOf(
  { rejected, cuts }: Pick<EngineState, 'rejected' | 'cuts'>,
  picture: Picture,
  z: Float64Array,
  settings: EngineSettings,
): Memory {
  const indexOf = indexByTicker(picture);
  const still = new Map<number, Held>();
  const pairs: { readonly from: number; readonly to: number; readonly held: Held }[] = [];
  for (const rejection of rejected) {
    const held = stillRejected(rejection, picture.at, gapOf(rejection, indexOf, z), settings);
    const [from, to] = [indexOf(rejection.from), indexOf(rejection.to)];
    if (held === null) continue;
    if (from !== null && to !== null) pairs.push({ from, to, held });
    else if (from !== null || to !== null) still.set(from ?? to ?? -1, held);
  }
  const cut = new Map<number, Held>();
  for (const [ticker, at] of Object.entries(cuts)) {
    const [i, held] = [indexOf(ticker), stillCut(ticker, at, picture.at, settings)];
    if (i === null || held === null) continue;
    cut.set(i, held);
    if (picture.names[i]?.shares === 0 && !still.has(i)) still.set(i, held);
  }
  const grows = (i: number | null, side: 1 | -1): Held | null =>
    i !== null && side * (picture.names[i]?.shares ?? 0) >= 0 ? (cut.get(i) ?? null) : null;
  return {
    still,
    keepsOut: ({ from, to }) =>
      pairs.find((pair) => pair.from === from && pair.to === to)?.held ?? grows(to, 1) ?? grows(from, -1),
  };
}

/** The picture in which what stands still is frozen, so that the engines give its weight to nobody else's plan. */
export const standingStill = (picture: Picture, { still }: Memory): Picture =>
  still.size === 0
    ? picture
    : { ...picture, frozen: picture.frozen.map((why, i) => why ?? still.get(i)?.why ?? null) };

/** With what was rejected just now by a trader; what is over is forgotten. A proposal that the desk withdrew is no rejection. */
export function rejectedWith(
  rejected: readonly Rejection[],
  ended: readonly EndedProposal[],
  at: EpochMs,
  z: ((ticker: string) => number | null) | null,
  { execution }: EngineSettings,
): readonly Rejection[] {
  const kept = rejected.filter((one) => at < one.at + execution.rejectMemoryMs);
  if (execution.rejectMemoryMs === 0) return kept;
  const fresh = ended.flatMap(({ proposal, status, code }) =>
    status !== 'rejected' || code === undefined
      ? []
      : proposal.legs.map(({ from, to }): Rejection => ({ at, from, to, code, gap: gapBy({ from, to }, z) })),
  );
  return fresh.length === 0 && kept.length === rejected.length ? rejected : [...kept, ...fresh];
}

/** With the names that are cut by what was approved just now. */
export function cutsWith(
  cuts: Readonly<Record<string, EpochMs>>,
  approved: readonly Pick<ProposedTrade, 'ticker' | 'reason'>[],
  at: EpochMs,
  { rotation }: EngineSettings,
): Readonly<Record<string, EpochMs>> {
  const forMs = rotation.rebuyAfterCutMin * minuteMs;
  const kept = Object.entries(cuts).filter(([, since]) => at < since + forMs);
  const fresh = approved
    .filter(({ reason }) => forMs > 0 && reason.startsWith('CUT_'))
    .map(({ ticker }) => [ticker, at] as const);
  return fresh.length === 0 && kept.length === Object.keys(cuts).length
    ? cuts
    : Object.fromEntries([...kept, ...fresh]);
}

const minuteMs = 60_000;

function stillRejected(
  { at, code, gap }: Rejection,
  now: EpochMs,
  gapNow: number | null,
  { execution }: EngineSettings,
): Held | null {
  const until = at + execution.rejectMemoryMs;
  if (now >= until) return null;
  const moved = gap === null || gapNow === null ? null : Math.abs(gapNow - gap);
  if (moved !== null && moved > execution.rejectMemoryGapZ) return null;
  const z =
    moved === null
      ? ''
      : `, or when its scores have moved by z ${execution.rejectMemoryGapZ.toFixed(2)} (now ${moved.toFixed(2)})`;
  return {
    block: 'REJECTED',
    why: `You rejected it at ${clock(at)} (${codeWords[code]}); it is proposed again from ${clock(until)} on${z}.`,
  };
}

function stillCut(ticker: string, at: EpochMs, now: EpochMs, { rotation }: EngineSettings): Held | null {
  const until = at + rotation.rebuyAfterCutMin * minuteMs;
  if (now >= until) return null;
  const why = `${ticker} was cut at ${clock(at)}; it is not entered again before ${clock(until)} (rotation.rebuyAfterCutMin).`;
  return { block: 'WAS_CUT', why };
}

export const codeWords: Readonly<Record<RejectCode, string>> = {
  'not-now': 'not now',
  'wrong-signal': 'wrong signal',
  news: 'news',
  size: 'size',
  other: 'other',
};

const indexByTicker =
  ({ names }: Picture) =>
  (ticker: string | null): number | null => {
    const i = names.findIndex((name) => name.ticker === ticker);
    return i < 0 ? null : i;
  };

function gapOf(
  ends: Pick<Rejection, 'from' | 'to'>,
  indexOf: (ticker: string | null) => number | null,
  z: Float64Array,
): number | null {
  return gapBy(ends, (ticker) => finite(z[indexOf(ticker) ?? -1]));
}

/** z of what is bought less z of what is sold; cash has none; null = a score is not known. */
function gapBy(
  { from, to }: Pick<Rejection, 'from' | 'to'>,
  z: ((ticker: string) => number | null) | null,
): number | null {
  if (z === null) return null;
  const bought = to === null ? 0 : z(to);
  const sold = from === null ? 0 : z(from);
  return bought === null || sold === null ? null : bought - sold;
}

const finite = (x: number | undefined): number | null => (x !== undefined && Number.isFinite(x) ? x : null);

function clock(at: number): string {
  const { hour, minute } = wallClock(epochMs(at), exchangeZone);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
