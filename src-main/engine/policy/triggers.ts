import { f64, i32 } from '../math/linear.ts';
import {
  addReason,
  hasSignal,
  heldNow,
  isFrozen,
  setWeight,
  weightTolerance,
} from '../optimizer/rotation/book.ts';
import type { Book, BookInput } from '../optimizer/rotation/book.ts';
import type { BookReason } from '../optimizer/rotation/reasons.ts';
import { worstFirst } from '../optimizer/rotation/ranks.ts';
import type { RotationSettings } from '../optimizer/rotation-settings.ts';

type CutReason = Extract<BookReason, `CUT_${string}`>;
type GroupTrim = 'TRIM_SECTOR' | 'TRIM_GROSS';

/** An average true range is in percent, P&L in bps. */
const bpsPerPercent = 100;

/** The loss, in bps, up to which a position is kept: kAtr average true ranges (percent). */
export const lossBoundBps = (atrPct: number, kAtr: number): number => kAtr * atrPct * bpsPerPercent;

/** The first reason to cut a held name, or null. A name without a signal can only be a loser. */
export function cutReason(
  book: Pick<BookInput, 'z' | 'pnlBps' | 'atrPct' | 'ageMin'>,
  i: number,
  rank: number,
  settings: Pick<RotationSettings, 'kSell' | 'zCut' | 'kAtr' | 'tMaxMin'>,
): CutReason | null {
  const z = f64(book.z, i);
  const signal = Number.isFinite(z);
  if (signal && rank > settings.kSell && z < settings.zCut) return 'CUT_SCORE';
  if (f64(book.pnlBps, i) < -lossBoundBps(f64(book.atrPct, i), settings.kAtr)) return 'CUT_LOSER';
  if (signal && f64(book.ageMin, i) > settings.tMaxMin && Math.abs(z) < settings.zCut)
    return 'CUT_DEAD_MONEY';
  return null;
}

/** Step 1: low performers come down to minWeight. */
export function cutLowPerformers(book: Book, settings: RotationSettings): void {
  for (let i = 0; i < book.z.length; i++) {
    if (isFrozen(book, i) || Math.abs(f64(book.wCur, i)) <= weightTolerance) continue;
    const reason = cutReason(book, i, f64(book.ranking.rank, i), settings);
    if (reason === null) continue;
    book.cut[i] = 1;
    addReason(book, i, reason);
    setWeight(book, i, Math.min(f64(book.wTar, i), settings.minWeight));
  }
}

/** Step 2: names, then sectors in order of first appearance, then the whole book come down to their limits. */
export function trimToLimits(book: Book, settings: RotationSettings): void {
  trimNames(book, settings.wMax);
  if (book.sectorWeight.some((weight) => weight - settings.sectorMax > weightTolerance)) {
    worstFirstBySector(book).forEach((members, sector) => {
      const excess = f64(book.sectorWeight, sector) - settings.sectorMax;
      trimGroup(book, members, excess, 'TRIM_SECTOR', `sector:${book.sectorNames[sector] ?? ''}`);
    });
  }
  const { gross, net } = book.totals;
  const excess = Math.max(gross - settings.gross, net - settings.netMax);
  if (excess > weightTolerance) {
    trimGroup(book, heldWorstFirst(book), excess, 'TRIM_GROSS', 'gross');
  }
}

function trimNames(book: Book, wMax: number): void {
  for (let i = 0; i < book.z.length; i++) {
    if (isFrozen(book, i) || f64(book.wTar, i) <= wMax + weightTolerance) continue;
    trim(book, i, wMax, 'TRIM_NAME');
  }
}

/** Reduces the members in the given order until the excess is gone; what frozen names keep above the limit is reported. */
function trimGroup(
  book: Book,
  members: readonly number[],
  excess: number,
  reason: GroupTrim,
  limit: string,
): void {
  let left = excess;
  for (const i of members) {
    if (left <= weightTolerance) return;
    if (!heldNow(book, i)) continue;
    const step = Math.min(f64(book.wTar, i), left);
    trim(book, i, f64(book.wTar, i) - step, reason);
    left -= step;
  }
  if (left > weightTolerance) book.unmet.push(limit);
}

function trim(book: Book, i: number, weight: number, reason: BookReason): void {
  book.trimmed[i] = 1;
  addReason(book, i, reason);
  setWeight(book, i, weight);
}

/** Unfrozen held names, lowest z first; no signal counts as lowest; ties: higher index first. */
export function heldWorstFirst(book: Book): number[] {
  const held: number[] = [];
  for (let i = 0; i < book.wTar.length; i++) if (heldNow(book, i) && !isFrozen(book, i)) held.push(i);
  return worstFirst(held, book.ranking.rank);
}

/** Unfrozen held names by sector, lowest z first. */
function worstFirstBySector(book: Book): number[][] {
  const sectors: number[][] = book.sectorNames.map(() => []);
  for (const i of heldWorstFirst(book)) sectors[i32(book.sectorOf, i)]?.push(i);
  return sectors;
}

/** Whether a held name may give weight: its z protects it no longer, or its rank does not. */
export function mayGive(book: Book, i: number, settings: Pick<RotationSettings, 'zKeep' | 'kSell'>): boolean {
  if (isFrozen(book, i) || book.cut[i] === 1 || !heldNow(book, i)) return false;
  return !hasSignal(book, i) || f64(book.z, i) < settings.zKeep || f64(book.ranking.rank, i) > settings.kSell;
}
