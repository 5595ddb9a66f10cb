import { assert } from '#shared/assert.ts';
import { orderId } from '#shared/ids.ts';
import type { OrderIntent, OrderStyle, Side } from '#shared/domain/order.ts';
import type { Instrument, Quote } from '#shared/domain/market.ts';
import type { ProposedTrade, RotationProposal } from '#shared/domain/proposal.ts';
import { price, shares } from '#shared/units.ts';
import type { Price } from '#shared/units.ts';
import type { EngineInput } from '../input.ts';
import type { ExecutionSettings } from '../settings.ts';
import type { EngineState } from '../state.ts';
import { roundToTick } from './rounding.ts';

/** Approved trades → one order each, in the given order (sells first), priced with this interval's quotes. */
export function intentsOf(
  proposal: RotationProposal,
  trades: readonly ProposedTrade[],
  state: EngineState,
  input: Pick<EngineInput, 'at' | 'seq' | 'idPrefix'>,
  settings: ExecutionSettings,
): OrderIntent[] {
  return trades.map((trade, n) => {
    const instrument = state.instruments[trade.ticker];
    assert(instrument !== undefined, `an instrument for ${trade.ticker}`);
    const side = trade.shares > 0 ? 'BUY' : 'SELL';
    const touch = touchOf(state.quotes[trade.ticker], trade.price);
    return {
      orderId: orderId(`dd-${input.idPrefix}-${input.seq}-${n}`),
      proposalId: proposal.proposalId,
      ticker: trade.ticker,
      conId: instrument.conId,
      side,
      shares: shares(Math.abs(trade.shares)),
      style: styleOf(side, touch, instrument, settings),
      tif: 'DAY',
      reason: trade.reason,
      decision: { ...touch, at: input.at },
    };
  });
}

interface Touch {
  readonly bid: Price;
  readonly ask: Price;
}

/** Where a side is missing the proposal's price stands in, for the record only: `guard` refuses such an order. */
function touchOf(quote: Quote | undefined, proposed: Price): Touch {
  const bid = quote?.bid ?? proposed;
  const ask = quote?.ask ?? proposed;
  return { bid: price(bid > 0 ? bid : proposed), ask: price(ask > 0 ? ask : proposed) };
}

function styleOf(side: Side, touch: Touch, instrument: Instrument, settings: ExecutionSettings): OrderStyle {
  const limit = collaredLimit(side, touch, instrument, settings);
  switch (settings.style) {
    case 'MKT':
      return { type: 'MKT' };
    case 'LMT':
      return { type: 'LMT', limit };
    case 'MIDPRICE':
      return { type: 'MIDPRICE', limit };
    case 'ADAPTIVE':
      return { type: 'ADAPTIVE', priority: settings.adaptivePriority, limit };
    default:
      return settings.style satisfies never;
  }
}

/** Through the touch by the collar; rounded to the tick inward, so that the collar is never exceeded. */
function collaredLimit(
  side: Side,
  { bid, ask }: Touch,
  instrument: Instrument,
  { collar }: Pick<ExecutionSettings, 'collar'>,
): Price {
  return side === 'BUY'
    ? roundToTick(ask * (1 + collar), instrument.priceIncrements, 'down')
    : roundToTick(bid * (1 - collar), instrument.priceIncrements, 'up');
}
