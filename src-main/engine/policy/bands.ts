import { fromBps } from '#shared/units.ts';
import { f64, vectorOf } from '../math/linear.ts';
import { weightTolerance } from '../optimizer/rotation/book.ts';
import type { RotationSettings } from '../optimizer/rotation-settings.ts';

export interface Banded {
  /** Length n, fraction of NAV. */
  readonly wTar: Float64Array;
  /** null without a hedge. */
  readonly hedge: number | null;
  /** Σ|w_tar − w_cur| before the bands, hedge included. */
  readonly l1: number;
  /** The whole interval stays as it is (cuts aside, where they bypass the bands). */
  readonly bandSkip: boolean;
  /** Names put back because their own drift is too small to trade. */
  readonly nameBand: readonly number[];
  readonly hedgeBand: boolean;
}

interface Unbanded {
  readonly wCur: Float64Array;
  readonly rawTarget: Float64Array;
  /** By name, 1 = it was cut. */
  readonly cut: Uint8Array;
  readonly hedge: { readonly wCur: number; readonly target: number } | null;
}

type BandSettings = Pick<RotationSettings, 'tauL1' | 'tauNameBps' | 'cutsBypassBands'>;

/** Steps 5 and 6: the no-trade band of the whole book, then each name's own. */
export function applyBands(before: Unbanded, settings: BandSettings): Banded {
  const { wCur, rawTarget, cut, hedge } = before;
  const l1 = totalDrift(wCur, rawTarget) + (hedge === null ? 0 : Math.abs(hedge.target - hedge.wCur));
  const bypasses = (i: number): boolean => settings.cutsBypassBands && cut[i] === 1;
  if (l1 < settings.tauL1) {
    const wTar = vectorOf(rawTarget.length, (i) => f64(bypasses(i) ? rawTarget : wCur, i));
    return { wTar, hedge: hedge?.wCur ?? null, l1, bandSkip: true, nameBand: [], hedgeBand: false };
  }
  const band = fromBps(settings.tauNameBps);
  const nameBand: number[] = [];
  const wTar = rawTarget.slice();
  for (let i = 0; i < wTar.length; i++) {
    const drift = Math.abs(f64(rawTarget, i) - f64(wCur, i));
    if (drift >= band || bypasses(i)) continue;
    if (drift > weightTolerance) nameBand.push(i);
    wTar[i] = f64(wCur, i);
  }
  const hedgeDrift = hedge === null ? 0 : Math.abs(hedge.target - hedge.wCur);
  const hedgeBand = hedgeDrift > weightTolerance && hedgeDrift < band;
  const hedgeAfter = hedge === null ? null : hedgeBand ? hedge.wCur : hedge.target;
  return { wTar, hedge: hedgeAfter, l1, bandSkip: false, nameBand, hedgeBand };
}

/** Σ|w_tar − w_cur|. */
export function totalDrift(wCur: Float64Array, wTar: Float64Array): number {
  let total = 0;
  for (let i = 0; i < wCur.length; i++) total += Math.abs(f64(wTar, i) - f64(wCur, i));
  return total;
}
