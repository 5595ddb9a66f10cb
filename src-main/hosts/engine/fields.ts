import { z } from 'zod';

/** A value per name, null = missing: NaN inside. */
export const Column = z
  .array(z.number().nullable())
  .transform((values) => Float64Array.from(values, (x) => x ?? Number.NaN));

/** A value per name; none may be missing. */
export const Numbers = z.array(z.number()).transform((values) => Float64Array.from(values));
