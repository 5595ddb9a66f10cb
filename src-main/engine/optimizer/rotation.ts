import { f64, u8 } from '../math/linear.ts';
import { applyBands } from '../policy/bands.ts';
import { hedgeTarget } from '../policy/hedge.ts';
import { cutLowPerformers, trimToLimits } from '../policy/triggers.ts';
import { bookMargins, netBreaches } from './book-margins.ts';
import type { BookMargins } from './book-margins.ts';
import { heldMargins, noMargins } from './margins.ts';
import type { NameMargins } from './margins.ts';
import { isShort, longOnlyBook, sideBook, sideSettings } from './rotation/book-of.ts';
import { openBook } from './rotation/book.ts';
import type { BookInput } from './rotation/book.ts';
import { rotateIntoBetter } from './rotation/exchange.ts';
import { rankByZ } from './rotation/ranks.ts';
import type { Ranking } from './rotation/ranks.ts';
import type { Pair, Reason, Stopped } from './rotation/reasons.ts';
import { checkRotationInput } from './rotation/rotation-input.ts';
import type { RotationInput } from './rotation/rotation-input.ts';
import { checkRotationSettings } from './rotation-settings.ts';
import type { RotationSettings } from './rotation-settings.ts';

/** What the rotation engine concluded. Arrays of length n in universe order; weights are signed fractions of NAV. */
export interface RotationResult {
  /** What to hold, after the bands. */
  readonly wTar: Float64Array;
  /** What it would hold without the bands. */
  readonly rawTarget: Float64Array;
  /** From 1, by z, highest first; Infinity = no signal. */
  readonly rank: Float64Array;
  /** Every reason that fired, in order, once for each pair; the bands do not erase them. */
  readonly reasons: readonly (readonly Reason[])[];
  /** Receivers that something stopped; the long book's first, each by rank. */
  readonly blocked: readonly Stopped[];
  /** In the order in which they were moved. */
  readonly pairs: readonly Pair[];
  /** The drift is too small as a whole: nothing trades but cuts that bypass the bands. */
  readonly bandSkip: boolean;
  /** Names put back because their own drift is too small. */
  readonly nameBand: readonly number[];
  /** Limits that the targets before the bands break: `short:<index>`, `sector:<name>`, `gross`, `netMin`, `netMax`. */
  readonly unmet: readonly string[];
  readonly hedge: HedgeResult | null;
  readonly margins: readonly NameMargins[];
  readonly book: BookMargins;
}

export interface HedgeResult {
  readonly wTar: number;
  readonly rawTarget: number;
  readonly reason: 'HEDGE_BETA' | null;
  /** Put back because its drift is too small. */
  readonly nameBand: boolean;
}

/** Targets of the names before hedge and bands. */
interface Targets {
  readonly rank: Float64Array;
  readonly rawTarget: Float64Array;
  readonly cut: Uint8Array;
  readonly reasons: readonly (readonly Reason[])[];
  readonly blocked: readonly Stopped[];
  readonly pairs: readonly Pair[];
  readonly unmet: readonly string[];
  readonly margins: readonly NameMargins[];
}

/** Greedy top-K with hysteresis (spec 5), O(n log n). Throws an InputError on input that cannot be computed with. */
export function rotate(input: RotationInput, settings: RotationSettings): RotationResult {
  checkRotationSettings(settings);
  checkRotationInput(input);
  const targets = settings.longShort ? longShort(input, settings) : longOnly(input, settings);
  const { rawTarget, cut, reasons, blocked, pairs } = targets;
  const moved = input.hedge === null ? null : hedgeTarget(input.hedge, input.beta, rawTarget, settings);
  const hedge = input.hedge === null || moved === null ? null : { wCur: input.hedge.wCur, ...moved };
  const banded = applyBands({ wCur: input.wCur, rawTarget, cut, hedge }, settings);
  return {
    wTar: banded.wTar,
    rawTarget,
    rank: targets.rank,
    reasons,
    blocked,
    pairs,
    bandSkip: banded.bandSkip,
    nameBand: banded.nameBand,
    unmet: [...targets.unmet, ...netBreaches(rawTarget, settings)],
    hedge: hedge && {
      wTar: banded.hedge ?? hedge.wCur,
      rawTarget: hedge.target,
      reason: hedge.reason,
      nameBand: banded.hedgeBand,
    },
    margins: targets.margins,
    book: bookMargins(input, banded.wTar, banded.hedge, banded.l1, settings),
  };
}

function longOnly(input: RotationInput, settings: RotationSettings): Targets {
  const shorts: number[] = [];
  for (let i = 0; i < input.wCur.length; i++) if (isShort(input, i)) shorts.push(i);
  const book = rotateBook(longOnlyBook(input), settings);
  return { ...book, unmet: [...shorts.map((i) => `short:${i}`), ...book.unmet] };
}

/** Two long books, joined by subtraction. A name moves in one of them at most. */
function longShort(input: RotationInput, settings: RotationSettings): Targets {
  const ranking = rankByZ(input.z);
  const perSide = sideSettings(settings, ranking.best.length);
  const long = rotateBook(sideBook(input, 'long'), perSide, ranking);
  const short = rotateBook(sideBook(input, 'short'), perSide);
  return {
    rank: ranking.rank,
    rawTarget: long.rawTarget.map((w, i) => w - f64(short.rawTarget, i)),
    cut: long.cut.map((cut, i) => cut | u8(short.cut, i)),
    reasons: long.reasons.map((reasons, i) => [...reasons, ...(short.reasons[i] ?? []).map(suffixed)]),
    blocked: [...long.blocked, ...short.blocked.map((stop) => ({ ...stop, reason: suffixed(stop.reason) }))],
    pairs: [...long.pairs, ...short.pairs.map((pair) => ({ ...pair, reason: suffixed(pair.reason) }))],
    unmet: [...long.unmet, ...short.unmet.map(suffixed)],
    // A name that the short book would open has its gapZ in `blocked` alone.
    margins: long.margins.map((margins, i) =>
      isShort(input, i) ? (short.margins[i] ?? noMargins) : margins,
    ),
  };
}

const suffixed = <R extends string>(reason: R): `${R}_SHORT` => `${reason}_SHORT`;

/** Cut, trim, rotate: one long book from its current weights to its targets. */
function rotateBook(input: BookInput, settings: RotationSettings, ranking?: Ranking) {
  const book = openBook(input, ranking);
  cutLowPerformers(book, settings);
  trimToLimits(book, settings);
  const { pairs, stopped } = rotateIntoBetter(book, settings);
  const margins = heldMargins(book, settings);
  for (const { index, gapZ } of stopped) {
    if (gapZ !== null) margins[index] = { ...(margins[index] ?? noMargins), gapZ };
  }
  return {
    rank: book.ranking.rank,
    rawTarget: book.wTar,
    cut: book.cut,
    reasons: book.reasons,
    blocked: stopped,
    pairs,
    unmet: book.unmet,
    margins,
  };
}
