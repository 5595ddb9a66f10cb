import type { Leg, LegSize, Part, ProposedTrade, RotationProposal } from '#shared/domain/proposal.ts';
import { shares } from '#shared/units.ts';
import { heldThen } from './re-check.ts';

/** What trades are cut to. */
export interface Grain {
  readonly lotOf: (ticker: string) => number;
  /** Money; a smaller trade is not proposed. */
  readonly leastValue: number;
  /** Sized by what the others come to; null = none. */
  readonly hedge: string | null;
}

/**
 * The sizes of the chosen legs that fit. What makes a position smaller stays whole; what makes one larger is taken best utility first, each
 * name as large as fits beside those before it. Only legs that get smaller; null = none fit.
 */
export function largestSizes(
  proposal: RotationProposal,
  chosen: readonly number[],
  grain: Grain,
  fits: (sizes: readonly LegSize[]) => boolean,
): readonly LegSize[] | null {
  const growths = growthsOf(proposal, chosen, grain);
  let sizes = new Map(growths.map(({ ticker, kept }): [string, number] => [ticker, kept]));
  if (!fits(shrunkLegs(proposal, chosen, growths, sizes))) return null;
  for (const growth of growths) {
    const withSize = (size: number) => new Map(sizes).set(growth.ticker, size);
    const size = largest(growth, (tried) => fits(shrunkLegs(proposal, chosen, growths, withSize(tried))));
    sizes = withSize(size);
  }
  const shrunk = shrunkLegs(proposal, chosen, growths, sizes);
  return remaining(chosen, shrunk).length > 0 ? shrunk : null;
}

/** What is left of the chosen legs without those that came to nothing. */
export const remaining = (chosen: readonly number[], sizes: readonly LegSize[]): readonly number[] =>
  chosen.filter((leg) => !sizes.some((size) => size.leg === leg && isNothing(size)));

const isNothing = ({ sellShares, buyShares }: LegSize): boolean => sellShares === 0 && buyShares === 0;

/** A name that the chosen legs make larger, on either side of zero. Shares are positive. */
interface Growth {
  readonly ticker: string;
  /** Best utility first. */
  readonly legs: readonly Leg[];
  /** As proposed. */
  readonly whole: number;
  /** Of it, what takes an opposite position away, which stays. */
  readonly kept: number;
  /** The least that is worth an order beyond what stays. */
  readonly least: number;
  readonly lot: number;
}

/** Best utility first. */
function growthsOf(proposal: RotationProposal, chosen: readonly number[], grain: Grain): Growth[] {
  const best = (a: Leg | undefined, b: Leg | undefined): number =>
    (b?.utility ?? 0) - (a?.utility ?? 0) || (a?.index ?? 0) - (b?.index ?? 0);
  return proposal.trades
    .map((trade): Growth => {
      const { ticker, price } = trade;
      const legs = proposal.legs
        .filter((leg) => chosen.includes(leg.index) && proposedOf(leg, ticker) > 0)
        .toSorted(best);
      const whole = legs.reduce((sum, leg) => sum + proposedOf(leg, ticker), 0);
      const kept = ticker === grain.hedge ? whole : Math.min(whole, against(trade));
      const least = Math.max(kept + 1, Math.ceil(grain.leastValue / price));
      return { ticker, legs, whole, kept, least, lot: grain.lotOf(ticker) };
    })
    .filter(({ whole, kept }) => whole > kept)
    .sort((a, b) => best(a.legs[0], b.legs[0]));
}

/** Positive shares of the position that the trade takes away first. */
const against = (trade: ProposedTrade): number => Math.max(0, -Math.sign(trade.shares) * heldThen(trade));

const proposedOf = ({ from, to, sellShares, buyShares }: Leg, ticker: string): number =>
  from === ticker ? sellShares : to === ticker ? buyShares : 0;

/** In whole lots; what stays where not even the least fits. */
function largest({ whole, kept, least, lot }: Growth, fits: (size: number) => boolean): number {
  if (fits(whole)) return whole;
  let low = Math.ceil(least / lot);
  let high = Math.ceil(whole / lot);
  if (low >= high || !fits(low * lot)) return kept;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle * lot)) low = middle;
    else high = middle;
  }
  return low * lot;
}

/** A name's size goes to its legs in their order. */
function shrunkLegs(
  proposal: RotationProposal,
  chosen: readonly number[],
  growths: readonly Growth[],
  sizes: ReadonlyMap<string, number>,
): LegSize[] {
  const { legs } = proposal;
  const given = new Map<string, number>();
  for (const growth of growths) {
    let left = sizes.get(growth.ticker) ?? 0;
    for (const leg of growth.legs) {
      const size = Math.min(left, proposedOf(leg, growth.ticker));
      given.set(`${leg.index} ${growth.ticker}`, size);
      left -= size;
    }
  }
  const sized = legs
    .filter(({ index }) => chosen.includes(index))
    .map(({ index: leg, from, to, sellShares, buyShares }) => ({
      leg,
      sellShares: shares(given.get(`${leg} ${from ?? ''}`) ?? sellShares),
      buyShares: shares(given.get(`${leg} ${to ?? ''}`) ?? buyShares),
    }));
  return smallerOf(proposal, sized);
}

