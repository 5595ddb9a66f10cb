import { fraction, toBps, toPercent } from '#shared/units.ts';
import type { Picture } from '../measure.ts';
import type { Targets } from '../optimizer/engine.ts';
import type { RotationSettings } from '../optimizer/rotation-settings.ts';
import type { Plan } from '../proposal.ts';

/** One name and everything concluded about it. */
export interface NameCase {
  readonly i: number;
  readonly picture: Picture;
  readonly targets: Targets;
  readonly plan: Plan;
  readonly settings: RotationSettings;
  /** null = no signal. */
  readonly z: number | null;
  readonly rank: number | null;
  readonly wCur: number;
  readonly wTar: number;
  readonly held: boolean;
  /** z of the last rank that may be bought; null where there are fewer names. */
  readonly lastBought: number | null;
}

export const standing = ({ z, rank }: Pick<NameCase, 'z' | 'rank'>): string =>
  z === null ? 'a name without a signal' : `rank ${rank ?? 'none'} (z ${z.toFixed(2)})`;
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const percent = (f: number): string => `${toPercent(fraction(f)).toFixed(1)} %`;
export const signedBps = (f: number): string => `${f > 0 ? '+' : ''}${toBps(fraction(f)).toFixed(0)} bps`;
