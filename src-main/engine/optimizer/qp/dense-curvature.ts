import type { Curvature } from './curvature.ts';
import { dotRange } from './dot.ts';
import { backward, emptyFactor, follow, forward } from './working-factor.ts';
import type { ScaledMatrix } from './working-factor.ts';

/**
 * Share of the diagonal that each name is priced with on its own. The rest is positive semidefinite only up to the
 * smallest eigenvalue of the correlations, but prices near the variance that is a name's own take the fewest steps.
 */
const firstShare = 0.35;
const narrowing = 0.3;
const smallestShare = 1e-3;

/**
 * Q = diag(scale)·sigma·diag(scale); sigma n×n, row-major, symmetric, not copied. `grouped`: all names, those together
 * that limits count together, so that reducing such a limit can begin at its first name; null = none are.
 */
export function denseCurvature(
  n: number,
  sigma: Float64Array,
  scale: Float64Array,
  grouped: Int32Array | null = null,
): Curvature {
  const factor = emptyFactor(n, grouped);
  const diagonal = new Float64Array(n);
  for (let i = 0; i < n; i++) diagonal[i] = (sigma[i * n + i] as number) * (scale[i] as number) ** 2;
  let share = firstShare;
  const split = diagonal.map((x) => share * x);
  const scaled = new Float64Array(n);
  let matrix: ScaledMatrix = { values: sigma, scale, ridge: 0 };
  return {
    n,
    split,
    diagonal,
    get factorised() {
      return factor.started;
    },
    get free() {
      return factor.order;
    },
    get freeCount() {
      return factor.count;
    },
    get reducedLength() {
      return factor.count;
    },
    reducedLimit: n,
    times(x, out) {
      for (let i = 0; i < n; i++) scaled[i] = (x[i] as number) * (scale[i] as number);
      rowsTimes(sigma, n, scaled, out);
      for (let i = 0; i < n; i++) out[i] = (out[i] as number) * (scale[i] as number);
    },
    narrow() {
      if (share === 0) return false;
      share = share * narrowing < smallestShare ? 0 : share * narrowing;
      for (let i = 0; i < n; i++) split[i] = share * (diagonal[i] as number);
      return true;
    },
    prepare(wanted, ridge) {
      if (ridge !== matrix.ridge) {
        matrix = { values: sigma, scale, ridge };
        factor.count = 0;
      }
      follow(factor, wanted, matrix);
    },
    reduce: (b, out) => forward(factor, b, out),
    product: (a, b) => dotRange(a, 0, b, 0, factor.count),
    restore: (reduced, x) => backward(factor, reduced, x),
  };
}

/** out = matrix·x, four rows at a time. */
function rowsTimes(m: Float64Array, n: number, x: Float64Array, out: Float64Array): void {
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const r0 = i * n;
    const r1 = r0 + n;
    const r2 = r1 + n;
    const r3 = r2 + n;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0; j < n; j++) {
      const v = x[j] as number;
      s0 += (m[r0 + j] as number) * v;
      s1 += (m[r1 + j] as number) * v;
      s2 += (m[r2 + j] as number) * v;
      s3 += (m[r3 + j] as number) * v;
    }
    out[i] = s0;
    out[i + 1] = s1;
    out[i + 2] = s2;
    out[i + 3] = s3;
  }
  for (; i < n; i++) out[i] = dotRange(m, i * n, x, 0, n);
}
