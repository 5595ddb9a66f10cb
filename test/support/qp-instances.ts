import { at } from '#engine/math/linear.ts';
import { seededRandom } from '#test/support/random.ts';
import type { SeededRandom } from '#test/support/random.ts';
import type { RebalanceInput, RiskMatrix } from '#engine/optimizer/rebalance-input.ts';

/** How much costs, turnover and curvature hold the book back; the names are those of the measured peers. */
export const regimes = {
  /** Few names trade. */
  tight: { gamma: 400, turnoverMax: 0.3, curvature: 1, sectorGross: false },
  /** Gross and caps bind. */
  loose: { gamma: 150, turnoverMax: 1.5, curvature: 1, sectorGross: false },
  /** Most names lie strictly between their breakpoints. */
  wide: { gamma: 150, turnoverMax: 1.5, curvature: 3, sectorGross: true },
  /** No friction. */
  free: { gamma: 0, turnoverMax: null, curvature: 1, sectorGross: false },
} as const;
export type Regime = keyof typeof regimes;

export type Form = 'dense' | 'factor';

const sectorShares = [0.13, 0.12, 0.11, 0.12, 0.15, 0.1, 0.06, 0.05, 0.06, 0.05, 0.05];
const styles = 8;
const factors = 1 + sectorShares.length + styles;
const daysPerYear = 252;
const sampleDays = 504;
const grossLimit = 2;

/** A made-up universe: betas, daily volatilities and a factor structure, of which the dense form is a shrunk sample. */
interface Universe {
  readonly sector: Int32Array;
  readonly vol: Float64Array;
  readonly beta: Float64Array;
  readonly loadings: Float64Array;
  readonly covariance: Float64Array;
  readonly own: Float64Array;
}

export interface Instance {
  readonly input: RebalanceInput;
  /** The same book one interval later: new scores, and current weights after the (partial) fill of `w`. */
  next(w: Float64Array, fills: 'full' | 'partial'): Instance;
}

const clamp = (x: number, lo: number, hi: number): number => Math.min(hi, Math.max(lo, x));
const draw = (n: number, f: (i: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => f(i));

function pickSector(u: number): number {
  let left = u;
  for (let s = 0; s < sectorShares.length; s++) {
    left -= at(sectorShares, s);
    if (left < 0) return s;
  }
  return sectorShares.length - 1;
}

function factorCovariance(random: SeededRandom): Float64Array {
  const daily = Math.sqrt(daysPerYear);
  const spread = draw(factors, (k) => {
    if (k === 0) return 0.16 / daily;
    return (
      (k <= sectorShares.length ? 0.05 + 0.07 * random.uniform() : 0.01 + 0.03 * random.uniform()) / daily
    );
  });
  const mix = new Float64Array(factors * factors);
  for (let a = 0; a < factors; a++) {
    for (let b = 0; b <= a; b++) {
      const x = 0.08 * random.normal() * (a === b ? 1 : Math.SQRT1_2) + (a === b ? 1 : 0);
      mix[a * factors + b] = x;
      mix[b * factors + a] = x;
    }
  }
  const square = new Float64Array(factors * factors);
  for (let a = 0; a < factors; a++) {
    for (let b = 0; b < factors; b++) {
      let s = 0;
      for (let k = 0; k < factors; k++) s += at(mix, a * factors + k) * at(mix, k * factors + b);
      square[a * factors + b] = s;
    }
  }
  return draw(factors * factors, (i) => {
    const [a, b] = [Math.floor(i / factors), i % factors];
    const scale = Math.sqrt(at(square, a * factors + a) * at(square, b * factors + b));
    return (at(square, i) / scale) * at(spread, a) * at(spread, b);
  });
}

function universe(n: number, random: SeededRandom): Universe {
  const sector = Int32Array.from({ length: n }, () => pickSector(random.uniform()));
  const beta = draw(n, () => clamp(1 + 0.3 * random.normal(), 0.1, 2.5));
  const vol = draw(
    n,
    () => clamp(Math.exp(Math.log(0.3) + 0.35 * random.normal()), 0.15, 0.6) / Math.sqrt(daysPerYear),
  );
  const covariance = factorCovariance(random);
  const loadings = new Float64Array(n * factors);
  const own = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = loadings.subarray(i * factors, (i + 1) * factors);
    row[0] = at(beta, i);
    row[1 + at(sector, i)] = 0.6 + 0.8 * random.uniform();
    for (let k = 1 + sectorShares.length; k < factors; k++) row[k] = random.normal();
    let common = 0;
    for (let k = 0; k < factors; k++) common += at(row, k) ** 2 * at(covariance, k * factors + k);
    // At least 30 % of each name's variance is its own.
    const shrink = Math.sqrt(Math.min(1, (0.7 * at(vol, i) ** 2) / common));
    for (let k = 0; k < factors; k++) row[k] = at(row, k) * shrink;
    own[i] = at(vol, i) ** 2 - common * shrink ** 2;
    beta[i] = at(row, 0);
  }
  return { sector, vol, beta, loadings, covariance, own };
}

