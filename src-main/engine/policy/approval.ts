import { unreachable } from '#shared/assert.ts';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import type { EndedProposal } from '../decision.ts';
import type { EngineInput, ProposalCommand } from '../input.ts';

/** What may keep an approval from being carried out; the proposal then stays open. */
export interface Obstacles {
  /** Nothing at all may be sent, and why, in words; null = orders may go. */
  readonly everything: string | null;
  /** Legs that make a position larger in its close clamp, by index: they are left out of what is approved. */
  readonly clampedLegs: ReadonlySet<number>;
}

export interface Approval {
  readonly proposal: RotationProposal;
  readonly legs: readonly number[];
}

export interface Settled {
  /** Still waiting for a decision. */
  readonly open: RotationProposal | null;
  readonly ended: readonly EndedProposal[];
  /** To be carried out now; its proposal is among the ended, and so can never be approved again. */
  readonly approval: Approval | null;
  /** What could not be done, for the trader. */
  readonly words: readonly string[];
}

export const nothingOpen: Settled = { open: null, ended: [], approval: null, words: [] };

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
        ended: [...settled.ended, { proposal: open, status: 'rejected', legs: [], why: command.reason }],
      };
    case 'approve':
      return approve(settled, open, command.legs, obstacles(open), 'Approved by the trader.');
    default:
      return unreachable(command);
  }
}

/** Approves an open proposal without being asked (mode `auto`); where it may not, the proposal stays open, with a word. */
export function approveByItself(
  settled: Settled,
  obstacles: (proposal: RotationProposal) => Obstacles,
): Settled {
  if (settled.open === null || settled.approval !== null) return settled;
  const inTheWay = obstacles(settled.open);
  if (inTheWay.clampedLegs.size > 0) return settled;
  return approve(settled, settled.open, null, inTheWay, 'Approved by the desk in mode auto.');
}

function approve(
  settled: Settled,
  open: RotationProposal,
  legs: readonly number[] | null,
  { everything, clampedLegs }: Obstacles,
  why: string,
): Settled {
  const all = open.legs.map(({ index }) => index);
  const chosen = [...new Set(legs ?? all)].sort((a, b) => a - b);
  const stranger = chosen.find((leg) => !all.includes(leg));
  if (everything !== null) return saying(settled, `Nothing is sent: ${everything} The proposal stays open.`);
  if (stranger !== undefined) {
    return saying(
      settled,
      `Nothing is sent: ${open.proposalId} has no leg ${stranger}. The proposal stays open.`,
    );
  }
  const sent = chosen.filter((leg) => !clampedLegs.has(leg));
  if (sent.length === 0) return saying(settled, nothingChosen(chosen.length));
  const left = chosen.length - sent.length;
  const clampWords =
    left === 0 ? '' : ` ${left} of the chosen legs buy inside the close clamp and were left out.`;
  const status = sent.length === all.length ? 'approved' : 'part-approved';
  return {
    ...settled,
    open: null,
    approval: { proposal: open, legs: sent },
    ended: [...settled.ended, { proposal: open, status, legs: sent, why: `${why}${clampWords}` }],
  };
}

const nothingChosen = (chosen: number): string =>
  chosen === 0
    ? 'Nothing is sent: no legs were chosen. The proposal stays open.'
    : 'Nothing is sent: close to the end of the session only reductions trade, and every chosen leg buys. The proposal stays open.';

const saying = (settled: Settled, word: string): Settled => ({ ...settled, words: [...settled.words, word] });

function notOpen(settled: Settled, { kind, proposalId }: ProposalCommand): string {
  const ended = settled.ended.find(({ proposal }) => proposal.proposalId === proposalId);
  const how =
    ended === undefined
      ? 'is not open: it was decided or expired before, or never was'
      : `is ${ended.status} already`;
  return `Nothing is done for the ${kind === 'approve' ? 'approval' : 'rejection'}: proposal ${proposalId} ${how}.`;
}
