import type { BrokerEvent } from '#app/ports.ts';

// What a desk may rely on in anything that a session tells, whatever the TWS sent.

const finite = (...values: readonly number[]): boolean => values.every((value) => Number.isFinite(value));
const priceOrNull = (...values: readonly (number | null)[]): boolean =>
  values.every((value) => value === null || (Number.isFinite(value) && value > 0));
const sizeOrNull = (...values: readonly (number | null | undefined)[]): boolean =>
  values.every((value) => value === null || value === undefined || (Number.isFinite(value) && value >= 0));

/** What is wrong with an event; null = nothing. */
export function wrongWith(event: BrokerEvent): string | null {
  return isSound(event) ? null : `unsound: ${JSON.stringify(event)}`;
}

function isSound(event: BrokerEvent): boolean {
  switch (event.kind) {
    case 'state':
      return event.message !== '';
    case 'notice':
      return event.text !== '' && Number.isFinite(event.code);
    case 'quote': {
      const { bid, ask, last, close, bidSize, askSize, volume, at, ticker } = event.quote;
      return (
        priceOrNull(bid, ask, last, close) &&
        sizeOrNull(bidSize, askSize, volume) &&
        finite(at) &&
        ticker !== ''
      );
    }
    case 'account': {
      const { nav, cash, grossPositionValue, buyingPower, availableFunds, at } = event.values;
      return finite(nav, cash, grossPositionValue, buyingPower, availableFunds, at);
    }
    case 'positions':
      return event.positions.every(
        ({ ticker, conId, shares, avgCost }) =>
          ticker !== '' && Number.isSafeInteger(conId) && Number.isSafeInteger(shares) && finite(avgCost),
      );
    case 'fill': {
      const { execId, permId, ticker, shares, price, at, conId } = event.fill;
      const whole = [shares, permId, conId].every((value) => Number.isSafeInteger(value)) && shares > 0;
      return whole && execId !== '' && ticker !== '' && priceOrNull(price) && finite(at);
    }
    case 'order': {
      const { permId, apiOrderId, shares, limit, filled, remaining, at } = event.report;
      const whole = Number.isSafeInteger(permId) && Number.isSafeInteger(apiOrderId) && finite(at);
      return whole && sizeOrNull(shares, filled, remaining) && priceOrNull(limit ?? null);
    }
    case 'commission':
      return (
        event.commission.execId !== '' && finite(event.commission.amount, event.commission.realizedPnl ?? 0)
      );
    default:
      return true;
  }
}
