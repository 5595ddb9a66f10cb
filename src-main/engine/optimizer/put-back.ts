import { f64 } from '../math/linear.ts';
import { applyBands } from '../policy/bands.ts';
import type { Banded } from '../policy/bands.ts';
import { excessOf, limitUses } from './limit-use.ts';
import type { RebalanceInput } from './rebalance-input.ts';
import type { RotationSettings } from './rotation-settings.ts';

/** A name is put back into its band unless a limit would then be broken by more than this. */
const tolerance = 1e-6;

/** Steps 5 and 6 of the rotation on the rebalance engine's answer; a hard limit comes before a name's band. */
export function bandsWithinLimits(
  input: RebalanceInput,
  rawTarget: Float64Array,
  settings: Pick<RotationSettings, 'tauL1' | 'tauNameBps'>,
): Banded {
  const noCuts = new Uint8Array(rawTarget.length);
  const banded = applyBands(
    { wCur: input.wCur, rawTarget, cut: noCuts, hedge: null },
    { ...settings, cutsBypassBands: false },
  );
  if (banded.bandSkip || banded.nameBand.length === 0) return banded;
  const allowed = new Map(limitUses(input, rawTarget).map((use) => [use.limit, excessOf(use)]));
  const holds = (w: Float64Array): boolean =>
    limitUses(input, w).every((use) => excessOf(use) <= Math.max(tolerance, allowed.get(use.limit) ?? 0));
  const free = banded.nameBand.filter((i) => withinBounds(input, i));
  if (free.length === banded.nameBand.length && holds(banded.wTar)) return banded;
  const wTar = rawTarget.map((w, i) =>
    w === banded.wTar[i] || banded.nameBand.includes(i) ? w : f64(banded.wTar, i),
  );
  const nameBand = free.filter((i) => {
    const target = f64(wTar, i);
    wTar[i] = f64(input.wCur, i);
    if (holds(wTar)) return true;
    wTar[i] = target;
    return false;
  });
  return { ...banded, wTar, nameBand };
}

/** Whether the current weight is one that the name may have. */
function withinBounds({ wCur, lo, hi }: RebalanceInput, i: number): boolean {
  const w = f64(wCur, i);
  return w >= (lo?.[i] ?? -Infinity) - tolerance && w <= (hi?.[i] ?? Infinity) + tolerance;
}
