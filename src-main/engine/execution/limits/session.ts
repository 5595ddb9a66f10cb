import type { OrderIntent, Refusal } from '#shared/domain/order.ts';
import { epochMs } from '#shared/units.ts';
import { sessionClamp } from '../../policy/clamps.ts';
import { mayBeShort, openedBy } from '../funds.ts';
import { auctionCutoff } from '../working/auction.ts';
import type { LimitContext } from './context.ts';
import { flag } from './limit.ts';
import type { LimitRule } from './limit.ts';

const minuteMs = 60_000;

/** The regular session, its first minutes, its last ones for what makes a position larger, and the cut-off of an auction. */
export const session: LimitRule = {
  id: 'session',
  words: 'Session and auction cut-offs',
  scope: 'waits',
  check: (intent, context) => {
    const refusal = hoursRefusal(intent, context);
    return flag('session', refusal, refusal === null ? 'the session is on' : wordsOf(refusal));
  },
};

function hoursRefusal(intent: OrderIntent, context: LimitContext): Refusal | null {
  const { ticker, side } = intent;
  const { state, at, settings } = context;
  const { openClampMin, closeClampMin } = settings.clamps;
  const instrument = state.instruments[ticker];
  const sessions = instrument?.sessions ?? [];
  const clamp = sessionClamp(sessions, at, settings.clamps);
  const now = sessions.find(({ open, close }) => open <= at && at < close);
  if (clamp.closed || now === undefined || instrument === undefined) return { kind: 'market-closed' };
  if (clamp.openClamp) return { kind: 'open-clamp', untilMs: epochMs(now.open + openClampMin * minuteMs) };
  const grows = mayBeShort(ticker, context)
    ? openedBy(intent, state.positions[ticker]?.shares ?? 0) > 0
    : side === 'BUY';
  if (clamp.closeClamp && grows)
    return { kind: 'close-clamp', sinceMs: epochMs(now.close - closeClampMin * minuteMs) };
  if (intent.style.type !== 'MOC' && intent.style.type !== 'LOC') return null;
  const until = auctionCutoff(instrument, now, settings.execution);
  return at <= until
    ? null
    : { kind: 'auction-closed', untilMs: until, exchange: instrument.primaryExchange };
}

const wordsOf = ({ kind }: Refusal): string =>
  kind === 'market-closed'
    ? 'the market is closed'
    : kind === 'open-clamp'
      ? 'nothing trades in the first minutes of the session'
      : kind === 'close-clamp'
        ? 'only reductions trade in the last minutes of the session'
        : 'the venue’s cut-off for the auction is over';
