import type { Check, LimitId, Verdict } from '#shared/domain/limit.ts';
import type { Leg, RotationProposal } from '#shared/domain/proposal.ts';
import type { Tested } from '../execution/limits/proposed.ts';

/** What the limits say to some of a proposal's legs, the hedge sized for them. */
export type TestLegs = (legs: readonly number[]) => Tested;

/** A choice of legs that breaks nothing, and what it is. */
export interface Offer {
  readonly legs: readonly number[];
  readonly words: string;
}

/** Limits that the chosen legs alone would break and all legs together keep (or break less), in words; null = none. */
export function partBreaks(all: readonly number[], chosen: readonly number[], test: TestLegs): string | null {
  const broken = newlyBroken(all, chosen, test);
  const [first] = broken;
  if (first === undefined) return null;
  const rest = broken.length === 1 ? '' : ` The same goes for ${broken.length - 1} more.`;
  return `These legs without the others break a limit that the whole proposal keeps (${first.check.ticker}: ${first.verdict.words}).${rest}`;
}

interface Broken {
  readonly check: Check;
  readonly verdict: Verdict;
}

function newlyBroken(all: readonly number[], chosen: readonly number[], test: TestLegs): Broken[] {
  const own = hardBroken(test(chosen));
  if (own.length === 0) return [];
  const whole = hardBroken(test(all));
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

/** The least changes that mend a choice which breaks something: one leg more, or the fewest legs less. Empty = none was found. */
export function leastChanges(proposal: RotationProposal, chosen: readonly number[], test: TestLegs): Offer[] {
  const all = proposal.legs.map(({ index }) => index);
  const fits = (legs: readonly number[]): boolean =>
    legs.length > 0 && test(legs).hard === null && newlyBroken(all, legs, test).length === 0;
  if (chosen.length > mostSearched || fits(chosen)) return [];
  const more = proposal.legs
    .filter(({ index, sellShares }) => !chosen.includes(index) && sellShares > 0)
    .map(({ index }) => index)
    .find((leg) => fits(sorted([...chosen, leg])));
  const less = fewest(proposal, chosen, fits);
  return [
    ...(more === undefined ? [] : [offerOf('Approve as well:', proposal, sorted([...chosen, more]), [more])]),
    ...(less === null ? [] : [offerOf('Leave out:', proposal, less, without(chosen, less))]),
  ];
}

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
  return { legs: offered, words: `${begin} ${names.join(', ')}.` };
}

const wordsOfLeg = (leg: Leg | undefined): string => `${leg?.from ?? 'cash'} → ${leg?.to ?? 'cash'}`;
const without = (legs: readonly number[], gone: readonly number[]): readonly number[] =>
  legs.filter((leg) => !gone.includes(leg));
const sorted = (legs: readonly number[]): readonly number[] => legs.toSorted((a, b) => a - b);
