import { z } from 'zod';
import { InputError, requireLength } from '#engine/math/input-error.ts';
import { rebalance as solve } from '#engine/optimizer/rebalance.ts';
import type { RiskMatrix, Signal } from '#engine/optimizer/rebalance-input.ts';
import { Numbers } from '../fields.ts';

const Matrix = z.array(z.array(z.number()));
const Limit = z
  .number()
  .nullish()
  .transform((limit) => limit ?? null);
const SectorLimit = z
  .union([z.number(), z.record(z.string(), z.number())])
  .nullish()
  .transform((limit) => limit ?? null);

/** Limits that are null or left out are not imposed. */
const Input = z.object({
  scaling: z.enum(['riskScaled', 'alpha']).default('riskScaled'),
  /** For riskScaled. */
  z: Numbers.nullish(),
  /** For alpha: forecast returns and volatilities; the matrix then holds correlations. */
  score: Numbers.nullish(),
  vol: Numbers.nullish(),
  wCur: Numbers,
  cost: Numbers,
  gamma: z.number(),
  lambda: z.number(),
  /** Rows of Σ; or its factor form B·F·B' + diag(d). */
  sigma: Matrix.nullish(),
  factor: z.object({ B: Matrix, F: Matrix, d: Numbers }).nullish(),
  lo: Numbers.nullish(),
  hi: Numbers.nullish(),
  gross: Limit,
  netMin: Limit,
  netMax: Limit,
  sectorMax: SectorLimit,
  sectorGrossMax: SectorLimit,
  betaBand: Limit,
  turnoverMax: Limit,
  sector: z.array(z.string().nullable()).nullish(),
  beta: Numbers.nullish(),
  frozen: z.array(z.boolean()).nullish(),
  countsInGross: z.array(z.boolean()).nullish(),
  relaxWhenInfeasible: z.boolean().default(false),
});
type Input = z.output<typeof Input>;

/** Spec 6, without the bands. */
export function rebalance(value: unknown): unknown {
  const input = Input.parse(value);
  const { gross, netMin, netMax, sectorMax, sectorGrossMax, betaBand, turnoverMax } = input;
  const got = solve(
    {
      wCur: input.wCur,
      cost: input.cost,
      gamma: input.gamma,
      lambda: input.lambda,
      signal: signalOf(input),
      risk: riskOf(input),
      lo: input.lo ?? null,
      hi: input.hi ?? null,
      limits: { gross, netMin, netMax, sectorMax, sectorGrossMax, betaBand, turnoverMax },
      sector: input.sector ?? Array.from(input.wCur, () => null),
      beta: input.beta ?? null,
      frozen: input.frozen ?? null,
      countsInGross: input.countsInGross ?? null,
    },
    { relaxWhenInfeasible: input.relaxWhenInfeasible, memory: null },
  );
  const { objective, w, status, gap, conflicts, relaxed, kkt, shadowPrices, iterations } = got;
  return { objective, w, status, gap, conflicts, relaxed, kkt, shadowPrices, iterations };
}

function signalOf({ scaling, z, score, vol }: Input): Signal {
  if (scaling === 'riskScaled') return { kind: 'riskScaled', z: present('z', z) };
  return { kind: 'alpha', score: present('score', score), vol: present('vol', vol) };
}

function riskOf({ sigma, factor, wCur }: Input): RiskMatrix {
  if (sigma) return { kind: 'dense', sigma: flat('sigma', sigma, wCur.length, wCur.length) };
  const { B, F, d } = present('factor', factor);
  requireLength('factor.d', d, wCur.length);
  return {
    kind: 'factor',
    loadings: flat('factor.B', B, wCur.length, F.length),
    covariance: flat('factor.F', F, F.length, F.length),
    own: d,
  };
}

function present<T>(field: string, value: T | null | undefined): T {
  if (value === null || value === undefined) throw new InputError(field, null, 'is needed');
  return value;
}

/** Row by row. */
function flat(
  field: string,
  rows: readonly (readonly number[])[],
  count: number,
  width: number,
): Float64Array {
  requireLength(field, rows, count);
  rows.forEach((row, i) => requireLength(`${field}[${i}]`, row, width));
  return Float64Array.from(rows.flat());
}
