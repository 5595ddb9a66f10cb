import { tradingMinutesBetween } from '#shared/calendar.ts';
import { toBps, toPercent, valueOf, weightOf, price as priceOf, shares } from '#shared/units.ts';
import type { EpochMs, Money } from '#shared/units.ts';
import { f64, sum, vectorOf } from './math/linear.ts';
import type { Name } from './names.ts';

/** Percent of price, where no name has bars enough to say. */
const defaultAtrPct = 2;

/** Signed market value / NAV, by name. */
export function weightsOf(names: readonly Name[], nav: Money): Float64Array {
  return vectorOf(names.length, (i) => {
    const name = names[i] as Name;
    return name.shares === 0 ? 0 : weightOf(valueOf(shares(name.shares), priceOf(name.price)), nav);
  });
}

/** Unrealised P&L since entry, bps of entry value; a gain is positive for a short too; 0 where not held. By name. */
export function pnlOf(names: readonly Name[]): Float64Array {
  return vectorOf(names.length, (i) => {
    const { position, price } = names[i] as Name;
    return position === null || !(position.avgCost > 0)
      ? 0
      : toBps(Math.sign(position.shares) * (price / position.avgCost - 1));
  });
}

/** Average true range, percent of price; a name that cannot say takes the mean of the others. By name. */
export function atrOf(names: readonly Name[], trueRange: Float64Array): Float64Array {
  const own = vectorOf(names.length, (i) =>
    toPercent((trueRange[i] ?? Number.NaN) / (names[i] as Name).price),
  );
  const said = own.filter((x) => Number.isFinite(x));
  const others = said.length === 0 ? defaultAtrPct : sum(said) / said.length;
  for (let i = 0; i < own.length; i++) if (!Number.isFinite(own[i])) own[i] = others;
  return own;
}

/** Trading minutes since entry; 0 where not held. By name. */
export function agesOf(
  names: readonly Name[],
  entries: Readonly<Record<string, EpochMs>>,
  moment: EpochMs,
): Float64Array {
  const byEntry = new Map<EpochMs, number>();
  return vectorOf(names.length, (i) => {
    const { ticker, position } = names[i] as Name;
    const entry = entries[ticker];
    if (position === null || entry === undefined) return 0;
    const age = byEntry.get(entry) ?? tradingMinutesBetween(entry, moment);
    byEntry.set(entry, age);
    return age;
  });
}

/** Σ|w|. */
export function grossOf(weights: Float64Array): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += Math.abs(f64(weights, i));
  return total;
}

export const netOf = (weights: Float64Array): number => sum(weights);
