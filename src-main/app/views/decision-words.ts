import type { Decision } from '#engine/decision.ts';
import type { Notice } from '#shared/contract/rows.ts';
import { refusedWords } from '../hand-over.ts';
import { alarmWords } from './book.ts';

/** What the trader is told of an interval: an engine that beats the optimum, orders that may not go, trades that stopped. */
export function wordsOfDecision(decision: Decision): readonly Pick<Notice, 'level' | 'text'>[] {
  const alarm = decision.shadow?.alarm ?? null;
  const warnings = [...decision.refused.map(refusedWords), ...stoppedWords(decision)];
  return [
    ...(alarm === null ? [] : [{ level: 'error' as const, text: alarmWords(alarm) }]),
    ...warnings.map((text) => ({ level: 'warning' as const, text })),
  ];
}

/** Works that came to an end before they were filled; refusals are told by themselves. */
export function stoppedWords({ works, at }: Decision): string[] {
  return works.flatMap(({ side, shares, ticker, state }) =>
    state.stage === 'stopped' && state.refusal === null && state.at === at
      ? [`${side} ${shares} ${ticker} is not worked any further. ${state.why}`]
      : [],
  );
}
