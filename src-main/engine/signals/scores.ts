import { at } from '../math/linear.ts';

export interface ScoreSettings {
  /** Least σ that a score is divided by. */
  readonly sigmaFloor: number;
  /** Divide all z by their root mean square, so that thresholds keep their meaning. */
  readonly unitDispersion: boolean;
}

/** z = score/σ (spec 3). Length n; NaN = no signal. `score` and `sigma` are over the same horizon. */
export function riskScaled(score: Float64Array, sigma: Float64Array, settings: ScoreSettings): Float64Array {
  const z = score.map((s, i) => finiteOrNone(s / Math.max(settings.sigmaFloor, at(sigma, i))));
  return settings.unitDispersion ? unitDispersed(z) : z;
}

function unitDispersed(z: Float64Array): Float64Array {
  const signals = z.filter((value) => !Number.isNaN(value));
  const rms = Math.sqrt(signals.reduce((total, value) => total + value * value, 0) / signals.length);
  return rms > 0 ? z.map((value) => finiteOrNone(value / rms)) : z;
}

const finiteOrNone = (x: number): number => (Number.isFinite(x) ? x : Number.NaN);
