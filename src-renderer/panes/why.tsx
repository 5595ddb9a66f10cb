import type { ReactNode } from 'react';
import type { DriftRow } from '#shared/contract/rows.ts';
import { formatPercent, formatScore, formatSignedBps } from '../format.ts';
import { triggerText } from './drift-columns.ts';
import { ReasonChip } from './reason-cell.tsx';

/** One name's decision, explained. */
export function Why({ row }: { readonly row: DriftRow }): ReactNode {
  return (
    <div className="why" data-testid="why">
      <p className="why-text" title={row.why}>
        {row.reason === null ? null : <ReasonChip code={row.reason} />} {row.why}
      </p>
      <p className="why-numbers dim">
        {formatPercent(row.current)} → {formatPercent(row.target)} ({formatSignedBps(row.drift)} bps) · z{' '}
        {formatScore(row.z)} · to trigger: {triggerText(row)}
      </p>
    </div>
  );
}
