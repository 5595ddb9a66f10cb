import { z } from 'zod';
import { requireLength } from '#engine/math/input-error.ts';
import { estimateRisk } from '#engine/risk/risk-model.ts';
import { fromBps } from '#shared/units.ts';
import { Column } from '../fields.ts';

const Input = z.object({
  /** Rows, oldest first, each with a return per name; null = missing. */
  returns: z.array(z.array(z.number().nullable())),
  benchmark: Column,
  sectors: z.array(z.string()),
  target: z.enum(['identity', 'constantCorrelation']).default('constantCorrelation'),
  minObservations: z.number().default(60),
  lambda_: z.number().min(0).max(1).default(0.94),
  betaHalfLife: z.number().positive().default(60),
  sigmaFloor: z.number().min(0).default(fromBps(1)),
});

/** Spec 4: σ, correlation (by row), β, and which names have too short a history. */
export function risk(value: unknown): unknown {
  const { returns, benchmark, sectors, lambda_: lambda, ...settings } = Input.parse(value);
  requireLength('returns', returns, benchmark.length);
  returns.forEach((row, t) => requireLength(`returns[${t}]`, row, sectors.length));
  const columns = sectors.map((_, i) => Float64Array.from(returns, (row) => row[i] ?? Number.NaN));
  const model = estimateRisk({ returns: columns, benchmark, sectors }, { ...settings, lambda });
  const n = sectors.length;
  return {
    sigma: model.sigma,
    correlation: sectors.map((_, i) => model.correlation.subarray(i * n, (i + 1) * n)),
    beta: model.beta,
    thinHistory: model.thinHistory,
    shrinkage: model.shrinkage,
  };
}
