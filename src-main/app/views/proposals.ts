import type { LegRow, ProposalRow } from '#shared/contract/rows.ts';
import { revisionOf, type Leg } from '#shared/domain/proposal.ts';
import { toBps, toPercent } from '#shared/units.ts';
import type { StoredProposal } from '../ports.ts';
import { reasonWords } from './words.ts';

export function proposalRow({ proposal, status, decidedBy, why, legs }: StoredProposal): ProposalRow {
  return {
    id: proposal.proposalId,
    seq: proposal.seq,
    at: proposal.at,
    expiresAt: proposal.expiresAt,
    status,
    revision: revisionOf(proposal),
    moved: [...(proposal.moved ?? [])],
    decidedBy,
    why,
    approvedLegs: [...legs],
    turnover: proposal.turnover,
    costMoney: proposal.costMoney,
    legs: proposal.legs.map(legRow),
  };
}

function legRow(leg: Leg): LegRow {
  const path = `${leg.from ?? 'cash'} → ${leg.to ?? 'cash'}`;
  const numbers = `${toPercent(leg.weight).toFixed(2)} % of NAV, cost ${toBps(leg.cost).toFixed(1)} bps`;
  const utility = leg.utility === null ? '' : `, utility ${leg.utility.toFixed(4)}`;
  return { ...leg, why: `${path}: ${reasonWords[leg.reason]} (${numbers}${utility})` };
}
