import { f64, packedRow } from '../math/linear.ts';
import type { ShrunkCovariance } from './shrinkage.ts';

/** Tiles of this size stay in the fastest cache. */
const tile = 32;

/** (1 − δ)·S_ij + δ·off·scale_i·scale_j, times what makes the diagonal one. Vectors of length n. */
interface Mix {
  /** S: the upper triangle, row by row. */
  readonly sample: Float64Array;
  readonly rest: number;
  /** δ·off·scale, and scale. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** One over the deviations after shrinking; 0 for a name that does not move. */
  readonly inverse: Float64Array;
}

/** The n×n correlations of a shrunk covariance matrix, row-major and symmetric to the last bit: a new matrix. */
export function correlationOf(shrunk: ShrunkCovariance): Float64Array {
  const mix = mixOf(shrunk);
  const n = mix.inverse.length;
  const correlation = new Float64Array(n * n);
  for (let top = 0; top < n; top += tile) {
    for (let left = top; left < n; left += tile) fillTile(correlation, mix, top, left);
  }
  for (let i = 0; i < n; i++) correlation[i * n + i] = 1;
  return correlation;
}

function mixOf({ sample, intensity, aim }: ShrunkCovariance): Mix {
  const { diagonal, off, scale } = aim;
  const n = diagonal.length;
  const rest = 1 - intensity;
  const inverse = diagonal.map((target, i) => {
    const variance = rest * f64(sample, packedRow(i, n)) + intensity * target;
    return variance > 0 ? 1 / Math.sqrt(variance) : 0;
  });
  return { sample, rest, left: scale.map((s) => intensity * off * s), right: scale, inverse };
}

/** The tile at (top, left) right of the diagonal, and its mirror image. */
function fillTile(
  correlation: Float64Array,
  { sample, rest, left: lefts, right, inverse }: Mix,
  top: number,
  left: number,
): void {
  const n = inverse.length;
  const end = Math.min(n, left + tile);
  const bottom = Math.min(n, top + tile);
  for (let i = top; i < bottom; i++) {
    const own = f64(inverse, i);
    const pull = f64(lefts, i);
    const packed = packedRow(i, n) - i;
    for (let j = Math.max(left, i + 1); j < end; j++) {
      const mixed = rest * f64(sample, packed + j) + pull * f64(right, j);
      const value = mixed * (own * f64(inverse, j));
      correlation[i * n + j] = value;
      correlation[j * n + i] = value;
    }
  }
}
