import { z } from 'zod';
import { EpochMs, Fraction, Money } from './rows.ts';

// The book of the last interval, as it crosses the wire: limits, models, and both engines by one measure.

export const LimitRow = z.object({
  id: z.string(),
  /** In words. */
  name: z.string(),
  /** What value, bound and slack are in: fractions of NAV, or units of beta. */
  unit: z.enum(['weight', 'beta']),
  /** At the targets. */
  value: z.number(),
  bound: z.number(),
  /** Negative = broken. */
  slack: z.number(),
  /** What one more unit of the bound is worth in the objective; null where the engine does not know. */
  price: z.number().nullable(),
});

export const ModelRow = z.object({
  id: z.string(),
  model: z.string(),
  horizonMin: z.number(),
  /** In its horizon's blend. */
  weight: z.number(),
  /** Why it has none, in words; null = it has. */
  unavailable: z.string().nullable(),
});

/** What an engine would do in this interval, or doing nothing, by one measure. */
export const ShadowRow = z.object({
  id: z.enum(['nothing', 'rotation', 'rebalance']),
  name: z.string(),
  /** It is what the strategy trades. */
  chosen: z.boolean(),
  value: z.number(),
  turnover: Fraction,
  cost: Fraction,
  /** The rebalance engine's limits that it breaks, in words. */
  broken: z.array(z.string()),
});

export const BookRow = z.object({
  seq: z.int(),
  at: EpochMs,
  engine: z.enum(['rotation', 'rebalance']),
  nav: Money,
  cash: Money,
  /** As held now, without the hedge. */
  gross: Fraction,
  net: Fraction,
  /** As held now, hedge included. */
  beta: z.number(),
  /** null = the strategy has none. */
  hedge: Fraction.nullable(),
  /** Σ|target − current| before the bands. */
  l1: Fraction,
  /** The same after them. */
  turnover: Fraction,
  limits: z.array(LimitRow),
  models: z.array(ModelRow),
  /** Empty where the strategy switches it off. */
  shadow: z.array(ShadowRow),
  solver: z
    .object({
      status: z.enum(['optimal', 'relaxed', 'infeasible', 'failed']),
      /** Proven, relative to the objective. */
      gap: z.number().nullable(),
    })
    .nullable(),
  /** Σ|rotation − rebalance|, before the bands. */
  distance: Fraction.nullable(),
  /** The two answers contradict each other, in words. */
  alarm: z.string().nullable(),
  /** What the trader should know about these numbers. */
  notes: z.array(z.string()),
});

export type LimitRow = z.output<typeof LimitRow>;
export type ModelRow = z.output<typeof ModelRow>;
export type ShadowRow = z.output<typeof ShadowRow>;
export type BookRow = z.output<typeof BookRow>;
