import type { BookRow, LimitRow, ShadowRow } from '#shared/contract/book-row.ts';
import { formatLimit, formatPercent, formatValue, unknown } from '../format.ts';
import type { Tone } from '../words.ts';

/** Slack up to here is none: what a solver leaves of a limit that binds. */
const binding = 1e-6;

export interface LimitState {
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
}

/** How a limit stands at the targets. */
export function limitState({ slack }: Pick<LimitRow, 'slack'>): LimitState {
  if (slack < -binding) return { word: 'Broken', sign: '✕', tone: 'bad' };
  return slack <= binding
    ? { word: 'Binds', sign: '●', tone: 'warn' }
    : { word: 'Free', sign: '○', tone: 'quiet' };
}

/** Broken ones first, then those that bind, then by what is left. */
export const tightestFirst = (limits: readonly LimitRow[]): LimitRow[] =>
  [...limits].sort((a, b) => a.slack - b.slack);

/** What one more percent of NAV (or 0.01 of beta) is worth; a dash where the engine does not know. */
export const priceWords = ({ price }: Pick<LimitRow, 'price'>): string =>
  price === null ? unknown : formatValue(price);

export const slackWords = ({ slack, unit }: LimitRow): string =>
  formatLimit(Math.abs(slack) <= binding ? 0 : slack, unit);

const solverWords = {
  optimal: 'proven optimal',
  relaxed: 'proven, after limits gave way',
  infeasible: 'no answer: the limits cannot hold together',
  failed: 'no answer that it can prove',
} as const;

/** One line on the exact answer; empty where the strategy runs no shadow. */
export function solverLine({ solver, distance }: Pick<BookRow, 'solver' | 'distance'>): string {
  if (solver === null) return '';
  const gap = solver.gap === null ? '' : `, gap ${solver.gap === 0 ? '0' : solver.gap.toExponential(0)}`;
  const apart = distance === null ? '' : `; the two engines are ${formatPercent(distance)} of NAV apart`;
  return `Rebalance: ${solverWords[solver.status]}${gap}${apart}.`;
}

/** What keeps a line from being comparable; empty = it keeps every limit. */
export const brokenWords = ({ broken }: Pick<ShadowRow, 'broken'>): string =>
  broken.length === 0 ? '' : `breaks ${broken.join(', ')}`;
