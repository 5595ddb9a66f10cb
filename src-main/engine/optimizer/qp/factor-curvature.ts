import type { Curvature } from './curvature.ts';
import { addRange } from './dot.ts';

/**
 * Q = diag(own) + loadings·loadings', loadings n×k, row-major. The block of the free names is inverted through a k×k
 * system (Woodbury 1950), so nothing here costs more than n·k².
 */
export function factorCurvature(n: number, k: number, loadings: Float64Array, own: Float64Array): Curvature {
  const diagonal = own.slice();
  for (let i = 0; i < n; i++) {
    let s = own[i] as number;
    for (let a = 0; a < k; a++) s += (loadings[i * k + a] as number) ** 2;
    diagonal[i] = s;
  }
  const system: FactorSystem = {
    k,
    loadings,
    own,
    ridge: 0,
    free: new Int32Array(n),
    count: 0,
    isFree: new Uint8Array(n),
    gram: new Float64Array(k * k),
    core: new Float64Array(k * k),
    exposure: new Float64Array(k),
  };
  let factorised = 0;
  return {
    n,
    split: own,
    diagonal,
    get factorised() {
      return factorised;
    },
    free: system.free,
    get freeCount() {
      return system.count;
    },
    get reducedLength() {
      return system.count + k;
    },
    reducedLimit: n + k,
    times: (x, out) => times(system, n, x, out),
    narrow() {
      // Nothing to narrow: the rest is semidefinite as it is. What may be in the way is round-off from names that went.
      restart(system, system.ridge);
      return false;
    },
    prepare(wanted, ridge) {
      factorised++;
      if (ridge !== system.ridge) restart(system, ridge);
      followFree(system, wanted);
      factoriseCore(system);
    },
    reduce: (b, out) => reduce(system, b, out),
    product: (a, b) => product(system, a, b),
    restore: (reduced, x) => restore(system, reduced, x),
  };
}

interface FactorSystem {
  readonly k: number;
  readonly loadings: Float64Array;
  readonly own: Float64Array;
  ridge: number;
  readonly free: Int32Array;
  count: number;
  readonly isFree: Uint8Array;
  /** B'·inverse(own + ridge)·B over the free names, lower half; names come and go one at a time. */
  readonly gram: Float64Array;
  /** Cholesky factor of I + gram. */
  readonly core: Float64Array;
  readonly exposure: Float64Array;
}

function times(
  { k, loadings, own, exposure }: FactorSystem,
  n: number,
  x: Float64Array,
  out: Float64Array,
): void {
  exposure.fill(0);
  for (let i = 0; i < n; i++) {
    const v = x[i] as number;
    if (v === 0) continue;
    const row = i * k;
    for (let a = 0; a < k; a++) {
      exposure[a] = (exposure[a] as number) + v * (loadings[row + a] as number);
    }
  }
  for (let i = 0; i < n; i++) {
    let s = (own[i] as number) * (x[i] as number);
    const row = i * k;
    for (let a = 0; a < k; a++) s += (exposure[a] as number) * (loadings[row + a] as number);
    out[i] = s;
  }
}

function restart(system: FactorSystem, ridge: number): void {
  system.ridge = ridge;
  system.isFree.fill(0);
  system.gram.fill(0);
}

function followFree(system: FactorSystem, wanted: Uint8Array): void {
  const { k, loadings, own, ridge, free, isFree, gram } = system;
  let count = 0;
  for (let i = 0; i < wanted.length; i++) {
    const now = wanted[i] as number;
    if (now === 1) free[count++] = i;
    if (now === isFree[i]) continue;
    isFree[i] = now;
    const row = i * k;
    const weight = (now === 1 ? 1 : -1) / ((own[i] as number) + ridge);
    for (let a = 0; a < k; a++) {
      const v = weight * (loadings[row + a] as number);
      if (v !== 0) addRange(v, loadings, row, gram, a * k, a + 1);
    }
  }
  system.count = count;
}

function factoriseCore({ k, gram, core }: FactorSystem): void {
  for (let a = 0; a < k; a++) {
    const row = a * k;
    for (let b = 0; b <= a; b++) {
      const other = b * k;
      let s = (gram[row + b] as number) + (a === b ? 1 : 0);
      for (let t = 0; t < b; t++) s -= (core[row + t] as number) * (core[other + t] as number);
      core[row + b] = a === b ? Math.sqrt(Math.max(s, Number.MIN_VALUE)) : s / (core[other + b] as number);
    }
  }
}

/** Reduced: b over the root of own + ridge, then the factors' part, which counts negative. */
function reduce(system: FactorSystem, b: Float64Array, out: Float64Array): void {
  const { k, loadings, own, ridge, free, count, core, exposure } = system;
  exposure.fill(0);
  for (let e = 0; e < count; e++) {
    const v = b[e] as number;
    if (v === 0) {
      out[e] = 0;
      continue;
    }
    const i = free[e] as number;
    const d = (own[i] as number) + ridge;
    out[e] = v / Math.sqrt(d);
    const row = i * k;
    const share = v / d;
    for (let a = 0; a < k; a++) {
      exposure[a] = (exposure[a] as number) + share * (loadings[row + a] as number);
    }
  }
  for (let a = 0; a < k; a++) {
    let s = exposure[a] as number;
    for (let t = 0; t < a; t++) s -= (core[a * k + t] as number) * (out[count + t] as number);
    out[count + a] = s / (core[a * k + a] as number);
  }
}

function product({ count, k }: FactorSystem, x: Float64Array, y: Float64Array): number {
  let s = 0;
  for (let e = 0; e < count; e++) s += (x[e] as number) * (y[e] as number);
  for (let e = count; e < count + k; e++) s -= (x[e] as number) * (y[e] as number);
  return s;
}

function restore(system: FactorSystem, reduced: Float64Array, x: Float64Array): void {
  const { k, loadings, own, ridge, free, count, core, exposure } = system;
  for (let a = 0; a < k; a++) exposure[a] = reduced[count + a] as number;
  for (let a = k - 1; a >= 0; a--) {
    const v = (exposure[a] as number) / (core[a * k + a] as number);
    exposure[a] = v;
    for (let t = 0; t < a; t++) exposure[t] = (exposure[t] as number) - v * (core[a * k + t] as number);
  }
  for (let e = 0; e < count; e++) {
    const i = free[e] as number;
    const d = (own[i] as number) + ridge;
    const row = i * k;
    let s = 0;
    for (let a = 0; a < k; a++) s += (exposure[a] as number) * (loadings[row + a] as number);
    x[e] = (reduced[e] as number) / Math.sqrt(d) - s / d;
  }
}
