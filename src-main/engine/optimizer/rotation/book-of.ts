import { f64 } from '../../math/linear.ts';
import type { RotationSettings } from '../rotation-settings.ts';
import { weightTolerance } from './book.ts';
import type { BookInput } from './book.ts';
import type { RotationInput } from './rotation-input.ts';

export type Side = 'long' | 'short';

/** The one book of a long-only desk: a short position is frozen in it. */
export function longOnlyBook(input: RotationInput): BookInput {
  return {
    ...sectors(input),
    ...input,
    frozen: input.frozen.map((frozen, i) => frozen || isShort(input, i)),
  };
}

/** One side of a long-short desk as a long book; a name that stands on the other side is frozen in it. */
export function sideBook(input: RotationInput, side: Side): BookInput {
  const sign = side === 'long' ? 1 : -1;
  const own = input.wCur.map((w) => Math.max(0, sign * w));
  const standsOpposite = (i: number): boolean => sign * f64(input.wCur, i) < -weightTolerance;
  return {
    ...sectors(input),
    ...input,
    z: input.z.map((z) => sign * z),
    wCur: own,
    frozen: input.frozen.map((frozen, i) => frozen || standsOpposite(i)),
  };
}

/** Half of what the two sides share; the rest holds for each as it stands. */
export function sideSettings(settings: RotationSettings, signals: number): RotationSettings {
  return {
    ...settings,
    kBuy: Math.min(settings.kBuy, Math.floor(signals / 2)),
    gross: settings.gross / 2,
    netMax: settings.gross / 2,
    turnoverMax: settings.turnoverMax / 2,
  };
}

export const isShort = (input: Pick<RotationInput, 'wCur'>, i: number): boolean =>
  f64(input.wCur, i) < -weightTolerance;

/** Sectors by number, in order of first appearance. */
function sectors(input: RotationInput): Pick<BookInput, 'sectorOf' | 'sectorNames'> {
  const numbers = new Map<string, number>();
  const sectorOf = new Int32Array(input.sector.length);
  for (let i = 0; i < sectorOf.length; i++) {
    const name = input.sector[i] as string;
    const number = numbers.get(name) ?? numbers.size;
    if (number === numbers.size) numbers.set(name, number);
    sectorOf[i] = number;
  }
  return { sectorOf, sectorNames: [...numbers.keys()] };
}
