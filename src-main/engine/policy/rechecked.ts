import type { ProposalLimit } from '#shared/domain/limit.ts';
import { asProposed } from '#shared/domain/proposal.ts';
import type { Moved, Part, RotationProposal } from '#shared/domain/proposal.ts';
import { waitingRules } from '../execution/limits/rules.ts';
import type { Tested } from '../execution/limits/proposed.ts';
import type { EngineInput } from '../input.ts';
import type { Picture } from '../measure.ts';
import { tradesOfLegs } from '../proposal.ts';
import type { EngineSettings } from '../settings.ts';
import type { Rechecked } from './approval.ts';
import { movedSince } from './re-check.ts';
import { revise } from './revise.ts';

/** The last look before an approval is carried out, at this interval's quotes, positions, clamps and limits; null = all is as it was seen. */
export function rechecked(
  proposal: RotationProposal,
  chosen: Part,
  clamped: ReadonlySet<number>,
  picture: Picture,
  input: Pick<EngineInput, 'at'>,
  settings: EngineSettings,
  tested: (proposal: RotationProposal, part: Part) => Tested,
): Rechecked | null {
  const trades = tradesOfLegs(proposal, chosen);
  const moved = [
    ...movedSince(proposal, trades, picture, settings),
    ...(chosen.legs.some((leg) => clamped.has(leg)) ? clampMoved(proposal, clamped, settings) : []),
    ...limitsMoved(proposal, chosen, tested),
  ];
  if (moved.length === 0) return null;
  const open = revise(proposal, moved, clamped, picture, input, settings);
  const words = wordsOf(moved);
  if (open === null) return { open, words: `${words} Nothing of it is left.` };
  const { limits } = tested(open, asProposed(open.legs.map(({ index }) => index)));
  return { open: { ...open, limits }, words };
}

function clampMoved(
  { legs }: RotationProposal,
  clamped: ReadonlySet<number>,
  { clamps }: EngineSettings,
): Moved[] {
  return legs
    .filter(({ index }) => clamped.has(index))
    .map(({ from, to, buyShares, sellShares }) => ({
      ticker: to ?? from,
      field: 'clamp',
      before: to === null ? -sellShares : buyShares,
      after: 0,
      tolerance: null,
      words: `${to ?? from ?? ''}: in the last ${clamps.closeClampMin} minutes of the session only reductions trade, so this leg is gone.`,
    }));
}

/** Hard limits that the whole proposal kept when it was made and breaks now, where what is chosen breaks them. */
function limitsMoved(
  proposal: RotationProposal,
  chosen: Part,
  tested: (proposal: RotationProposal, part: Part) => Tested,
): Moved[] {
  if (tested(proposal, chosen).hard === null) return [];
  const known = proposal.limits ?? [];
  const before = (rule: string): ProposalLimit | undefined => known.find((limit) => limit.rule === rule);
  const { limits, hard } = tested(proposal, asProposed(proposal.legs.map(({ index }) => index)));
  if (hard === null) return [];
  return limits
    .filter(({ rule, broken }) => broken === 'hard' && before(rule)?.broken !== 'hard' && !waitingRules.has(rule))
    .map(({ rule, after, hard: bound, tickers, words }) => ({
      ticker: tickers.length === 1 ? (tickers[0] ?? null) : null,
      field: 'limit',
      before: before(rule)?.after ?? null,
      after,
      tolerance: bound,
      words: `A limit refuses it now: ${words}.`,
    }));
}

const mostTold = 3;
function wordsOf(moved: readonly Moved[]): string {
  const told = moved.slice(0, mostTold).map(({ words }) => words);
  return `${told.join(' ')}${moved.length > mostTold ? ` And ${moved.length - mostTold} more.` : ''}`;
}
