import { unreachable } from '#shared/assert.ts';
import type { Check } from '#shared/domain/limit.ts';
import { asProposed, isWhole, revisionOf } from '#shared/domain/proposal.ts';
import type { Leg, Part, RotationProposal } from '#shared/domain/proposal.ts';
import type { EndedProposal } from '../decision.ts';
import type { Tested } from '../execution/limits/proposed.ts';
import type { EngineInput, ProposalCommand } from '../input.ts';
import { codeWords } from './memory.ts';
import { capital } from './name-case.ts';
import { remaining, sizeWords, smallerOf } from './sizes.ts';

/** What may keep an approval from being carried out; the proposal then stays open. */
export interface Obstacles {
  /** Nothing at all may be sent, and why, in words; null = orders may go. */
  readonly everything: string | null;
  /** Legs that make a position larger in its close clamp, by index: they are left out of what is approved. */
  readonly clampedLegs: ReadonlySet<number>;
  /** What the limits say to these legs. */
  readonly tested: (part: Part) => Pick<Tested, 'checks' | 'hard' | 'soft'>;
  /** What these legs have become since the trader saw them, where anything moved beyond its tolerance; null = they may go as they are. */
  readonly rechecked: (part: Part) => Rechecked | null;
  /** What these legs alone would break and all of them would not, in words; null = nothing. */
  readonly partBreaks: (part: Part) => string | null;
  /** Why no approval can have its sizes, in words that name the place; null = it can. */
  readonly sizesWrong: (part: Part) => string | null;
  /** Its smaller sizes, less what a limit has lost since; as it is where that is nothing, or too much. */
  readonly refitted: (part: Part) => Part;
}

export interface Rechecked {
  /** The next revision; null = nothing of the proposal is left. */
  readonly open: RotationProposal | null;
  /** What moved, in words. */
  readonly words: string;
}

export interface Approval extends Part {
  readonly proposal: RotationProposal;
}

export interface Settled {
  /** Still waiting for a decision. */
  readonly open: RotationProposal | null;
  readonly ended: readonly EndedProposal[];
  /** To be carried out now; its proposal is among the ended, and so can never be approved again. */
  readonly approval: Approval | null;
  /** What could not be done, for the trader. */
  readonly words: readonly string[];
  /** What the limits said of what was to be approved. */
  readonly checks: readonly Check[];
}

export const nothingOpen: Settled = { open: null, ended: [], approval: null, words: [], checks: [] };

/** The open proposal × time × commands. `outdated`: why its numbers hold no longer; null = they do. */
export function settle(
  open: RotationProposal | null,
  input: EngineInput,
  outdated: string | null,
  obstacles: (proposal: RotationProposal) => Obstacles,
): Settled {
  const start = endedByItself(open, input, outdated);
  return input.commands.reduce(
    (settled, command) => (command.kind === 'stop' ? settled : obey(settled, command, obstacles)),
    start,
  );
}

function endedByItself(open: RotationProposal | null, { at }: EngineInput, outdated: string | null): Settled {
  if (open === null) return nothingOpen;
  const end = (status: 'expired' | 'superseded', why: string): Settled => ({
    ...nothingOpen,
    ended: [{ proposal: open, status, legs: [], why }],
  });
  if (at >= open.expiresAt) return end('expired', 'Nobody decided in time.');
  return outdated === null ? { ...nothingOpen, open } : end('superseded', outdated);
}

function obey(
  settled: Settled,
  command: ProposalCommand,
  obstacles: (proposal: RotationProposal) => Obstacles,
): Settled {
  const { open } = settled;
  if (open?.proposalId !== command.proposalId) return saying(settled, notOpen(settled, command));
  switch (command.kind) {
    case 'reject':
      return {
        ...settled,
        open: null,
        ended: [...settled.ended, rejectionOf(open, command)],
      };
    case 'approve':
      return (command.revision ?? 1) === revisionOf(open)
        ? approve(settled, open, command, obstacles(open), 'Approved by the trader.')
        : saying(settled, staleWords(open, command.revision ?? 1));
    default:
      return unreachable(command);
  }
}

function rejectionOf(
  proposal: RotationProposal,
  { code, reason }: Extract<ProposalCommand, { kind: 'reject' }>,
): EndedProposal {
  const ended = { proposal, status: 'rejected', legs: [] } as const;
  if (code === undefined) return { ...ended, why: reason };
  const begin = capital(codeWords[code]);
  return { ...ended, code, why: code === 'other' || reason === begin ? reason : `${begin}: ${reason}` };
}

/** In mode propose, where the strategy lets reductions go by themselves: those that cut or trim without buying anything. The rest is proposed again. */
export function approveCuts(settled: Settled, obstacles: (proposal: RotationProposal) => Obstacles): Settled {
  const { open } = settled;
  if (open === null || settled.approval !== null) return settled;
  const legs = open.legs.filter(isCut).map(({ index }) => index);
  if (legs.length === 0) return settled;
  const inTheWay = obstacles(open);
  const { hard, soft } = inTheWay.tested(asProposed(legs));
  if (inTheWay.everything !== null || hard !== null || soft !== null) return settled;
  return approve(settled, open, { legs }, inTheWay, 'Reductions, approved by the desk (execution.autoCuts).');
}

