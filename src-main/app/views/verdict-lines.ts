import type { HistoryLine } from '#shared/contract/reconcile-row.ts';
import type { Check, Verdict } from '#shared/domain/limit.ts';
import type { Order, Refusal } from '#shared/domain/order.ts';
import type { Store } from '../ports.ts';
import { limitName } from '../limits/words.ts';
import { wordsOfRefusal } from './words.ts';

const stageWords = {
  proposal: 'Limits at the proposal',
  approval: 'Limits at the approval',
  send: 'Limits before sending',
} as const;

/** How an order came about, with what the limits said of its trade before there was an order: after its proposal, and after its approval. */
export function withEarlyChecks(
  [decided, ...rest]: readonly HistoryLine[],
  store: Store,
  { intent }: Order,
): readonly HistoryLine[] {
  const lines = store
    .checksOf(intent.proposalId)
    .filter(({ ticker }) => ticker === intent.ticker)
    .map((check, index): HistoryLine & Pick<Check, 'stage'> => ({
      ...{ id: -100 - index, at: check.at, who: 'desk', kind: 'verdict', stage: check.stage },
      ...{ title: stageWords[check.stage], text: checkWords(check) },
    }));
  const of = (wanted: Check['stage']): HistoryLine[] =>
    lines.flatMap(({ stage, ...line }) => (stage === wanted ? [line] : []));
  return [...(decided === undefined ? [] : [decided]), ...of('proposal'), ...rest, ...of('approval')];
}

interface Body {
  readonly checks?: readonly Check[];
  readonly refusal?: Refusal | null;
}

/** An audit record of kind `verdict`. */
export function verdictLine(body: unknown): Pick<HistoryLine, 'kind' | 'title' | 'text'> {
  const { checks = [], refusal = null } = (body ?? {}) as Body;
  const [check] = checks;
  const refused = refusal === null ? '' : `Refused: ${wordsOfRefusal(refusal)}. `;
  return {
    kind: 'verdict',
    title: check === undefined ? 'Limits' : stageWords[check.stage],
    text: `${refused}${check === undefined ? '' : checkWords(check)}`.trim(),
  };
}

function checkWords({ broken, passed }: Check): string {
  const told = broken.map((verdict) => `${limitName(verdict.rule)}: ${verdict.words}${how(verdict)}.`);
  return [...told, `${passed.length} limits passed.`].join(' ');
}

const how = ({ severity, passed, exempt }: Verdict): string =>
  exempt && passed ? ' (a reduction passes)' : severity === 'soft' ? ' (soft: it may go)' : ' (hard)';