/** Lower Cholesky factor of a small positive definite matrix. */
function lowerRoot(matrix: Float64Array, k: number): Float64Array {
  const root = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    for (let i = j; i < k; i++) {
      let s = at(matrix, i * k + j);
      for (let m = 0; m < j; m++) s -= at(root, i * k + m) * at(root, j * k + m);
      root[i * k + j] = i === j ? Math.sqrt(s) : s / at(root, j * k + j);
    }
  }
  return root;
}

/** Fat-tailed returns of the universe, one standardised column a name. */
function simulate(u: Universe, n: number, random: SeededRandom): Float64Array[] {
  const root = lowerRoot(u.covariance, factors);
  const columns = Array.from({ length: n }, () => new Float64Array(sampleDays));
  for (let t = 0; t < sampleDays; t++) {
    const raw = draw(factors, () => random.normal());
    const common = draw(factors, (a) => {
      let s = 0;
      for (let k = 0; k <= a; k++) s += at(root, a * factors + k) * at(raw, k);
      return s;
    });
    let chi = 0;
    for (let k = 0; k < 5; k++) chi += random.normal() ** 2;
    const tail = Math.sqrt((5 / chi) * 0.6);
    columns.forEach((column, i) => {
      let s = Math.sqrt(at(u.own, i)) * random.normal();
      for (let k = 0; k < factors; k++) s += at(u.loadings, i * factors + k) * at(common, k);
      column[t] = s * tail;
    });
  }
  for (const column of columns) {
    const mean = column.reduce((a, b) => a + b, 0) / sampleDays;
    const dev = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / sampleDays);
    for (let t = 0; t < sampleDays; t++) column[t] = (at(column, t) - mean) / dev;
  }
  return columns;
}

/** Sample correlation shrunk towards the identity (Ledoit and Wolf 2004), times the volatilities. */
function denseCovariance(u: Universe, n: number, random: SeededRandom): Float64Array {
  const columns = simulate(u, n, random);
  const s = new Float64Array(n * n);
  let distance = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const x = columns[i] as Float64Array;
    for (let j = 0; j <= i; j++) {
      const y = columns[j] as Float64Array;
      let dot = 0;
      let squares = 0;
      for (let t = 0; t < sampleDays; t++) {
        const p = at(x, t) * at(y, t);
        dot += p;
        squares += p * p;
      }
      const value = dot / sampleDays;
      s[i * n + j] = value;
      s[j * n + i] = value;
      const twice = i === j ? 1 : 2;
      distance += twice * (value - (i === j ? 1 : 0)) ** 2;
      fourth += twice * (squares / sampleDays - value * value);
    }
  }
  const rho = n === 1 ? 0 : clamp(fourth / sampleDays / distance, 0, 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const value = i === j ? 1 : (1 - rho) * at(s, i * n + j);
      s[i * n + j] = value * at(u.vol, i) * at(u.vol, j);
    }
  }
  return s;
}

/** Standardised and winsorised at 3. */
function zScores(x: Float64Array): Float64Array {
  if (x.length < 2) return x.slice();
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const dev = Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length);
  return x.map((v) => clamp((v - mean) / dev, -3, 3));
}

