import type { Quote, QuoteKind } from '#shared/domain/market.ts';
import { price, type EpochMs, type Price } from '#shared/units.ts';
import { isNumber, isPositive } from './translate.ts';

type PriceField = 'bid' | 'ask' | 'last' | 'close';
type SizeField = 'bidSize' | 'askSize' | 'volume';

// Numbers of the TWS's tick types; those from 66 on are the delayed counterparts.
const priceFields: Readonly<Record<number, PriceField>> = {
  1: 'bid',
  2: 'ask',
  4: 'last',
  9: 'close',
  66: 'bid',
  67: 'ask',
  68: 'last',
  75: 'close',
};
const sizeFields: Readonly<Record<number, SizeField>> = {
  0: 'bidSize',
  3: 'askSize',
  8: 'volume',
  69: 'bidSize',
  70: 'askSize',
  74: 'volume',
};
const haltedTick = 49;
const firstDelayed = 66;
const lastDelayed = 76;

const kinds: Readonly<Record<number, QuoteKind>> = {
  1: 'live',
  2: 'frozen',
  3: 'delayed',
  4: 'delayed-frozen',
};

/** The quote after a price tick; the same object where the tick says nothing new that we keep. -1 = there is none. */
export function withPrice(quote: Quote, tick: number, value: number | undefined, at: EpochMs): Quote {
  const field = priceFields[tick];
  if (field === undefined || !isNumber(value)) return quote;
  const next: Price | null = isPositive(value) ? price(value) : null;
  return { ...quote, [field]: next, kind: kindAfter(quote.kind, tick), at };
}

export function withSize(quote: Quote, tick: number, value: number | undefined, at: EpochMs): Quote {
  const field = sizeFields[tick];
  if (field === undefined || (value !== undefined && !Number.isFinite(value))) return quote;
  const next = value === undefined || value < 0 ? null : value;
  return { ...quote, [field]: next, kind: kindAfter(quote.kind, tick), at };
}

/** Only tick 49 is kept: 0 = trading, 1 and 2 = halted, -1 = not known. */
export function withGeneric(quote: Quote, tick: number, value: number, at: EpochMs): Quote {
  return tick === haltedTick && Number.isFinite(value) ? { ...quote, halted: value > 0, at } : quote;
}

/** A kind that this build does not know counts as delayed: never traded on. */
export function withKind(quote: Quote, type: number): Quote {
  return { ...quote, kind: kinds[type] ?? 'delayed' };
}

function kindAfter(kind: QuoteKind, tick: number): QuoteKind {
  const isDelayed = tick >= firstDelayed && tick <= lastDelayed;
  return isDelayed && kind === 'live' ? 'delayed' : kind;
}
