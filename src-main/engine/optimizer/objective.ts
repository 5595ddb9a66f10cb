import { at, dot } from '../math/linear.ts';
import type { RebalanceInput } from './rebalance-input.ts';

/** z'w − λ·w'Σw − γ·Σ c|w − w_cur| (spec 6): what both engines' answers are measured by. */
export function objectiveOf(input: RebalanceInput, w: Float64Array): number {
  const linear = input.signal.kind === 'riskScaled' ? input.signal.z : input.signal.score;
  let value = -input.lambda * riskOf(input, w) - input.gamma * costOf(input, w);
  for (let i = 0; i < w.length; i++) value += at(linear, i) * at(w, i);
  return value;
}

/** Σ c|w − w_cur|, fraction of NAV. */
export function costOf({ cost, wCur }: RebalanceInput, w: Float64Array): number {
  let total = 0;
  for (let i = 0; i < w.length; i++) total += at(cost, i) * Math.abs(at(w, i) - at(wCur, i));
  return total;
}

/** w'Σw. */
const riskOf = (input: RebalanceInput, w: Float64Array): number => dot(w, riskTimes(input, w));

/** Σw, with Σ as the scaling of the signal reads it. Most weights are zero, and only the others are looked at. */
export function riskTimes({ signal, risk }: RebalanceInput, w: Float64Array): Float64Array {
  const n = w.length;
  const scale = signal.kind === 'alpha' ? signal.vol : new Float64Array(n).fill(1);
  const scaled = w.map((x, i) => x * at(scale, i));
  const out = new Float64Array(n);
  const k = risk.kind === 'dense' || n === 0 ? 0 : risk.loadings.length / n;
  const exposure = new Float64Array(k);
  for (let j = 0; j < n; j++) {
    const x = at(scaled, j);
    if (x === 0) continue;
    if (risk.kind === 'dense') {
      // Σ is symmetric: its row is its column, and lies in one piece.
      for (let i = 0; i < n; i++) out[i] = at(out, i) + at(risk.sigma, j * n + i) * x;
    } else {
      out[j] = at(out, j) + at(risk.own, j) * x;
      for (let a = 0; a < k; a++) exposure[a] = at(exposure, a) + at(risk.loadings, j * k + a) * x;
    }
  }
  if (risk.kind === 'factor') {
    const moved = exposure.map((_, a) => dot(risk.covariance.subarray(a * k, (a + 1) * k), exposure));
    for (let i = 0; i < n; i++) {
      out[i] = at(out, i) + dot(risk.loadings.subarray(i * k, (i + 1) * k), moved);
    }
  }
  return out.map((x, i) => x * at(scale, i));
}