/** A roughly neutral book that followed an older score; about one name in a hundred is 5 % over its cap. */
function openingBook(older: Float64Array, cap: Float64Array, random: SeededRandom): Float64Array {
  const n = cap.length;
  const inside = (x: number, i: number): number => clamp(x, -at(cap, i), at(cap, i));
  let w = older.map((z, i) => (random.uniform() < 0.25 ? 0 : inside((z * grossLimit) / n, i)));
  const mean = n > 1 ? w.reduce((a, b) => a + b, 0) / n : 0;
  w = w.map((x, i) => inside(x - mean, i));
  const gross = w.reduce((a, b) => a + Math.abs(b), 0);
  const scale = gross > 0.9 * grossLimit ? (0.9 * grossLimit) / gross : 1;
  return w.map((x) => x * scale * (random.uniform() < 0.01 ? 1.05 : 1));
}

const median = (x: Float64Array): number => at(x.slice().sort(), Math.floor(x.length / 2));

/** One deterministic problem of n names with every limit on. */
export function instance(n: number, seed: number, form: Form, regime: Regime): Instance {
  const random = seededRandom(seed * 7919 + n * 31 + (form === 'dense' ? 0 : 1));
  const u = universe(n, random);
  const risk: RiskMatrix =
    form === 'dense'
      ? { kind: 'dense', sigma: denseCovariance(u, n, random) }
      : { kind: 'factor', loadings: u.loadings, covariance: u.covariance, own: u.own };
  const settings = regimes[regime];
  const cap = draw(n, () => Math.min(0.5, ((0.5 + 0.5 * random.uniform()) * 4 * grossLimit) / n));
  const meanVol = u.vol.reduce((a, b) => a + b, 0) / n;
  const cost = draw(n, (i) =>
    clamp((5e-4 * Math.exp(0.7 * random.normal()) * at(u.vol, i)) / meanVol, 1e-4, 2e-3),
  );
  const older = draw(n, () => random.normal());
  const raw = older.map((x) => 0.8 * x + 0.6 * random.normal());
  const sector = Array.from(u.sector, (s) => `S${s}`);
  const shares = sectorShares.map((_, s) => u.sector.reduce((count, x) => count + (x === s ? 1 : 0), 0) / n);
  const sectorGross = Object.fromEntries(
    shares.map((x, s) => [`S${s}`, grossLimit * Math.max(1.15 * x, 0.02)]),
  );
  const base = {
    cost,
    gamma: settings.gamma,
    lambda: ((settings.curvature * n) / grossLimit / (2 * median(u.own))) * 0.5,
    risk,
    lo: cap.map((x) => -x),
    hi: cap,
    limits: {
      gross: grossLimit,
      netMin: -0.05,
      netMax: 0.05,
      sectorMax: 0.05,
      sectorGrossMax: settings.sectorGross ? sectorGross : null,
      betaBand: 0.02,
      turnoverMax: settings.turnoverMax,
    },
    sector,
    beta: u.beta,
    frozen: null,
    countsInGross: null,
  };
  return follow(base, raw, openingBook(zScores(older), cap, random), u.vol, random);
}

function follow(
  base: Omit<RebalanceInput, 'wCur' | 'signal'>,
  raw: Float64Array,
  wCur: Float64Array,
  vol: Float64Array,
  random: SeededRandom,
): Instance {
  const persistence = 0.98;
  return {
    input: { ...base, wCur, signal: { kind: 'riskScaled', z: zScores(raw) } },
    next(w, fills) {
      const moved = raw.map((x) => persistence * x + Math.sqrt(1 - persistence ** 2) * random.normal());
      const held = w.map((target, i) => {
        if (fills === 'full') return target;
        const filled = at(wCur, i) + (0.3 + 0.7 * random.uniform()) * (target - at(wCur, i));
        return filled * (1 + 0.2 * at(vol, i) * random.normal());
      });
      return follow(base, moved, held, vol, random);
    },
  };
}
