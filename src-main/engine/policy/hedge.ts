import { dot } from '../math/linear.ts';
import type { HedgeInput } from '../optimizer/rotation/rotation-input.ts';
import type { RotationSettings } from '../optimizer/rotation-settings.ts';

export interface HedgeTarget {
  /** Signed, fraction of NAV, before the bands. */
  readonly target: number;
  readonly reason: 'HEDGE_BETA' | null;
}

/** Step 4: the hedge moves only when the book's beta, hedge included, leaves its band. */
export function hedgeTarget(
  hedge: HedgeInput,
  beta: Float64Array,
  wTar: Float64Array,
  settings: Pick<RotationSettings, 'betaBand' | 'hedgeMax'>,
): HedgeTarget {
  const names = dot(beta, wTar);
  if (hedge.frozen === true || Math.abs(names + hedge.beta * hedge.wCur) <= settings.betaBand)
    return { target: hedge.wCur, reason: null };
  const neutral = names === 0 ? 0 : -names / hedge.beta;
  return { target: Math.max(-settings.hedgeMax, Math.min(settings.hedgeMax, neutral)), reason: 'HEDGE_BETA' };
}
