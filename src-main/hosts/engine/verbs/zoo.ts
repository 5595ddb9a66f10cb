import { z } from 'zod';
import { requireLength } from '#engine/math/input-error.ts';
import { blendHorizon, nextWeights, reward } from '#engine/signals/zoo-balancer.ts';
import { Column, Numbers } from '../fields.ts';

const Input = z.object({
  pi: z.array(z.number().min(0)).min(1),
  raw: z.array(Column),
  /** By model; left out = all are fresh. */
  ageMin: z.array(z.number()).nullish(),
  maxAgeMin: z.number().default(Number.MAX_VALUE),
  minCoverage: z.number().default(0.5),
  eta: z.number().default(0.5),
  alpha: z.number().min(0).max(1).default(0.02),
  piMin: z.number().default(0),
  piMax: z.number().default(1),
  /** By model; left out = nothing is learnt. */
  rewards: Numbers.nullish(),
  realised: Column.nullish(),
});

/** Spec 1: `nextPi` from the given rewards, `rewardFromRealised` from the given returns; absent where these are not given. */
export function zoo(value: unknown): unknown {
  const { pi, raw, ageMin, rewards, realised, ...settings } = Input.parse(value);
  requireLength('raw', raw, pi.length);
  raw.forEach((scores, m) => requireLength(`raw[${m}]`, scores, raw[0]?.length ?? 0));
  if (ageMin) requireLength('ageMin', ageMin, pi.length);
  if (realised) requireLength('realised', realised, raw[0]?.length ?? 0);
  const { models, effective, blend } = blendHorizon(
    { pi, ic: 0 },
    raw.map((scores, m) => ({ scores, ageMin: ageMin?.[m] ?? 0 })),
    { ...settings, icPrior: 0, icHalfLife: 1 },
  );
  return {
    standardised: models.map(({ scores }) => scores),
    coverage: models.map(({ coverage }) => coverage),
    effective,
    blend,
    ...(rewards ? { nextPi: nextWeights(pi, rewards, settings) } : {}),
    ...(realised ? { rewardFromRealised: models.map((model) => reward(model, realised)) } : {}),
  };
}
