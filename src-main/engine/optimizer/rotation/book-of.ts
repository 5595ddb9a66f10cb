import { f64 } from '../../math/linear.ts';
import type { RotationSettings } from '../rotation-settings.ts';
import { weightTolerance } from './book.ts';
import type { BookInput } from './book.ts';
import type { RotationInput } from './rotation-input.ts';

export type Side = 'long' | 'short';

/** The one book of a long-only desk: a short position is frozen in it. */
export function longOnlyBook(input: RotationInput): BookInput {
  return {
    ...sectorsOf(input.sector),
    ...input,
    frozen: flagged(input, (i) => isShort(input, i)),
  };
}

/** One side of a long-short desk as a long book; a name that stands on the other side is frozen in it. */
export function sideBook(input: RotationInput, side: Side): BookInput {
  const sign = side === 'long' ? 1 : -1;
  const own = input.wCur.map((w) => Math.max(0, sign * w));
  const standsOpposite = (i: number): boolean => sign * f64(input.wCur, i) < -weightTolerance;
  return {
    ...sectorsOf(input.sector),
    ...input,
    z: input.z.map((z) => sign * z),
    wCur: own,
    frozen: flagged(input, standsOpposite),
  };
}

/** 1 = frozen, or frozen in this book. */
function flagged({ frozen }: RotationInput, too: (i: number) => boolean): Uint8Array {
  const flags = new Uint8Array(frozen.length);
  for (let i = 0; i < flags.length; i++) if (frozen[i] === true || too(i)) flags[i] = 1;
  return flags;
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

type Sectors = Pick<BookInput, 'sectorOf' | 'sectorNames'>;

/** One answer for each list of sectors: every book of an interval has the same. */
const numbered = new WeakMap<readonly string[], Sectors>();

/** Sectors by number, in order of first appearance. */
export function sectorsOf(sector: readonly string[]): Sectors {
  const known = numbered.get(sector);
  if (known !== undefined) return known;
  const numbers = new Map<string, number>();
  const sectorOf = new Int32Array(sector.length);
  for (let i = 0; i < sectorOf.length; i++) {
    const name = sector[i] as string;
    const number = numbers.get(name) ?? numbers.size;
    if (number === numbers.size) numbers.set(name, number);
    sectorOf[i] = number;
  }
  const sectors = { sectorOf, sectorNames: [...numbers.keys()] };
  numbered.set(sector, sectors);
  return sectors;
}
