import { z } from 'zod';
import { calibrated, costMultipliers } from '#engine/optimizer/calibration.ts';
import { Numbers } from '../fields.ts';

const Input = z.object({
  /** One way, fraction of traded value, by name, before any calibration. */
  cost: Numbers,
  fills: z.array(
    z.object({
      name: z.int(),
      side: z.enum(['BUY', 'SELL']),
      shares: z.number(),
      price: z.number(),
      arrivalMid: z.number(),
      commission: z.number(),
      predicted: z.number(),
    }),
  ),
});

/** Spec 7: what own fills say of the predicted costs. */
export function costs(value: unknown): unknown {
  const { cost, fills } = Input.parse(value);
  const multipliers = costMultipliers(fills, cost.length);
  return { multipliers, cost: calibrated(cost, multipliers) };
}
