import { f64, vectorOf } from '../math/linear.ts';

export interface ScoreSettings {
  /** Least σ that a score is divided by. */
  readonly sigmaFloor: number;
  /** Divide all z by their root mean square, so that thresholds keep their meaning. */
  readonly unitDispersion: boolean;
}

/** z = score/σ (spec 3). Length n; NaN = no signal. `score` and `sigma` are over the same horizon. */
export function riskScaled(score: Float64Array, sigma: Float64Array, settings: ScoreSettings): Float64Array {
  const z = vectorOf(score.length, (i) =>
    finiteOrNone(f64(score, i) / Math.max(settings.sigmaFloor, f64(sigma, i))),
  );
  return settings.unitDispersion ? unitDispersed(z) : z;
}

function unitDispersed(z: Float64Array): Float64Array {
  let squares = 0;
  let count = 0;
  for (let i = 0; i < z.length; i++) {
    const value = f64(z, i);
    if (Number.isNaN(value)) continue;
    squares += value * value;
    count++;
  }
  const rms = Math.sqrt(squares / count);
  return rms > 0 ? vectorOf(z.length, (i) => finiteOrNone(f64(z, i) / rms)) : z;
}

const finiteOrNone = (x: number): number => (Number.isFinite(x) ? x : Number.NaN);
