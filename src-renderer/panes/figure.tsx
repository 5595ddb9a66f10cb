import type { ReactNode } from 'react';

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly testId: string;
  readonly title?: string;
  readonly tone?: 'warn' | undefined;
  /** Least width in characters, so that nothing moves when the value comes. */
  readonly width: number;
}

/** A labelled value of the bar. */
export function Figure({ label, value, testId, title, tone, width }: FigureProps): ReactNode {
  return (
    <span className="figure" title={title} style={{ minWidth: `${width}ch` }}>
      <span className="figure-label">{label}</span>
      <span className={tone ? `figure-value tone-${tone}` : 'figure-value'} data-testid={testId}>
        {value}
      </span>
    </span>
  );
}
