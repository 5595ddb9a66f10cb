import { f64, i32, u8 } from '../../math/linear.ts';
import { repeated } from '../../math/repeated.ts';
import type { BookReason } from './reasons.ts';
import { rankByZ } from './ranks.ts';
import type { Ranking } from './ranks.ts';

/** Differences of weights up to here count as none. */
export const weightTolerance = 1e-9;

/** Names and weights of one long book, per name in universe order. The short book is one too, on −z and −w. */
export interface BookInput {
  readonly z: Float64Array;
  /** Fraction of NAV. */
  readonly wCur: Float64Array;
  readonly pnlBps: Float64Array;
  readonly atrPct: Float64Array;
  readonly ageMin: Float64Array;
  readonly cost: Float64Array;
  /** Number of each name's sector, in order of first appearance. */
  readonly sectorOf: Int32Array;
  readonly sectorNames: readonly string[];
  /** 1 = may not trade. */
  readonly frozen: Uint8Array;
}

/** A book at work: targets and the running sums that every cap is measured by. Change weights with `setWeight` only. */
export interface Book extends BookInput {
  readonly ranking: Ranking;
  readonly wTar: Float64Array;
  /** Σ w_tar, by sector. */
  readonly sectorWeight: Float64Array;
  /** Σ|w_tar|, Σw_tar and Σ|w_tar − w_cur|. */
  readonly totals: { gross: number; net: number; moved: number };
  /** 1 = yes, by name; as the two below. */
  readonly cut: Uint8Array;
  readonly trimmed: Uint8Array;
  readonly gave: Uint8Array;
  /** Weight received in this interval. */
  readonly received: Float64Array;
  readonly reasons: (readonly BookReason[])[];
  readonly unmet: string[];
}

/** Shared by all names that have none. */
const noReasons: readonly BookReason[] = [];

/** `ranking` of the input's z, where it is known already. */
export function openBook(input: BookInput, ranking: Ranking = rankByZ(input.z)): Book {
  const n = input.z.length;
  const book: Book = {
    ...input,
    ranking,
    wTar: Float64Array.from(input.wCur),
    sectorWeight: new Float64Array(input.sectorNames.length),
    totals: { gross: 0, net: 0, moved: 0 },
    cut: new Uint8Array(n),
    trimmed: new Uint8Array(n),
    gave: new Uint8Array(n),
    received: new Float64Array(n),
    reasons: repeated(n, noReasons),
    unmet: [],
  };
  for (let i = 0; i < n; i++) {
    const w = f64(book.wCur, i);
    book.totals.gross += Math.abs(w);
    book.totals.net += w;
    addToSector(book, i, w);
  }
  return book;
}

export function setWeight(book: Book, i: number, weight: number): void {
  const before = f64(book.wTar, i);
  const current = f64(book.wCur, i);
  book.wTar[i] = weight;
  book.totals.gross += Math.abs(weight) - Math.abs(before);
  book.totals.net += weight - before;
  book.totals.moved += Math.abs(weight - current) - Math.abs(before - current);
  addToSector(book, i, weight - before);
}

export function addReason(book: Book, i: number, reason: BookReason): void {
  book.reasons[i] = [...(book.reasons[i] ?? noReasons), reason];
}

export const hasSignal = (book: BookInput, i: number): boolean => Number.isFinite(f64(book.z, i));
export const isFrozen = (book: BookInput, i: number): boolean => u8(book.frozen, i) === 1;
export const heldNow = (book: Book, i: number): boolean => f64(book.wTar, i) > weightTolerance;

function addToSector(book: Book, i: number, change: number): void {
  const sector = i32(book.sectorOf, i);
  book.sectorWeight[sector] = f64(book.sectorWeight, sector) + change;
}
