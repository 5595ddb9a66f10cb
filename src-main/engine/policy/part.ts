import type { Check, LimitId, Verdict } from '#shared/domain/limit.ts';
import { asProposed } from '#shared/domain/proposal.ts';
import type { Leg, LegSize, Part, RotationProposal } from '#shared/domain/proposal.ts';
import type { Tested } from '../execution/limits/proposed.ts';
import { isLittle, largestSizes, remaining, sizeOf, sizeWords } from './sizes.ts';
import type { Grain } from './sizes.ts';

/** What the limits say to some of a proposal's legs, the hedge sized for them. */
export type TestPart = (part: Part) => Tested;

/** A part that breaks nothing, and what it is. */
export interface Offer extends Part {
  readonly words: string;
}

/** Limits that the chosen legs alone would break and all legs together keep (or break less), in words; null = none. */
export function partBreaks(all: readonly number[], chosen: Part, test: TestPart): string | null {
  const own = hardBroken(test(chosen));
  const broken = own.length === 0 ? [] : newlyBroken(own, hardBroken(test(asProposed(all))));
  const [first] = broken;
  if (first === undefined) return null;
  const rest = broken.length === 1 ? '' : ` The same goes for ${broken.length - 1} more.`;
  return `These legs without the others break a limit that the whole proposal keeps (${first.check.ticker}: ${first.verdict.words}).${rest}`;
}

interface Broken {
  readonly check: Check;
  readonly verdict: Verdict;
}

function newlyBroken(own: readonly Broken[], whole: readonly Broken[]): Broken[] {
  const worst = new Map<LimitId, number>();
  for (const { verdict } of whole)
    worst.set(verdict.rule, Math.min(worst.get(verdict.rule) ?? 0, verdict.distance ?? 0));
  return own.filter(({ check, verdict }) =>
    verdict.distance === null || verdict.unit === 'flag'
      ? !whole.some((other) => other.verdict.rule === verdict.rule && other.check.ticker === check.ticker)
      : verdict.distance < (worst.get(verdict.rule) ?? 0) - noise(verdict),
  );
}

/** Sums in another order differ in their last bits. */
const noise = ({ limit }: Verdict): number => 1e-9 * Math.max(1, Math.abs(limit ?? 0));

/** Also those that an order would wait for: what was funded by a leg that is not chosen waits in vain. */
const hardBroken = ({ checks }: Tested): Broken[] =>
  checks.flatMap((check) =>
    check.broken
      .filter(({ passed, severity }) => !passed && severity === 'hard')
      .map((verdict) => ({ check, verdict })),
  );

/** What mends a choice which breaks something: the same legs smaller, one leg more, or the fewest legs less. Empty = none was found. */
export function offersFor(
  proposal: RotationProposal,
  chosen: readonly number[],
  grain: Grain,
  test: TestPart,
): Offer[] {
  const keeps = judgeOf(proposal, test);
  const fits = (legs: readonly number[]): boolean => keeps(asProposed(legs));
  if (chosen.length > mostSearched || fits(chosen)) return [];
  const sizes = largestSizes(proposal, chosen, grain, (tried) => keeps({ legs: chosen, sizes: tried }));
  const more = proposal.legs
    .filter(({ index, sellShares }) => !chosen.includes(index) && sellShares > 0)
    .map(({ index }) => index)
    .find((leg) => fits(sorted([...chosen, leg])));
  const less = fewest(proposal, chosen, fits);
  // Legs that are left out as a whole are no other sizes.
  const isLess = sizes !== null && less !== null && isSame(remaining(chosen, sizes), less);
  return [
    ...(sizes === null || (isLess && sizes.length === chosen.length - less.length)
      ? []
      : [sizedOffer(proposal, chosen, sizes)]),
    ...(more === undefined ? [] : [offerOf('Approve as well:', proposal, sorted([...chosen, more]), [more])]),
    ...(less === null ? [] : [offerOf('Leave out:', proposal, less, without(chosen, less))]),
  ];
}

