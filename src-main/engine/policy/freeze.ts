import { ensure } from '#shared/assert.ts';
import { isOver } from '#shared/domain/work.ts';
import { toBps } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { isTerminal } from '../execution/lifecycle.ts';
import type { Name } from '../names.ts';
import type { EngineSettings } from '../settings.ts';
import type { EngineState } from '../state.ts';
import { freezeReasons, relativeSpread } from './clamps.ts';
import type { FreezeReason } from './clamps.ts';

/** Why a name may not trade in this interval, in words with the numbers that decided; null = it may. What is unknown freezes. */
export function freezeOf(
  name: Name,
  advShares: number,
  state: EngineState,
  settings: EngineSettings,
  at: EpochMs,
): string | null {
  return ownFreeze(name, state, settings) ?? clampFreeze(name, advShares, settings, at);
}

/** What the desk knows of the name, whatever the market says. */
function ownFreeze(name: Name, state: EngineState, settings: EngineSettings): string | null {
  const { ticker, instrument } = name;
  if (instrument === null) return 'The contract is not loaded.';
  if (!name.inUniverse && !name.isHedge) return 'Not in the strategy’s universe: counted, never traded.';
  if (settings.restricted.includes(ticker)) return 'Restricted by the strategy.';
  if (name.shares < 0 && !settings.rotation.longShort && !name.isHedge)
    return `Short ${-name.shares} shares: a long-only strategy leaves it.`;
  const base = state.account?.currency;
  if (instrument.currency !== base)
    return `Trades in ${instrument.currency}, the account counts in ${String(base)}.`;
  const working = state.orders.find((order) => order.intent.ticker === ticker && !isTerminal(order));
  if (working !== undefined) {
    const { side, shares, orderId } = working.intent;
    return `Own order ${orderId} (${side} ${shares}) is ${working.status.state}.`;
  }
  const worked = state.works.find((work) => work.ticker === ticker && !isOver(work));
  if (worked !== undefined)
    return `Being worked for proposal ${worked.proposalId}: ${worked.side} ${worked.shares}, ${worked.filled} filled.`;
  return state.frozen[ticker] ?? null;
}

function clampFreeze(name: Name, advShares: number, settings: EngineSettings, at: EpochMs): string | null {
  if (name.clamp.closed) return words.CLOSED(name, settings, at);
  const live = name.quote?.kind === 'live' ? name.quote : null;
  if (name.quote !== null && live === null)
    return `The quote is ${name.quote.kind}: only live ones are traded on.`;
  const [reason] = freezeReasons(
    {
      session: name.clamp,
      restricted: false,
      halted: name.quote?.halted ?? false,
      bid: live?.bid ?? null,
      ask: live?.ask ?? null,
      quoteAgeMs: live === null ? null : Math.max(0, at - live.at),
      advShares: Number.isFinite(advShares) ? advShares : null,
    },
    settings.clamps,
  );
  return reason === undefined ? null : words[reason](name, settings, at);
}

type Words = (name: Name, settings: EngineSettings, at: EpochMs) => string;

const words: Readonly<Record<FreezeReason, Words>> = {
  CLOSED: () => 'The market is closed.',
  OPEN_CLAMP: (_, { clamps }) => `Nothing trades in the first ${clamps.openClampMin} minutes of the session.`,
  RESTRICTED: () => 'Restricted by the strategy.',
  HALTED: () => 'Trading is halted.',
  NO_QUOTE: () => 'No live bid and ask.',
  STALE_QUOTE: ({ quote }, { clamps }, at) =>
    `The quote is ${seconds(at - ensure(quote, 'quote').at)} old; the limit is ${seconds(clamps.maxQuoteAgeMs)}.`,
  CROSSED_QUOTE: ({ quote }) => `The bid ${quote?.bid} is above the ask ${quote?.ask}.`,
  WIDE_SPREAD: ({ quote }, { clamps }) =>
    `The spread is ${toBps(relativeSpread(quote?.bid ?? 0, quote?.ask ?? 0)).toFixed(1)} bps; the limit is ${toBps(clamps.maxSpread).toFixed(1)}.`,
  ILLIQUID: () => 'No daily volume is known.',
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
