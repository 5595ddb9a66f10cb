import { ensure } from '#shared/assert.ts';
import { programOf, beyondReason } from './problem.ts';
import { certify } from './qp/certificate.ts';
import type { Certificate, KktResiduals } from './qp/certificate.ts';
import { brokenRows, leastViolation } from './qp/least-violation.ts';
import type { Violation } from './qp/least-violation.ts';
import type { Effort, Start } from './qp/newton.ts';
import type { Program } from './qp/program.ts';
import { largestForce, slopeScale, solve } from './qp/solve.ts';
import type { Solution } from './qp/solve.ts';
import { checkRebalanceInput } from './rebalance-check.ts';
import type { RebalanceInput } from './rebalance-input.ts';
import { inTurn, relaxation, relaxedBy, softened } from './relaxation.ts';
import type { Relaxation } from './relaxation.ts';

export interface RebalanceResult {
  /**
   * optimal: proven by `gap`. relaxed: the same after `relaxed` limits gave way. infeasible: `conflicts` say why.
   * failed: no answer that can be proven. In the last two `w` is the current weights.
   */
  readonly status: 'optimal' | 'relaxed' | 'infeasible' | 'failed';
  /** Target weights before the bands, length n. */
  readonly w: Float64Array;
  /** At `w`. */
  readonly objective: number;
  /** No feasible weights are worth more; null without an answer. */
  readonly upperBound: number | null;
  /** What `w` may fall short of the optimum, relative to the objective; null without an answer. */
  readonly gap: number | null;
  /** Limits that cannot hold together, at the least total by which they must be broken; empty unless infeasible. */
  readonly conflicts: readonly LimitAmount[];
  /** Limits that gave way, and by how much. */
  readonly relaxed: readonly LimitAmount[];
  readonly kkt: KktResiduals | null;
  /** What one more unit of each limit is worth in the objective, by limit; empty without an answer. */
  readonly shadowPrices: Readonly<Record<string, number>>;
  /** What one more unit of each name's own bound is worth: above zero at hi, below zero (as −worth) at lo; length n. */
  readonly boundPrices: Float64Array;
  /** Newton steps. */
  readonly iterations: number;
  /** Matrices factorised from nothing. */
  readonly factorisations: number;
  /** Makes the next interval's solve faster; never changes its answer by more than 1e-7. */
  readonly memory: RebalanceMemory;
}

/** `limit`: turnover, gross, netMin, netMax, beta, `sector:<name>` or `sectorGross:<name>`. */
export interface LimitAmount {
  readonly limit: string;
  readonly amount: number;
}

/** An answer to start the next solve from; plain enough to be journalled. */
export interface RebalanceMemory {
  readonly w: readonly number[];
  readonly prices: Readonly<Record<string, number>>;
}

/** An answer that is proven less exactly than this is none. */
const largestGap = 1e-8;
const largestResidual = 1e-8;
/** A gap over this is worth another step or two. */
const closeEnough = 1e-10;
/** Rows are broken by at least this much before a conflict is believed. */
const provenConflict = 1e-10;

/** What a unit of a relaxed limit costs, in sizes of the scores: tried in turn until it is dear enough. */
const penalties = [3, 30, 300, 3000, 1e6];
/** A relaxed answer may break its limits by this much more in all than it must: the tolerance of weights. */
const unneeded = 1e-9;

/** The whole problem in one shot (spec 6), without the bands. Throws an InputError on input that cannot be computed with. */
export function rebalance(
  input: RebalanceInput,
  options: { readonly relaxWhenInfeasible: boolean; readonly memory: RebalanceMemory | null },
): RebalanceResult {
  checkRebalanceInput(input);
  const program = programOf(input);
  const cold: Start = { w: program.centre, rowPrice: new Float64Array(program.rows.count) };
  const warm = startOf(program, options.memory) ?? cold;
  const quick = bestOf(program, [
    [warm, 'quick'],
    [cold, 'quick'],
  ]);
  if (quick.proven) return answered('optimal', program, quick, []);
  const least = leastViolation(program, new Float64Array(program.rows.count).fill(1));
  const slowly: readonly Trial[] = [
    [cold, 'patient'],
    [cold, 'cautious'],
  ];
  if (!(least.atLeast > provenConflict)) {
    const slow = bestOf(program, slowly);
    if (slow.proven) return answered('optimal', program, slow, []);
    return unanswered('failed', program, slow.steps, []);
  }
  const relaxing = options.relaxWhenInfeasible ? relaxation(program) : null;
  if (relaxing === null) return unanswered('infeasible', program, quick.steps, least.broken);
  return relaxed(program, relaxing, cold) ?? unanswered('failed', program, quick.steps, least.broken);
}

