import type { ReactNode } from 'react';
import type { ProposalRow } from '#shared/contract/rows.ts';
import { formatPercent, formatTime } from '../format.ts';
import { proposalWords } from '../words.ts';

const shown = 20;

/** Proposals that ended: what became of them, by whom, and why. */
export function PastProposals({ rows }: { readonly rows: readonly ProposalRow[] }): ReactNode {
  if (rows.length === 0) return null;
  const newestFirst = [...rows].sort((a, b) => b.seq - a.seq).slice(0, shown);
  return (
    <table className="past" data-testid="past-proposals">
      <caption>Before</caption>
      <tbody>
        {newestFirst.map((row) => (
          <Past key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Past({ row }: { readonly row: ProposalRow }): ReactNode {
  const { word, sign, tone } = proposalWords[row.status];
  const legs =
    row.status === 'part-approved'
      ? `${row.approvedLegs.length} of ${row.legs.length}`
      : `${row.legs.length}`;
  const why = [row.decidedBy === null ? '' : `by ${row.decidedBy}`, row.why]
    .filter((part) => part !== '')
    .join(': ');
  return (
    <tr data-testid={`past-${row.id}`} data-status={row.status}>
      <td className="dim">#{row.seq}</td>
      <td className="dim number">{formatTime(row.at)}</td>
      <td className={`tone-${tone} nowrap`}>
        {sign} {word}
      </td>
      <td className="dim nowrap" title={`Turnover ${formatPercent(row.turnover)}`}>
        {legs} {row.legs.length === 1 ? 'leg' : 'legs'}
      </td>
      <td className="past-why" title={why}>
        {why}
      </td>
    </tr>
  );
}
