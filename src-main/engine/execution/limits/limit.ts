import type { Band, LimitId, LimitUnit, Verdict } from '#shared/domain/limit.ts';
import type { OrderIntent, Refusal } from '#shared/domain/order.ts';
import type { LimitContext } from './context.ts';

/**
 * One limit. `trade`: holds for a whole trade, from the proposal on. `order`: for each order that the trade goes in, the largest of them is
 * measured. `waits`: measured from the proposal on, but refuses only as an order leaves, because a trade may wait for it or the rest of the
 * proposal goes without it. `send`: only as an order leaves.
 */
export interface LimitRule {
  readonly id: LimitId;
  /** What it is, as a label. */
  readonly words: string;
  readonly scope: 'trade' | 'order' | 'waits' | 'send';
  /** `passed`: those of the same batch that have passed; they count. */
  readonly check: (intent: OrderIntent, context: LimitContext, passed: readonly OrderIntent[]) => Finding;
}

export interface Finding extends Verdict {
  /** Where a hard limit is broken. */
  readonly refusal: Refusal | null;
}

interface Measure {
  readonly rule: LimitId;
  readonly unit: LimitUnit;
  /** null = not known: it then breaks nothing. */
  readonly value: number | null;
  readonly band: Band;
  /** With the value and the limit in it; given the limit that decided. */
  readonly words: string | ((limit: number | null) => string);
  /** Reductions are shown and pass. */
  readonly exempt?: boolean;
  /** No waiting changes it. */
  readonly lasting?: boolean;
  /** Instead of the plain one. */
  readonly refusal?: Refusal | null;
}

/** At most the limit: equal passes. */
export const atMost = (measure: Measure): Finding => judge(measure, 'most');
/** At least the limit: equal passes. */
export const atLeast = (measure: Measure): Finding => judge(measure, 'least');

/** A rule without a number: `refusal` null = it passes. */
export function flag(rule: LimitId, refusal: Refusal | null, words: string): Finding {
  const band = { soft: null, hard: 0 };
  return atMost({ rule, unit: 'flag', value: refusal === null ? 0 : 1, band, words, refusal });
}

function judge(measure: Measure, sense: Verdict['sense']): Finding {
  const { rule, unit, value, band, words, exempt = false } = measure;
  const breaks = (limit: number | null): boolean =>
    value !== null && limit !== null && !(sense === 'most' ? value <= limit : value >= limit);
  const soft = !breaks(band.hard) && (band.hard === null || breaks(band.soft));
  const limit = soft ? band.soft : band.hard;
  const verdict: Verdict = {
    rule,
    severity: soft ? 'soft' : 'hard',
    passed: exempt || !breaks(limit),
    exempt,
    sense,
    value,
    limit,
    unit,
    words: typeof words === 'string' ? words : words(limit),
    distance: value === null || limit === null ? null : sense === 'most' ? limit - value : value - limit,
  };
  const refuses = !verdict.passed && verdict.severity === 'hard';
  return { ...verdict, refusal: refuses ? (measure.refusal ?? plain(verdict, measure)) : null };
}

const plain = ({ rule, value, limit, unit, words }: Verdict, { lasting = false }: Measure): Refusal => ({
  kind: 'limit',
  rule,
  value: value ?? 0,
  limit: limit ?? 0,
  unit,
  words,
  lasting,
});

/** A finding as it is kept. */
export function verdictOf(finding: Finding): Verdict {
  const { rule, severity, passed, exempt, sense, value, limit, unit, distance, words } = finding;
  return { rule, severity, passed, exempt, sense, value, limit, unit, distance, words };
}
