import { z } from 'zod';
import { movedFields } from '../domain/proposal.ts';

/** One thing that is not as it was when the trader saw the proposal. */
export const MovedRow = z.object({
  /** null = the whole book. */
  ticker: z.string().nullable(),
  field: z.enum(movedFields),
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** In the unit of `field`, of price and nav a fraction; null = it follows from what moved. */
  tolerance: z.number().nullable(),
  words: z.string(),
});

export type MovedRow = z.output<typeof MovedRow>;
