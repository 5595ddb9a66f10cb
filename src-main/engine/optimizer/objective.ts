import { dot, f64 } from '../math/linear.ts';
import type { RebalanceInput } from './rebalance-input.ts';

/** z'w − λ·w'Σw − γ·Σ c|w − w_cur| (spec 6): what both engines' answers are measured by. */
export function objectiveOf(input: RebalanceInput, w: Float64Array): number {
  const linear = input.signal.kind === 'riskScaled' ? input.signal.z : input.signal.score;
  let value = -input.lambda * riskOf(input, w) - input.gamma * costOf(input, w);
  for (let i = 0; i < w.length; i++) value += f64(linear, i) * f64(w, i);
  return value;
}

/** Σ c|w − w_cur|, fraction of NAV. */
export function costOf({ cost, wCur }: RebalanceInput, w: Float64Array): number {
  let total = 0;
  for (let i = 0; i < w.length; i++) total += f64(cost, i) * Math.abs(f64(w, i) - f64(wCur, i));
  return total;
}

/** w'Σw. */
const riskOf = (input: RebalanceInput, w: Float64Array): number => dot(w, riskTimes(input, w));

/** Σw, with Σ as the scaling of the signal reads it. Most weights are zero, and only the others are looked at. */
export function riskTimes({ signal, risk }: RebalanceInput, w: Float64Array): Float64Array {
  const n = w.length;
  const scale = signal.kind === 'alpha' ? signal.vol : new Float64Array(n).fill(1);
  const scaled = w.map((x, i) => x * f64(scale, i));
  const out = new Float64Array(n);
  const k = risk.kind === 'dense' || n === 0 ? 0 : risk.loadings.length / n;
  const exposure = new Float64Array(k);
  for (let j = 0; j < n; j++) {
    const x = f64(scaled, j);
    if (x === 0) continue;
    if (risk.kind === 'dense') {
      // Σ is symmetric: its row is its column, and lies in one piece.
      for (let i = 0; i < n; i++) out[i] = f64(out, i) + f64(risk.sigma, j * n + i) * x;
    } else {
      out[j] = f64(out, j) + f64(risk.own, j) * x;
      for (let a = 0; a < k; a++) exposure[a] = f64(exposure, a) + f64(risk.loadings, j * k + a) * x;
    }
  }
  if (risk.kind === 'factor') {
    const moved = exposure.map((_, a) => dot(risk.covariance.subarray(a * k, (a + 1) * k), exposure));
    for (let i = 0; i < n; i++) {
      out[i] = f64(out, i) + dot(risk.loadings.subarray(i * k, (i + 1) * k), moved);
    }
  }
  return out.map((x, i) => x * f64(scale, i));
}
