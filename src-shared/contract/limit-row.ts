import { z } from 'zod';
import { limitIds, limitUnits } from '../domain/limit.ts';
import { EpochMs } from './rows.ts';

/** A hard limit that refused something today, or that an order waited for: it may not be made wider before tomorrow. */
export const LimitHitRow = z.object({
  count: z.int(),
  firstAt: EpochMs,
  lastAt: EpochMs,
  /** The last time, in words. */
  words: z.string(),
});

export const LimitRow = z.object({
  id: z.enum(limitIds),
  name: z.string(),
  /** Key in the strategy file; null = it is not set there. */
  key: z.string().nullable(),
  unit: z.enum(limitUnits),
  /** Present use, what works included; null = it is measured on each order alone. */
  value: z.number().nullable(),
  /** The name or sector that uses most of it; empty = the whole book. */
  at: z.string(),
  /** null = none. */
  soft: z.number().nullable(),
  hard: z.number().nullable(),
  /** Of the hard limit, else of the soft one; null = not measured now. */
  used: z.number().nullable(),
  state: z.enum(['ok', 'near', 'soft', 'hard', 'off', 'order']),
  hit: LimitHitRow.nullable(),
  /** Orders that it let wait and that were tried again: ordinary, and no refusal. */
  waits: LimitHitRow.nullable(),
});

/** What wants a look first. */
export const LimitsRow = z.object({ limits: z.array(LimitRow) });

export type LimitHitRow = z.output<typeof LimitHitRow>;
export type LimitRow = z.output<typeof LimitRow>;
export type LimitsRow = z.output<typeof LimitsRow>;
