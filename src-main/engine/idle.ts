import type { EngineInput } from './input.ts';
import { settle } from './policy/approval.ts';
import { rejectedWith } from './policy/memory.ts';
import type { Decision } from './decision.ts';
import type { EngineSettings } from './settings.ts';
import type { EngineState } from './state.ts';

/** Why nothing can be computed from what is known, in words for the trader; null = it can. */
export function idleBecause(
  state: EngineState,
  settings: EngineSettings,
  problems: readonly string[],
): string | null {
  const { account, instruments, history } = state;
  const loaded = settings.universe.filter((ticker) => instruments[ticker] !== undefined);
  if (problems.length > 0) return problems.join(' ');
  if (settings.universe.length === 0) return 'The strategy names no universe.';
  if (account === null) return 'Waiting for the account values.';
  if (!(account.nav > 0)) return `The net asset value of the account is ${account.nav}: no weights exist.`;
  if (loaded.length === 0) return 'Waiting for the contracts of the universe.';
  if (!loaded.some((ticker) => (history[ticker]?.length ?? 0) > 0)) return 'Waiting for daily bars.';
  return null;
}

/** Nothing is approved in it. */
const untested = () => ({ checks: [], hard: null, soft: null });

/** An interval that computes nothing: facts are kept, a proposal can expire or be rejected, and nothing is sent. */
export function idleStep(
  now: EngineState,
  input: EngineInput,
  why: string,
  settings: EngineSettings,
): { readonly state: EngineState; readonly decision: Decision; readonly silent: boolean } {
  const settled = settle(now.open, input, null, () => ({
    everything: why,
    clampedLegs: new Set(),
    tested: untested,
    rechecked: () => null,
    partBreaks: () => null,
    sizesWrong: () => null,
    refitted: (part) => part,
  }));
  return {
    state: {
      ...now,
      open: settled.open,
      rejected: rejectedWith(now.rejected, settled.ended, input.at, null, settings),
    },
    silent: false,
    decision: {
      seq: input.seq,
      at: input.at,
      pace: input.pace,
      idle: why,
      drift: [],
      outcomes: [],
      book: null,
      shadow: null,
      proposal: settled.open,
      ended: settled.ended,
      orders: [],
      refused: [],
      cancel: [],
      previews: [],
      works: [],
      checks: [],
      quiet: settled.words.length === 0 ? null : settled.words.join(' '),
    },
  };
}
