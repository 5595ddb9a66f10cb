import { z } from 'zod';
import { InputError, requireLength } from '#engine/math/input-error.ts';
import { arbitrate } from '#engine/signals/horizon-arbiter.ts';
import { Column, Numbers } from '../fields.ts';

const Input = z.object({
  horizonsMin: z.array(z.number().positive()).min(1),
  /** By horizon; null = it has no scores in this interval. */
  blends: z.array(Column.nullable()),
  ic: Numbers,
  sigmaDay: Numbers,
  cost: Numbers,
  wCur: Numbers,
  minAgreement: z.number().default(0.25),
  /** Left out or null = the longest horizon. */
  horizonRefMin: z.number().positive().nullish(),
});

/** Spec 2: one row per name. */
export function arbiter(value: unknown): unknown {
  const input = Input.parse(value);
  const { horizonsMin, blends, sigmaDay } = input;
  horizonsMin.forEach((h, k) => {
    if (k > 0 && !(h > (horizonsMin[k - 1] ?? 0))) throw new InputError('horizonsMin', k, 'must rise');
  });
  requireLength('blends', blends, horizonsMin.length);
  requireLength('ic', input.ic, horizonsMin.length);
  blends.forEach((blend, h) => blend && requireLength(`blends[${h}]`, blend, sigmaDay.length));
  for (const field of ['cost', 'wCur'] as const) requireLength(field, input[field], sigmaDay.length);
  const got = arbitrate({ ...input, horizonRefMin: input.horizonRefMin ?? null });
  return Array.from(sigmaDay, (_, i) => ({
    score: got.score[i],
    sigma: got.sigma[i],
    horizon: got.horizonMin[i],
    agreement: got.agreement[i],
    conflicted: got.conflicted[i],
    belowCost: got.belowCost[i],
    alphas: got.alphas.map((alpha) => alpha?.[i] ?? null),
  }));
}