/** The best answer among those that break the soft rows least: breaking them is priced beyond what it could ever gain. */
function relaxed(program: Program, { soft, total }: Relaxation, start: Start): RebalanceResult | null {
  const size = Math.max(slopeScale(program, start.w), largestForce(program, start.w));
  for (const price of penalties) {
    const { w, rowPrice, steps } = solve(softened(program, soft, price * size), start, 'patient');
    const all = brokenRows(program, w);
    const broken = all.filter(({ row }) => soft[row] === 1);
    if (all.some(({ row, amount }) => soft[row] !== 1 && amount > unneeded)) continue;
    if (broken.reduce((sum, { amount }) => sum + amount, 0) > total + unneeded) continue;
    const eased = relaxedBy(program, broken);
    const answer = judged(eased, { w, rowPrice, steps });
    if (answer.proven) return answered('relaxed', eased, answer, inTurn(program, broken));
  }
  return null;
}

type Trial = readonly [start: Start, effort: Effort];

/** The first trial whose answer is proven, else the last one. */
function bestOf(program: Program, trials: readonly Trial[]): Attempt {
  let steps = 0;
  let answer: Attempt | null = null;
  for (const [start, effort] of trials) {
    answer = attempt(program, start, effort);
    steps += answer.steps;
    if (!answer.proven) continue;
    if (answer.certificate.gap <= closeEnough) break;
    const closer = attempt(program, answer, 'patient');
    steps += closer.steps;
    if (closer.proven && closer.certificate.gap < answer.certificate.gap) answer = closer;
    break;
  }
  return { ...ensure(answer, 'a trial'), steps };
}

interface Attempt {
  readonly w: Float64Array;
  readonly rowPrice: Float64Array;
  readonly steps: number;
  readonly certificate: Certificate;
  readonly proven: boolean;
}

const attempt = (program: Program, start: Start, effort: Effort): Attempt =>
  judged(program, solve(program, start, effort));

function judged(
  program: Program,
  { w, rowPrice, steps }: Pick<Solution, 'w' | 'rowPrice' | 'steps'>,
): Attempt {
  const certificate = certify(program, w, rowPrice);
  const { kkt, gap } = certificate;
  const worst = Math.max(kkt.stationarity, kkt.feasibility, kkt.complementarity, gap);
  const proven =
    worst <= Math.min(largestGap, largestResidual) && !w.some((x) => Math.abs(x) >= beyondReason);
  return { w, rowPrice, steps, certificate, proven };
}

/** The last answer, where there is one of the same size. */
function startOf({ n, rows }: Program, memory: RebalanceMemory | null): Start | null {
  if (memory === null || memory.w.length !== n || !memory.w.every((x) => Number.isFinite(x))) return null;
  const rowPrice = Float64Array.from(rows.label, (label, j) => {
    const price = memory.prices[label] ?? 0;
    const allowed = price > 0 ? rows.upper[j] !== Infinity : rows.lower[j] !== -Infinity;
    return Number.isFinite(price) && allowed ? price : 0;
  });
  return { w: Float64Array.from(memory.w), rowPrice };
}

function answered(
  status: 'optimal' | 'relaxed',
  program: Program,
  { w, rowPrice, steps, certificate }: Attempt,
  relaxed: readonly Violation[],
): RebalanceResult {
  const { label } = program.rows;
  return {
    status,
    w,
    objective: certificate.value,
    upperBound: certificate.bound,
    gap: Math.max(certificate.gap, 0),
    conflicts: [],
    relaxed: amounts(program, relaxed),
    kkt: certificate.kkt,
    shadowPrices: shadowPrices(program, rowPrice),
    boundPrices: certificate.boundPrice,
    iterations: steps,
    factorisations: program.curvature.factorised,
    memory: {
      w: Array.from(w),
      prices: Object.fromEntries(label.map((name, j) => [name, rowPrice[j] as number])),
    },
  };
}

function unanswered(
  status: 'infeasible' | 'failed',
  program: Program,
  steps: number,
  conflicts: readonly Violation[],
): RebalanceResult {
  const none = new Float64Array(program.rows.count);
  return {
    status,
    w: program.centre.slice(),
    objective: certify(program, program.centre, none).value,
    upperBound: null,
    gap: null,
    conflicts: amounts(program, conflicts),
    relaxed: [],
    kkt: null,
    shadowPrices: {},
    boundPrices: new Float64Array(program.n),
    iterations: steps,
    factorisations: program.curvature.factorised,
    memory: { w: Array.from(program.centre), prices: {} },
  };
}

const amounts = ({ rows }: Program, broken: readonly Violation[]): LimitAmount[] =>
  broken.map(({ row, side, amount }) => ({ limit: limitName(rows.label[row] as string, side), amount }));

/** Net has two limits that may differ; every other row is one limit on both its sides. */
const limitName = (label: string, side: 'lower' | 'upper'): string =>
  label !== 'net' ? label : side === 'upper' ? 'netMax' : 'netMin';

function shadowPrices({ rows }: Program, rowPrice: Float64Array): Record<string, number> {
  const prices: Record<string, number> = {};
  rows.label.forEach((label, j) => {
    const y = rowPrice[j] as number;
    if (label === 'net') {
      if (rows.upper[j] !== Infinity) prices['netMax'] = Math.max(y, 0);
      if (rows.lower[j] !== -Infinity) prices['netMin'] = Math.max(-y, 0);
    } else prices[label] = Math.abs(y);
  });
  return prices;
}
