import { at } from '#engine/math/linear.ts';
import type { RebalanceInput, RebalanceLimits, RiskMatrix } from '#engine/optimizer/rebalance-input.ts';
import { instance } from '#test/support/qp-instances.ts';
import type { Form } from '#test/support/qp-instances.ts';

export interface Corner {
  readonly name: string;
  readonly input: RebalanceInput;
  readonly expect: 'optimal' | 'infeasible';
}

const names = 40;

const zOf = (input: RebalanceInput): Float64Array =>
  input.signal.kind === 'riskScaled' ? input.signal.z : input.signal.score;

const withZ = (input: RebalanceInput, z: Float64Array): RebalanceInput => ({
  ...input,
  signal: { kind: 'riskScaled', z },
});
const withLimits = (input: RebalanceInput, limits: Partial<RebalanceLimits>): RebalanceInput => ({
  ...input,
  limits: { ...input.limits, ...limits },
});
const withCaps = (input: RebalanceInput, cap: Float64Array): RebalanceInput => ({
  ...input,
  lo: cap.map((x) => -x),
  hi: cap,
});

/** The risk matrix with every entry times `by`. */
function scaledRisk(risk: RiskMatrix, by: number): RiskMatrix {
  if (risk.kind === 'dense') return { kind: 'dense', sigma: risk.sigma.map((x) => x * by) };
  return { ...risk, covariance: risk.covariance.map((x) => x * by), own: risk.own.map((x) => x * by) };
}

/** The first `half` names twice. */
function doubled(input: RebalanceInput, half: number): RebalanceInput {
  const n = input.wCur.length;
  const pick = (x: Float64Array): Float64Array =>
    Float64Array.from({ length: 2 * half }, (_, i) => at(x, i % half));
  const { risk } = input;
  const k = risk.kind === 'factor' ? risk.loadings.length / n : 0;
  const twice: RiskMatrix =
    risk.kind === 'dense'
      ? {
          kind: 'dense',
          sigma: Float64Array.from({ length: (2 * half) ** 2 }, (_, e) =>
            at(risk.sigma, (Math.floor(e / (2 * half)) % half) * n + ((e % (2 * half)) % half)),
          ),
        }
      : {
          ...risk,
          loadings: Float64Array.from({ length: 2 * half * k }, (_, e) =>
            at(risk.loadings, (Math.floor(e / k) % half) * k + (e % k)),
          ),
          own: pick(risk.own).fill(0),
        };
  const wCur = pick(input.wCur);
  const mean = wCur.reduce((a, b) => a + b, 0) / wCur.length;
  const cap = pick(input.hi ?? new Float64Array(n));
  return withCaps(
    {
      ...withZ(input, pick(zOf(input))),
      wCur: wCur.map((x) => x - mean),
      cost: pick(input.cost),
      beta: pick(input.beta ?? new Float64Array(n)),
      sector: Array.from({ length: 2 * half }, (_, i) => input.sector[i % half] ?? null),
      risk: twice,
    },
    cap,
  );
}

/** Inputs at the edge of what the problem allows; `expect` is what an exact solver must answer. */
export function corners(form: Form): Corner[] {
  const base = withLimits(instance(names, 7, form, 'tight').input, { sectorMax: 0.4 });
  const flat = { ...base, wCur: new Float64Array(names) };
  const cap = base.hi ?? new Float64Array(names);
  const none = new Float64Array(names);
  const tied: RebalanceInput = withCaps(
    {
      ...withZ(flat, zOf(flat).map(Math.sign)),
      cost: new Float64Array(names).fill(5e-4),
      beta: new Float64Array(names).fill(1),
      risk: {
        kind: 'factor',
        loadings: none,
        covariance: new Float64Array([0]),
        own: new Float64Array(names).fill(4e-4),
      },
    },
    new Float64Array(names).fill(0.1),
  );
  const optimal: [string, RebalanceInput][] = [
    ['zero risk', { ...base, risk: scaledRisk(base.risk, 0) }],
    ['beta band zero', withLimits(base, { betaBand: 0 })],
    [
      'dependent equalities: beta, net and every sector zero',
      withLimits(base, { betaBand: 0, netMin: 0, netMax: 0, sectorMax: 0, turnoverMax: 1 }),
    ],
    ['turnover binds hard', withLimits(flat, { turnoverMax: 0.02 })],
    ['no turnover at all', withLimits(flat, { turnoverMax: 0 })],
    ['every name twice', withLimits(doubled(base, 20), { turnoverMax: 0.6 })],
    ['all caps zero, nothing held', withCaps(flat, none)],
    ['all caps zero, all to be sold', withLimits(withCaps(base, none), { turnoverMax: null })],
    [
      'held outside the caps, within reach',
      withLimits({ ...base, wCur: base.wCur.map((x) => 1.15 * x) }, { turnoverMax: 0.6 }),
    ],
    ['no scores', withZ(base, none)],
    ['no costs, no turnover limit', withLimits({ ...base, gamma: 0 }, { turnoverMax: null })],
    ['hardly any risk aversion', { ...base, lambda: base.lambda * 1e-9 }],
    ['nothing but risk aversion', { ...base, lambda: base.lambda * 1e6 }],
    ['sector gross', withLimits(base, { sectorGrossMax: 0.25 })],
    ['one sector', withLimits({ ...base, sector: base.sector.map(() => 'all') }, { sectorMax: 0.01 })],
    ['everything tied', tied],
    ['everything frozen', { ...flat, frozen: base.wCur.map(() => 1) && Array.from(base.wCur, () => true) }],
  ];
  if (base.risk.kind === 'factor')
    optimal.push(['factors only', { ...base, risk: { ...base.risk, own: none } }]);
  const infeasible: [string, RebalanceInput][] = [
    ['caps against turnover', withLimits(withCaps(base, none), { turnoverMax: 0.05 })],
    ['gross against net', withLimits(base, { netMin: 2.5, netMax: 3 })],
    [
      'held outside the caps, out of reach',
      withLimits(
        { ...base, wCur: cap.map((x, i) => 1.5 * x * (at(base.wCur, i) < 0 ? -1 : 1)) },
        { turnoverMax: 0.05 },
      ),
    ],
  ];
  return [
    ...optimal.map(([name, input]) => ({ name, input, expect: 'optimal' as const })),
    ...infeasible.map(([name, input]) => ({ name, input, expect: 'infeasible' as const })),
  ];
}