const isCut = ({ from, to, reason }: Leg): boolean =>
  (from === null || to === null) && (reason.startsWith('CUT_') || reason.startsWith('TRIM_'));

/** Approves an open proposal without being asked (mode `auto`); where it may not, the proposal stays open, with a word. */
export function approveByItself(
  settled: Settled,
  obstacles: (proposal: RotationProposal) => Obstacles,
): Settled {
  if (settled.open === null || settled.approval !== null) return settled;
  const inTheWay = obstacles(settled.open);
  if (inTheWay.clampedLegs.size > 0) return settled;
  if (inTheWay.everything === null) {
    const { hard, soft } = inTheWay.tested(asProposed(settled.open.legs.map(({ index }) => index)));
    if (hard === null && soft !== null)
      return saying(
        settled,
        `Not approved by itself, because it breaks a soft limit. ${soft} It waits for you.`,
      );
  }
  return approve(settled, settled.open, { legs: null }, inTheWay, 'Approved by the desk in mode auto.');
}

function approve(
  settled: Settled,
  open: RotationProposal,
  asked: Asked,
  obstacles: Obstacles,
  why: string,
): Settled {
  const part = partOf(open, asked, obstacles);
  if (typeof part === 'string') return saying(settled, `${part} The proposal stays open.`);
  const now = obstacles.rechecked(part);
  if (now !== null) return revised(settled, open, now);
  const breaks = isWhole(open, part) ? null : obstacles.partBreaks(part);
  if (breaks !== null) return saying(settled, `Nothing is sent. ${breaks} The proposal stays open.`);
  const { checks, hard, soft } = obstacles.tested(part);
  const heard = { ...settled, checks: [...settled.checks, ...checks] };
  if (hard !== null)
    return saying(
      heard,
      `Nothing is sent, because a hard limit is broken. ${hard} The proposal stays open: choose other legs.`,
    );
  const smaller = sizeWords(open, part.sizes);
  const ended: EndedProposal = {
    proposal: open,
    status: isWhole(open, part) ? 'approved' : 'part-approved',
    legs: part.legs,
    ...(smaller === '' ? {} : { sizes: part.sizes }),
    why: [
      why,
      ...(smaller === '' ? [] : [`Smaller than proposed: ${smaller}.`]),
      ...(soft === null ? [] : [`Soft limits that were acknowledged: ${soft}`]),
    ].join(' '),
  };
  return { ...heard, open: null, approval: { proposal: open, ...part }, ended: [...settled.ended, ended] };
}

type Asked = Pick<Extract<ProposalCommand, { kind: 'approve' }>, 'legs' | 'sizes'>;

/** What is asked for, without what came to nothing; or why there is no such part, in words. */
function partOf(
  open: RotationProposal,
  { legs, sizes = [] }: Asked,
  { everything, sizesWrong, refitted }: Obstacles,
): Part | string {
  const all = open.legs.map(({ index }) => index);
  const chosen = [...new Set(legs ?? all)].sort((a, b) => a - b);
  const stranger = chosen.find((leg) => !all.includes(leg));
  if (everything !== null) return `Nothing is sent: ${everything}`;
  if (stranger !== undefined) return `Nothing is sent: ${open.proposalId} has no leg ${stranger}.`;
  const wrong = sizesWrong({ legs: chosen, sizes });
  if (wrong !== null) return `Nothing is sent: ${wrong}`;
  const left = remaining(chosen, sizes);
  if (left.length === 0) return 'Nothing is sent: no legs were chosen.';
  return refitted({ legs: left, sizes: smallerOf(open, sizes) });
}

/** Not sent: what moved is shown, and decided on again. */
function revised(settled: Settled, open: RotationProposal, now: Rechecked): Settled {
  if (now.open !== null) {
    const ask = `The proposal is now revision ${revisionOf(now.open)}: look at what moved and approve it again.`;
    return saying({ ...settled, open: now.open }, `Nothing is sent yet. ${now.words} ${ask}`);
  }
  const ended = { proposal: open, status: 'superseded', legs: [], why: now.words } as const;
  return { ...settled, open: null, ended: [...settled.ended, ended] };
}

const staleWords = (open: RotationProposal, seen: number): string =>
  `Nothing is sent: you decided on revision ${seen} of the proposal, and it is revision ${revisionOf(open)} now. Look at what moved and approve it again.`;

const saying = (settled: Settled, word: string): Settled => ({ ...settled, words: [...settled.words, word] });

function notOpen(settled: Settled, { kind, proposalId }: ProposalCommand): string {
  const ended = settled.ended.find(({ proposal }) => proposal.proposalId === proposalId);
  const how =
    ended === undefined
      ? 'is not open: it was decided or expired before, or never was'
      : `is ${ended.status} already`;
  return `Nothing is done for the ${kind === 'approve' ? 'approval' : 'rejection'}: proposal ${proposalId} ${how}.`;
}