/** Whether a part breaks no hard limit, and none that the whole proposal keeps. */
function judgeOf({ legs }: RotationProposal, test: TestPart): (part: Part) => boolean {
  let whole: readonly Broken[] | null = null;
  return (part) => {
    if (part.legs.length === 0) return false;
    const tested = test(part);
    const own = hardBroken(tested);
    if (tested.hard !== null || own.length === 0) return tested.hard === null;
    whole ??= hardBroken(test(asProposed(legs.map(({ index }) => index))));
    return newlyBroken(own, whole).length === 0;
  };
}

/**
 * A part of smaller sizes, less what a limit has lost since they were offered, as far as prices may move silently and lots round; as it is where
 * that is not enough.
 */
export function refitted(
  proposal: RotationProposal,
  part: Part,
  grain: Grain,
  tolerance: number,
  test: TestPart,
): Part {
  const { legs, sizes } = part;
  const keeps = judgeOf(proposal, test);
  if (sizes.length === 0 || legs.length > mostSearched || keeps(part)) return part;
  const asked = { ...proposal, legs: proposal.legs.map((leg) => ({ ...leg, ...sizeOf(leg, sizes) })) };
  const less = largestSizes(asked, legs, grain, (tried) =>
    keeps({ legs, sizes: [...withoutLegs(sizes, tried), ...tried] }),
  );
  if (less === null || !isLittle(asked, legs, less, grain, tolerance)) return part;
  const both = [...withoutLegs(sizes, less), ...less].toSorted((a, b) => a.leg - b.leg);
  return { legs: remaining(legs, less), sizes: both };
}

const withoutLegs = (sizes: readonly LegSize[], others: readonly LegSize[]): LegSize[] =>
  sizes.filter(({ leg }) => !others.some((other) => other.leg === leg));

/** Beyond it the search would hold up the interval. */
const mostSearched = 40;

/** Legs are taken away from the least useful one on until the rest fits; then those that fit after all come back. */
function fewest(
  { legs }: RotationProposal,
  chosen: readonly number[],
  fits: (legs: readonly number[]) => boolean,
): readonly number[] | null {
  const order = legs
    .filter(({ index, to }) => chosen.includes(index) && to !== null)
    .toSorted((a, b) => (a.utility ?? 0) - (b.utility ?? 0) || b.index - a.index)
    .map(({ index }) => index);
  let left = chosen;
  const gone: number[] = [];
  for (const leg of order) {
    if (fits(left)) break;
    left = without(left, [leg]);
    gone.push(leg);
  }
  if (!fits(left)) return null;
  for (const leg of gone.toReversed()) if (fits(sorted([...left, leg]))) left = sorted([...left, leg]);
  return left;
}

function offerOf(
  begin: string,
  { legs }: RotationProposal,
  offered: readonly number[],
  changed: readonly number[],
): Offer {
  const names = changed.map((index) => wordsOfLeg(legs.find((leg) => leg.index === index)));
  return { ...asProposed(offered), words: `${begin} ${names.join(', ')}.` };
}

const sizedOffer = (
  proposal: RotationProposal,
  legs: readonly number[],
  sizes: readonly LegSize[],
): Offer => ({
  ...{ legs, sizes },
  words: `Take smaller sizes: ${sizeWords(proposal, sizes)}.`,
});

const isSame = (a: readonly number[], b: readonly number[]): boolean => String(a) === String(b);

const wordsOfLeg = (leg: Leg | undefined): string => `${leg?.from ?? 'cash'} → ${leg?.to ?? 'cash'}`;
const without = (legs: readonly number[], gone: readonly number[]): readonly number[] =>
  legs.filter((leg) => !gone.includes(leg));
const sorted = (legs: readonly number[]): readonly number[] => legs.toSorted((a, b) => a - b);
