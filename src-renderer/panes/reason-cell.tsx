import type { ReactNode } from 'react';
import { wordsOfReason } from '../words.ts';

/** A reason in a word or two; the row's tooltip says it in full. */
export const ReasonCell = ({ value }: { readonly value?: string | null }): ReactNode =>
  value === undefined || value === null || value === '' ? null : <ReasonChip code={value} />;

export function ReasonChip({ code, title }: { readonly code: string; readonly title?: string }): ReactNode {
  const { short, long, tone } = wordsOfReason(code);
  return (
    <span
      className={`chip chip-${tone}`}
      data-reason={code}
      title={title === undefined ? undefined : `${long}. ${title} (${code})`}
    >
      {short}
    </span>
  );
}
