import type { ReactNode } from 'react';
import type { DriftRow } from '#shared/contract/rows.ts';
import { triggerText } from './drift-columns.ts';
import { ReasonChip } from './reason-cell.tsx';

/** One name's decision, explained. */
export function Why({ row }: { readonly row: DriftRow }): ReactNode {
  return (
    <div className="why" data-testid="why">
      <p className="why-text" title={row.why}>
        {row.reason === null ? null : <ReasonChip code={row.reason} />} {row.why}
      </p>
      <p className="why-trigger dim" title={triggerText(row)}>
        To trigger: {triggerText(row)}
      </p>
    </div>
  );
}
