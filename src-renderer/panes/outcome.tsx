import type { ReactNode } from 'react';
import type { LegSize } from '#shared/contract/proposal-row.ts';
import type { ProposalRow } from '#shared/contract/rows.ts';
import { sizeWords } from './legs.tsx';

/** What an approval came to. */
export interface Outcome {
  /** What was approved, in whole or in part. */
  readonly proposal: ProposalRow;
  readonly works: number;
  readonly orders: number;
  readonly refused: readonly string[];
  readonly sizes: readonly LegSize[];
}

export function OutcomeLine({
  outcome,
  onClose,
}: {
  readonly outcome: Outcome;
  readonly onClose: () => void;
}): ReactNode {
  const { proposal, refused, sizes } = outcome;
  return (
    <div className="outcome" role="status" data-testid="outcome">
      <div>
        <strong className="tone-good">
          ✓ Proposal {proposal.seq}: {outcomeWords(outcome)}
        </strong>
        {sizes.length === 0 ? null : (
          <div data-testid="outcome-sizes">
            Smaller than proposed: {sizes.map((size) => smallerWords(proposal, size)).join(' · ')}
          </div>
        )}
        {refused.length === 0 ? null : (
          <ul className="tone-warn">
            {refused.map((why) => (
              <li key={why}>▲ Refused: {why}</li>
            ))}
          </ul>
        )}
      </div>
      <button className="button-plain" aria-label="Close the outcome" onClick={onClose}>
        ✕
      </button>
    </div>
  );
}

/** Trades are worked order by order: what has gone at once is not all that will go. */
export function outcomeWords({ works, orders }: Pick<Outcome, 'works' | 'orders'>): string {
  const sent = `${orders === 1 ? '1 order' : `${orders} orders`} sent`;
  return works > orders ? `${works} trades are being worked, ${sent} so far.` : `${sent}.`;
}

/** A leg that went smaller than proposed: proposed → approved; 0 = it was left out. */
export function smallerWords({ legs }: Pick<ProposalRow, 'legs'>, size: LegSize): string {
  const leg = legs.find(({ index }) => index === size.leg);
  if (leg === undefined) return `leg ${size.leg}`;
  const { from, to } = leg;
  const name = from === null || to === null ? (to ?? from ?? '') : `${from} → ${to}`;
  const sides = [
    ['sell', leg.sellShares, size.sellShares],
    ['buy', leg.buyShares, size.buyShares],
  ] as const;
  const words = sides
    .filter(([, proposed]) => proposed > 0)
    .map(([side, proposed, approved]) => `${side} ${sizeWords(proposed, approved)}`);
  return `${name}: ${words.join(', ')}`;
}
