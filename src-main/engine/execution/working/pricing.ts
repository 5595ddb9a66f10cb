import type { Instrument, Quote } from '#shared/domain/market.ts';
import type { OrderStyle, Side, Touch } from '#shared/domain/order.ts';
import type { Level, Work } from '#shared/domain/work.ts';
import { price } from '#shared/units.ts';
import type { EpochMs, Fraction, Price } from '#shared/units.ts';
import type { ExecutionSettings } from '../execution-settings.ts';
import { roundToTick } from '../rounding.ts';

/** Both sides as they stand; a missing one is the other, or the proposed price: for the record only, `guard` refuses such an order. */
export function touchOf(quote: Quote | undefined, proposed: Price, at: EpochMs): Touch {
  const bid = quote?.bid ?? proposed;
  const ask = quote?.ask ?? proposed;
  return { bid: price(bid > 0 ? bid : proposed), ask: price(ask > 0 ? ask : proposed), at };
}

/** The worst price at which anything may trade; rounded to the tick inward. */
export const boundOf = (
  side: Side,
  proposed: Price,
  tolerance: Fraction,
  { priceIncrements }: Instrument,
): Price =>
  side === 'BUY'
    ? roundToTick(proposed * (1 + tolerance), priceIncrements, 'down')
    : roundToTick(proposed * (1 - tolerance), priceIncrements, 'up');

/** Whether the middle has run away beyond the bound. */
export const isBeyond = ({ side, bound }: Pick<Work, 'side' | 'bound'>, { bid, ask }: Touch): boolean =>
  side === 'BUY' ? (bid + ask) / 2 > bound : (bid + ask) / 2 < bound;

/** The child that a level calls for, or the one that the style is. */
export function styleOf(
  work: Work,
  level: Level,
  touch: Touch,
  instrument: Instrument,
  settings: ExecutionSettings,
): OrderStyle {
  const collared = limitAt(work, collarPrice(work.side, touch, settings.collar), instrument);
  switch (work.style) {
    case 'MKT':
    case 'MOC':
      return { type: work.style };
    case 'LMT':
      return { type: 'LMT', limit: collared };
    case 'LOC':
      return { type: 'LOC', limit: work.bound };
    case 'MIDPRICE':
      return { type: 'MIDPRICE', limit: collared };
    case 'ADAPTIVE':
      return { type: 'ADAPTIVE', priority: settings.adaptivePriority, limit: collared };
    case 'SHORT_HORIZON':
      return shortHorizonStyle(work, level, touch, instrument, settings);
    default:
      return work.style satisfies never;
  }
}

const priorities = { patient: 'Patient', normal: 'Normal', urgent: 'Urgent' } as const;

function shortHorizonStyle(
  work: Work,
  level: Level,
  touch: Touch,
  instrument: Instrument,
  settings: ExecutionSettings,
): OrderStyle {
  const { near, far } = sidesOf(work.side, touch);
  switch (level) {
    case 'passive':
      return { type: 'LMT', limit: limitAt(work, near, instrument) };
    case 'mid': {
      const limit = limitAt(work, far, instrument);
      return settings.middle === 'MIDPRICE'
        ? { type: 'MIDPRICE', limit }
        : { type: 'ADAPTIVE', priority: priorities[work.urgency], limit };
    }
    case 'cross':
      return {
        type: 'LMT',
        limit: limitAt(work, collarPrice(work.side, touch, settings.collar), instrument),
      };
    case 'auction':
      return { type: 'LOC', limit: work.bound };
    default:
      return level satisfies never;
  }
}

const collarPrice = (side: Side, { bid, ask }: Touch, collar: Fraction): number =>
  side === 'BUY' ? ask * (1 + collar) : bid * (1 - collar);

/** Never beyond the bound, and rounded so that the tick worsens nothing. */
function limitAt({ side, bound }: Work, wanted: number, { priceIncrements }: Instrument): Price {
  return side === 'BUY'
    ? roundToTick(Math.min(wanted, bound), priceIncrements, 'down')
    : roundToTick(Math.max(wanted, bound), priceIncrements, 'up');
}

/** near: where a passive order stands; far: what it would have to pay. */
export const sidesOf = (side: Side, { bid, ask }: Touch): { near: number; far: number } =>
  side === 'BUY' ? { near: bid, far: ask } : { near: ask, far: bid };

/** Whether the market left an order behind: it stands worse than its level wants, and a new one may be priced better. */
export function isLeftBehind(work: Work, level: Level, limit: number, wanted: number, touch: Touch): boolean {
  const { near, far } = sidesOf(work.side, touch);
  const sign = work.side === 'BUY' ? 1 : -1;
  const place = level === 'cross' ? far : near;
  return sign * (place - limit) > 0 && sign * (wanted - limit) > 0;
}
