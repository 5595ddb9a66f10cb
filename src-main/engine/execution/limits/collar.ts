import { sendTouch } from '#shared/domain/order.ts';
import { toBps } from '#shared/units.ts';
import type { LimitId } from '#shared/domain/limit.ts';
import { worstPrice } from '../funds.ts';
import { bandOf } from './bands.ts';
import { atMost } from './limit.ts';
import type { Finding, LimitRule } from './limit.ts';

/** How far the order's price lies off the middle of the market that it leaves on. */
export const fromMid: LimitRule = {
  id: 'from-mid',
  words: 'Price off the middle',
  scope: 'send',
  check: (intent, { settings }) => {
    const { bid, ask } = sendTouch(intent);
    return off('from-mid', worstPrice(intent, settings), (bid + ask) / 2, bandOf('fromMid', settings));
  },
};

/** How far it lies off the last trade; passes where there was none. */
export const fromLast: LimitRule = {
  id: 'from-last',
  words: 'Price off the last trade',
  scope: 'send',
  check: (intent, { state, settings }) => {
    const last = state.quotes[intent.ticker]?.last ?? null;
    return off('from-last', worstPrice(intent, settings), last, bandOf('fromLast', settings));
  },
};

function off(
  rule: LimitId,
  price: number,
  from: number | null,
  band: Parameters<typeof atMost>[0]['band'],
): Finding {
  const value = from === null || !(from > 0) ? null : Math.abs(price / from - 1);
  const bps = (share: number | null): string => (share === null ? 'none' : `${toBps(share).toFixed(0)} bps`);
  return atMost({
    ...{ rule, unit: 'fraction', value, band },
    words: (limit) =>
      `its price ${price.toFixed(2)} lies ${bps(value ?? 0)} off ${rule === 'from-mid' ? 'the middle' : 'the last trade'} ${(from ?? 0).toFixed(2)} (limit ${bps(limit)})`,
  });
}
