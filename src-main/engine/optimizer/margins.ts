import { f64 } from '../math/linear.ts';
import { repeated } from '../math/repeated.ts';
import { lossBoundBps } from '../policy/triggers.ts';
import { hasSignal, weightTolerance } from './rotation/book.ts';
import type { Book } from './rotation/book.ts';
import type { RotationSettings } from './rotation-settings.ts';

/** How far a name is from the next trigger. null = does not apply, or nothing could cause it. */
export interface NameMargins {
  /** The fall of z that would cut it; negative = past it already. */
  readonly cutScoreZ: number | null;
  /** The fall of z that would make it a donor; 0 = it is one. */
  readonly donorZ: number | null;
  /** The loss, bps of entry value, that would cut it; negative = past it. */
  readonly loserBps: number | null;
  /** Minutes until it counts as dead money; negative = past it. */
  readonly deadMoneyMin: number | null;
  /** The rise of z that would let a stopped receiver go on. */
  readonly gapZ: number | null;
}

export const noMargins: NameMargins = {
  cutScoreZ: null,
  donorZ: null,
  loserBps: null,
  deadMoneyMin: null,
  gapZ: null,
};

/** Margins of the names that this book holds at the start; the others have none. By name. */
export function heldMargins(book: Book, settings: RotationSettings): NameMargins[] {
  const margins = repeated(book.wCur.length, noMargins);
  for (let i = 0; i < margins.length; i++) {
    if (f64(book.wCur, i) > weightTolerance) margins[i] = marginsOf(book, i, settings);
  }
  return margins;
}

function marginsOf(book: Book, i: number, settings: RotationSettings): NameMargins {
  const loserBps = f64(book.pnlBps, i) + lossBoundBps(f64(book.atrPct, i), settings.kAtr);
  if (!hasSignal(book, i)) return { ...noMargins, loserBps };
  const z = f64(book.z, i);
  const rank = f64(book.ranking.rank, i);
  const lastKept = lastKeptAmongOthers(book, rank, settings.kSell);
  return {
    cutScoreZ: lastKept === null ? null : z - Math.min(settings.zCut, lastKept),
    donorZ: rank > settings.kSell ? 0 : Math.max(0, z - settings.zKeep),
    loserBps,
    deadMoneyMin: settings.tMaxMin - f64(book.ageMin, i),
    gapZ: null,
  };
}

/** z of the kSell-th best of all names but the one at `rank`; null where there are fewer. */
function lastKeptAmongOthers(book: Book, rank: number, kSell: number): number | null {
  const i = book.ranking.best[rank <= kSell ? kSell : kSell - 1];
  return i === undefined ? null : f64(book.z, i);
}
