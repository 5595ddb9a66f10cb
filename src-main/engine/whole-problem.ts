import { at } from './math/linear.ts';
import { riskRow } from './measure.ts';
import type { Picture } from './measure.ts';
import type { RebalanceInput, RiskMatrix, Signal } from './optimizer/rebalance-input.ts';
import type { EngineSettings } from './settings.ts';
import type { Scored } from './signals/score.ts';

/** The interval as the rebalance engine takes it (spec 6): every name that is there, the hedge as one more, without signal and sector. */
export function wholeProblemOf(
  picture: Picture,
  scored: Pick<Scored, 'z' | 'score' | 'sigma' | 'horizonDays'>,
  settings: EngineSettings,
): RebalanceInput {
  const { names, committed, cost, beta, frozen, hedge } = picture;
  const { rotation: limits, rebalance } = settings;
  return {
    wCur: committed,
    cost,
    gamma: limits.gammaCost,
    lambda: rebalance.lambda,
    signal: signalOf(picture, scored, settings),
    risk: riskOf(picture),
    ...boundsOf(picture, scored.z, settings),
    limits: {
      gross: limits.gross,
      netMin: limits.netMin,
      netMax: limits.netMax,
      sectorMax: limits.sectorMax,
      sectorGrossMax: rebalance.sectorGrossMax,
      betaBand: rebalance.betaBand ?? (hedge === null ? null : limits.betaBand),
      turnoverMax: limits.turnoverMax,
    },
    sector: names.map(({ sector }, i) => (i === hedge ? null : sector)),
    beta,
    frozen: frozen.map((why) => why !== null),
    countsInGross: hedge === null ? null : names.map((_, i) => i !== hedge),
  };
}

function signalOf(
  picture: Picture,
  { z, score, sigma, horizonDays }: Pick<Scored, 'z' | 'score' | 'sigma' | 'horizonDays'>,
  { rebalance, signals }: EngineSettings,
): Signal {
  const { names, daily } = picture;
  const known = (values: Float64Array): Float64Array =>
    Float64Array.from(names, (_, i) => finiteOr(0, values[i]));
  if (rebalance.scaling === 'riskScaled') return { kind: 'riskScaled', z: known(z) };
  const perDay = Math.sqrt(horizonDays);
  return {
    kind: 'alpha',
    score: known(score),
    vol: Float64Array.from(names, (_, i) => {
      const row = riskRow(picture, i);
      const own = sigma[i] ?? (row === null ? 0 : at(daily.risk.sigma, row) * perDay);
      return Math.max(own, signals.sigmaFloor);
    }),
  };
}

/** A name without a signal may only be reduced; the hedge has bounds of its own. */
function boundsOf(
  { names, committed, hedge }: Picture,
  z: Float64Array,
  { rotation }: EngineSettings,
): { lo: Float64Array; hi: Float64Array } {
  const least = rotation.longShort ? -rotation.wMax : 0;
  const lo = new Float64Array(names.length).fill(least);
  const hi = new Float64Array(names.length).fill(rotation.wMax);
  for (let i = 0; i < names.length; i++) {
    if (i === hedge) [lo[i], hi[i]] = [-rotation.hedgeMax, rotation.hedgeMax];
    else if (!Number.isFinite(z[i])) {
      lo[i] = Math.max(least, Math.min(0, at(committed, i)));
      hi[i] = Math.min(rotation.wMax, Math.max(0, at(committed, i)));
    }
  }
  return { lo, hi };
}

/** The risk model's matrix over all names; a holding that it does not know stands alone, with a volatility like any other's. */
function riskOf(picture: Picture): RiskMatrix {
  const { names, daily } = picture;
  const { correlation, factorForm, sigma } = daily.risk;
  const [n, known] = [names.length, sigma.length];
  const row = names.map((_, i) => riskRow(picture, i));
  if (factorForm !== null) {
    const k = factorForm.factors;
    const loadings = new Float64Array(n * k);
    row.forEach((r, i) => {
      if (r !== null) loadings.set(factorForm.loadings.subarray(r * k, (r + 1) * k), i * k);
    });
    const own = Float64Array.from(row, (r) => (r === null ? 1 : at(factorForm.own, r)));
    return { kind: 'factor', loadings, covariance: factorForm.covariance, own };
  }
  if (n === known) return { kind: 'dense', sigma: correlation };
  return { kind: 'dense', sigma: widened(correlation, known, row) };
}

/** The one widened matrix of each risk model: the solver looks at every matrix once. The answer is the same with or without this. */
const wide = new WeakMap<
  Float64Array,
  { readonly row: readonly (number | null)[]; readonly all: Float64Array }
>();

/** By name of the interval; `row` null = a name that the risk model does not know. */
function widened(correlation: Float64Array, known: number, row: readonly (number | null)[]): Float64Array {
  const before = wide.get(correlation);
  if (before?.row.length === row.length && before.row.every((r, i) => r === row[i])) return before.all;
  const n = row.length;
  const all = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const r = row[i] ?? null;
    if (r === null) all[i * n + i] = 1;
    else
      for (let j = 0; j < n; j++) {
        const c = row[j] ?? null;
        if (c !== null) all[i * n + j] = at(correlation, r * known + c);
      }
  }
  wide.set(correlation, { row, all });
  return all;
}

const finiteOr = (otherwise: number, x: number | undefined): number =>
  x !== undefined && Number.isFinite(x) ? x : otherwise;
