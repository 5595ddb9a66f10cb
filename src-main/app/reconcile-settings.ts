import { z } from 'zod';
import { fromPercent, type Fraction } from '#shared/units.ts';

// Section `reconcile` of desk.json.

export interface ReconcileSettings {
  /** Differences that nobody has explained, worth more than this share of NAV, stop everything. */
  readonly freezeBook: Fraction;
  /** A fill without its commission is worth a word after this. */
  readonly commissionMs: number;
  /** An order or a cancel without an answer is asked about after this. */
  readonly answerMs: number;
  /** Open orders, executions and positions are compared so often. */
  readonly checkMs: number;
  /** Orders of TWS and of other clients are asked for so often, while something is proposed or worked. */
  readonly othersMs: number;
}

export const ReconcileSection = z
  .strictObject({
    freezeBookPercent: z.number().positive().max(1000).default(1),
    commissionMinutes: z.number().min(1).max(1440).default(5),
    answerSeconds: z.number().min(2).max(300).default(10),
    checkSeconds: z.number().min(10).max(3600).default(60),
    othersSeconds: z.number().min(5).max(3600).default(10),
  })
  .prefault({})
  .transform((section): ReconcileSettings => ({
    freezeBook: fromPercent(section.freezeBookPercent),
    commissionMs: section.commissionMinutes * 60_000,
    answerMs: section.answerSeconds * 1_000,
    checkMs: section.checkSeconds * 1_000,
    othersMs: section.othersSeconds * 1_000,
  }));
