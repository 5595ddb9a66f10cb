import { at } from '../math/linear.ts';
import { noMargins } from './margins.ts';
import type { NameMargins } from './margins.ts';
import { riskTimes } from './objective.ts';
import type { RebalanceInput } from './rebalance-input.ts';
import type { RebalanceResult } from './rebalance.ts';

/**
 * By how much z of one name must change, all else as it stands, before the exact answer moves the name. Only of names that it leaves where
 * they are, which cost and kinks hold there: `gapZ` is the rise that buys, `donorZ` the fall that sells. Empty where z is not what is solved for.
 */
export function rebalanceMargins(input: RebalanceInput, solved: RebalanceResult): NameMargins[] {
  if (input.signal.kind !== 'riskScaled' || solved.gap === null) return [];
  const { z } = input.signal;
  const risk = riskTimes(input, solved.w);
  const price = (limit: string): number => solved.memory.prices[limit] ?? 0;
  return Array.from(solved.w, (w, i) => {
    const frozen = input.frozen?.[i] === true;
    if (frozen || w !== at(input.wCur, i)) return noMargins;
    const counts = input.countsInGross?.[i] !== false;
    const sector = input.sector[i] ?? null;
    const slope =
      at(z, i) -
      2 * input.lambda * at(risk, i) -
      price('net') -
      (sector === null ? 0 : price(`sector:${sector}`)) -
      (input.beta?.[i] ?? 0) * price('beta');
    const trade = input.gamma * at(input.cost, i) + (counts ? price('turnover') : 0);
    const size = (counts ? price('gross') : 0) + (sector === null ? 0 : price(`sectorGross:${sector}`));
    return {
      ...noMargins,
      gapZ: w < (input.hi?.[i] ?? Infinity) ? Math.max(0, trade + (w >= 0 ? size : -size) - slope) : null,
      donorZ: w > (input.lo?.[i] ?? -Infinity) ? Math.max(0, slope + trade + (w > 0 ? -size : size)) : null,
    };
  });
}