/** Whether these take off no more than so much of the value that the chosen legs trade, and what lots round. */
export function isLittle(
  { legs, trades }: RotationProposal,
  chosen: readonly number[],
  less: readonly LegSize[],
  grain: Grain,
  tolerance: number,
): boolean {
  let [value, lost, rounding] = [0, 0, 0];
  for (const { ticker, price } of trades) {
    const own = legs.filter(({ index }) => chosen.includes(index));
    const before = own.reduce((sum, leg) => sum + proposedOf(leg, ticker), 0);
    const after = own.reduce((sum, leg) => sum + proposedOf({ ...leg, ...sizeOf(leg, less) }, ticker), 0);
    value += before * price;
    lost += (before - after) * price;
    if (after < before) rounding += grain.lotOf(ticker) * price;
  }
  return lost <= tolerance * value + rounding;
}

/** What a leg is to come to. */
export const sizeOf = (
  { index, sellShares, buyShares }: Pick<Leg, 'index' | 'sellShares' | 'buyShares'>,
  sizes: readonly LegSize[],
): Pick<Leg, 'sellShares' | 'buyShares'> => {
  const size = sizes.find(({ leg }) => leg === index);
  return { sellShares: size?.sellShares ?? sellShares, buyShares: size?.buyShares ?? buyShares };
};

/** Without those that are as proposed. */
export const smallerOf = ({ legs }: Pick<RotationProposal, 'legs'>, sizes: readonly LegSize[]): LegSize[] =>
  sizes.filter(({ leg, sellShares, buyShares }) =>
    legs.some((own) => own.index === leg && (sellShares < own.sellShares || buyShares < own.buyShares)),
  );

/** Why no approval can have these sizes, in words that name the place; null = it can. Limits are not looked at. */
export function sizesWrong(proposal: RotationProposal, { legs, sizes }: Part, grain: Grain): string | null {
  for (const [n, size] of sizes.entries()) {
    const why = sizeWrong(proposal, legs, sizes.slice(0, n), size);
    if (why !== null) return `sizes.${n}: ${why}.`;
  }
  for (const trade of proposal.trades) {
    const why = tradeWrong(proposal, { legs, sizes }, trade, grain);
    if (why !== null) return `sizes: ${trade.ticker} ${why}.`;
  }
  return null;
}

function sizeWrong(
  proposal: RotationProposal,
  chosen: readonly number[],
  before: readonly LegSize[],
  size: LegSize,
): string | null {
  const own = proposal.legs.find(({ index }) => index === size.leg);
  if (own === undefined || !chosen.includes(size.leg)) return `leg ${size.leg} is not among the chosen ones`;
  if (before.some(({ leg }) => leg === size.leg)) return `leg ${size.leg} has a size already`;
  for (const [side, asked, most] of [
    ['sell', size.sellShares, own.sellShares],
    ['buy', size.buyShares, own.buyShares],
  ] as const)
    if (!Number.isInteger(asked) || asked < 0 || asked > most)
      return `leg ${size.leg} may ${side} 0 to ${most} shares, not ${asked}`;
  return null;
}

/** Of one name over the chosen legs. */
function tradeWrong(
  proposal: RotationProposal,
  { legs, sizes }: Part,
  trade: ProposedTrade,
  grain: Grain,
): string | null {
  const { ticker, price } = trade;
  const own = proposal.legs.filter(({ index }) => legs.includes(index));
  const whole = own.reduce((sum, leg) => sum + proposedOf(leg, ticker), 0);
  const asked = own.reduce((sum, leg) => sum + proposedOf({ ...leg, ...sizeOf(leg, sizes) }, ticker), 0);
  if (asked === whole) return null;
  if (ticker === grain.hedge) return 'is the hedge, which is sized by what the others come to';
  const kept = Math.min(whole, against(trade));
  if (asked < kept) return `makes a position smaller by ${kept} shares, and that stays whole`;
  if (asked === kept) return null;
  const lot = grain.lotOf(ticker);
  if (asked % lot !== 0) return `trades in lots of ${lot}, not ${asked} shares`;
  return asked * price < grain.leastValue
    ? `would be worth ${(asked * price).toFixed(0)}, under the smallest order of ${grain.leastValue.toFixed(0)}`
    : null;
}

/** What each leg comes to, and what was proposed. Empty = all of them are as proposed. */
export function sizeWords({ legs }: RotationProposal, sizes: readonly LegSize[]): string {
  const all = sizes.flatMap((size) => {
    const own = legs.find(({ index }) => index === size.leg);
    return own === undefined ? [] : [{ size, own, name: nameOf(own) }];
  });
  const smaller = all
    .filter(({ size }) => !isNothing(size))
    .map(({ size, own, name }) => `${name} ${smallerSides(size, own).join(', ')}`);
  const out = all.filter(({ size }) => isNothing(size)).map(({ name }) => name);
  return [...smaller, ...(out.length === 0 ? [] : [`left out: ${out.join(', ')}`])].join('; ');
}

const nameOf = ({ from, to }: Leg): string =>
  from === null || to === null ? (to ?? from ?? '') : `${from} → ${to}`;

const smallerSides = (size: LegSize, own: Leg): string[] =>
  (
    [
      ['sells', size.sellShares, own.sellShares],
      ['buys', size.buyShares, own.buyShares],
    ] as const
  )
    .filter(([, now, then]) => now < then)
    .map(([verb, now, then]) => `${verb} ${now} instead of ${then}`);
