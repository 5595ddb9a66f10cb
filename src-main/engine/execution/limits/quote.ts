import type { Quote } from '#shared/domain/market.ts';
import type { Refusal } from '#shared/domain/order.ts';
import { toBps } from '#shared/units.ts';
import { relativeSpread } from '../../policy/clamps.ts';
import { bandOf } from './bands.ts';
import { atMost, flag } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** Live and two-sided: nothing else is traded on. */
export const quote: LimitRule = {
  id: 'quote',
  words: 'Live quote',
  scope: 'waits',
  check: ({ ticker }, { state }) => {
    const refusal = unusable(ticker, state.quotes[ticker]);
    return flag(
      'quote',
      refusal,
      refusal === null ? 'its quote is live' : 'its quote is not one to trade on',
    );
  },
};

function unusable(ticker: string, known: Quote | undefined): Refusal | null {
  if (known === undefined) return { kind: 'no-quote' };
  if (known.halted) return { kind: 'halted', reason: `Trading in ${ticker} is halted.` };
  if (known.kind !== 'live') return { kind: 'not-live-quote', quoteKind: known.kind };
  const { bid, ask } = known;
  // A crossed market is no price to trade on.
  return bid === null || ask === null || !(bid > 0) || !(ask >= bid) ? { kind: 'no-quote' } : null;
}

export const quoteAge: LimitRule = {
  id: 'quote-age',
  words: 'Age of the quote',
  scope: 'waits',
  check: ({ ticker }, { state, at, settings }) => {
    const known = state.quotes[ticker];
    // A time far ahead of ours says no more about the price's age than one far behind: the clock was set.
    const ageMs = known === undefined ? Number.MAX_VALUE : Math.abs(at - known.at);
    const limitMs = settings.clamps.maxQuoteAgeMs;
    return atMost({
      ...{ rule: 'quote-age', unit: 'ms', value: ageMs, band: bandOf('quoteAge', settings) },
      words: (limit) =>
        `its quote is ${known === undefined ? 'not there' : `${(ageMs / 1000).toFixed(1)} s old`} (limit ${((limit ?? limitMs) / 1000).toFixed(0)} s)`,
      refusal: { kind: 'stale-quote', ageMs, limitMs },
    });
  },
};

export const spread: LimitRule = {
  id: 'spread',
  words: 'Spread',
  scope: 'waits',
  check: ({ ticker }, { state, settings }) => {
    const known = state.quotes[ticker];
    const { maxSpread } = settings.clamps;
    const { bid = null, ask = null } = known ?? {};
    // What has no two sides is refused as no quote.
    const value = bid === null || ask === null || !(bid + ask > 0) ? null : relativeSpread(bid, ask);
    const [spreadBps, limitBps] = [toBps(value ?? 0), toBps(maxSpread)];
    return atMost({
      ...{ rule: 'spread', unit: 'fraction', value, band: bandOf('spread', settings) },
      words: (limit) =>
        `its spread is ${value === null ? 'not known' : `${spreadBps.toFixed(1)} bps`} (limit ${toBps(limit ?? maxSpread).toFixed(0)})`,
      refusal: { kind: 'spread-too-wide', spreadBps, limitBps },
    });
  },
};
