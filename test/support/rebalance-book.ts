import { at } from '#engine/math/linear.ts';
import type { RebalanceInput, RebalanceLimits } from '#engine/optimizer/rebalance-input.ts';
import { diagonal } from '#test/support/qp-programs.ts';

export const noLimits: RebalanceLimits = {
  gross: null,
  netMin: null,
  netMax: null,
  sectorMax: null,
  sectorGrossMax: null,
  betaBand: null,
  turnoverMax: null,
};

/** A small problem: risk is the identity, nothing held, no costs and no limits but |w| ≤ 1, unless said otherwise. */
export function bookOf(z: readonly number[], parts: Partial<RebalanceInput> = {}): RebalanceInput {
  const n = z.length;
  const all = (x: number): Float64Array => new Float64Array(n).fill(x);
  return {
    wCur: all(0),
    cost: all(0),
    gamma: 1,
    lambda: 0.5,
    signal: { kind: 'riskScaled', z: Float64Array.from(z) },
    risk: { kind: 'dense', sigma: diagonal(all(1)) },
    lo: all(-1),
    hi: all(1),
    limits: noLimits,
    sector: z.map(() => null),
    beta: null,
    frozen: null,
    countsInGross: null,
    ...parts,
  };
}

/** The same problem with its risk matrix written out. */
export function writtenOut(input: RebalanceInput): RebalanceInput {
  const { risk } = input;
  const n = input.wCur.length;
  if (risk.kind === 'dense' || n === 0)
    return {
      ...input,
      risk: { kind: 'dense', sigma: risk.kind === 'dense' ? risk.sigma : new Float64Array(0) },
    };
  const k = risk.loadings.length / n;
  const half = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    for (let b = 0; b < k; b++) {
      for (let a = 0; a < k; a++)
        half[i * k + b] = at(half, i * k + b) + at(risk.loadings, i * k + a) * at(risk.covariance, a * k + b);
    }
  }
  const sigma = diagonal(risk.own);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let s = at(sigma, i * n + j);
      for (let a = 0; a < k; a++) s += at(half, i * k + a) * at(risk.loadings, j * k + a);
      sigma[i * n + j] = s;
      sigma[j * n + i] = s;
    }
  }
  return { ...input, risk: { kind: 'dense', sigma } };
}

/** The objective at w, term by term; the risk matrix must be written out. */
export function objectiveOf(
  { signal, risk, gamma, lambda, cost, wCur }: RebalanceInput,
  w: Float64Array,
): number {
  if (risk.kind !== 'dense') throw new Error('write the risk matrix out first');
  const n = w.length;
  let value = 0;
  for (let i = 0; i < n; i++) {
    const x = at(w, i);
    value +=
      at(signal.kind === 'alpha' ? signal.score : signal.z, i) * x -
      gamma * at(cost, i) * Math.abs(x - at(wCur, i));
    const vol = signal.kind === 'alpha' ? at(signal.vol, i) : 1;
    for (let j = 0; j < n; j++) {
      const other = signal.kind === 'alpha' ? at(signal.vol, j) : 1;
      value -= lambda * x * at(w, j) * at(risk.sigma, i * n + j) * vol * other;
    }
  }
  return value;
}

/** By how much w breaks the worst of its limits; zero or less = all hold. Written apart from the engine's own rows. */
export function worstBreach(input: RebalanceInput, w: Float64Array): number {
  const { limits, lo, hi, sector, beta, wCur, frozen, countsInGross } = input;
  let worst = -Infinity;
  const most = (value: number, limit: number | null | undefined): void => {
    if (limit !== null && limit !== undefined) worst = Math.max(worst, value - limit);
  };
  const add = (f: (x: number, i: number) => number): number => w.reduce((total, x, i) => total + f(x, i), 0);
  w.forEach((x, i) => {
    const held = wCur[i] as number;
    most(x, frozen?.[i] === true ? held : (hi?.[i] ?? Infinity));
    most(-x, frozen?.[i] === true ? -held : -(lo?.[i] ?? -Infinity));
  });
  const counts = (i: number): number => (countsInGross?.[i] === false ? 0 : 1);
  most(
    add((x, i) => counts(i) * Math.abs(x)),
    limits.gross,
  );
  most(
    add((x, i) => counts(i) * Math.abs(x - (wCur[i] as number))),
    limits.turnoverMax,
  );
  const net = add((x) => x);
  most(net, limits.netMax);
  most(-net, limits.netMin === null ? null : -limits.netMin);
  most(Math.abs(add((x, i) => x * (beta?.[i] ?? 0))), limits.betaBand);
  for (const name of new Set(sector)) {
    if (name === null) continue;
    const ofSector = (limit: RebalanceLimits['sectorMax']): number | null | undefined =>
      typeof limit === 'object' && limit !== null ? limit[name] : limit;
    most(Math.abs(add((x, i) => (sector[i] === name ? x : 0))), ofSector(limits.sectorMax));
    most(
      add((x, i) => (sector[i] === name ? Math.abs(x) : 0)),
      ofSector(limits.sectorGrossMax),
    );
  }
  return worst;
}
