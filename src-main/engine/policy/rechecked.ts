import type { LimitId, ProposalLimit } from '#shared/domain/limit.ts';
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

/** Limits that the whole proposal kept when it was made and breaks now, where what is chosen breaks something: also soft ones, which nobody has seen. */
function limitsMoved(
  proposal: RotationProposal,
  chosen: Part,
  tested: (proposal: RotationProposal, part: Part) => Tested,
): Moved[] {
  const own = tested(proposal, chosen);
  if (own.hard === null && own.soft === null) return [];
  const known = proposal.limits ?? [];
  const before = (rule: LimitId): ProposalLimit | null => known.find((limit) => limit.rule === rule) ?? null;
  const { limits } = tested(proposal, asProposed(proposal.legs.map(({ index }) => index)));
  return limits
    .filter(({ rule, broken }) => weightOf(broken) > weightOf(before(rule)?.broken ?? null))
    .filter(({ rule }) => !waitingRules.has(rule))
    .map(({ rule, broken, after, soft, hard, tickers, words }) => ({
      ticker: tickers.length === 1 ? (tickers[0] ?? null) : null,
      field: 'limit',
      before: before(rule)?.after ?? null,
      after,
      tolerance: broken === 'soft' ? soft : hard,
      words: `${broken === 'soft' ? 'It is over a soft limit now' : 'A limit refuses it now'}: ${words}.`,
    }));
}

const weightOf = (broken: ProposalLimit['broken']): number =>
  broken === null ? 0 : broken === 'soft' ? 1 : 2;

const mostTold = 3;
function wordsOf(moved: readonly Moved[]): string {
  const told = moved.slice(0, mostTold).map(({ words }) => words);
  return `${told.join(' ')}${moved.length > mostTold ? ` And ${moved.length - mostTold} more.` : ''}`;
}
