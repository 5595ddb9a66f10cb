import type { Quote, QuoteKind } from '#shared/domain/market.ts';
import { price, type EpochMs } from '#shared/units.ts';
import { isNumber, isPositive } from './translate.ts';

/** A quote that is being built up; ticks change it in place, because there are many. */
export type Draft = { -readonly [Key in keyof Quote]: Quote[Key] };

// Numbers of the TWS's tick types; those from 66 on are the delayed counterparts.
const haltedTick = 49;
const shortableTick = 46;
export const shortableSharesTick = 89;
/** Asked for beside the prices: how easily a name can be borrowed, and how many shares. */
export const shortableTicks = '236';
const firstDelayed = 66;
const lastDelayed = 76;

const kinds: Readonly<Record<number, QuoteKind>> = {
  1: 'live',
  2: 'frozen',
  3: 'delayed',
  4: 'delayed-frozen',
};

/** Takes a price tick in; -1 = there is none. False = it says nothing that is kept. */
export function takePrice(draft: Draft, tick: number, value: number | undefined, at: EpochMs): boolean {
  if (!isNumber(value)) return false;
  const next = isPositive(value) ? price(value) : null;
  switch (tick) {
    case 1:
    case 66:
      draft.bid = next;
      break;
    case 2:
    case 67:
      draft.ask = next;
      break;
    case 4:
    case 68:
      draft.last = next;
      break;
    case 9:
    case 75:
      draft.close = next;
      break;
    default:
      return false;
  }
  ticked(draft, tick, at);
  return true;
}

/** Takes a size tick in; negative or missing = not known. False = it says nothing that is kept. */
export function takeSize(draft: Draft, tick: number, value: number | undefined, at: EpochMs): boolean {
  if (value !== undefined && !Number.isFinite(value)) return false;
  const next = value === undefined || value < 0 ? null : value;
  switch (tick) {
    case 0:
    case 69:
      draft.bidSize = next;
      break;
    case 3:
    case 70:
      draft.askSize = next;
      break;
    case 8:
    case 74:
      draft.volume = next;
      break;
    case shortableSharesTick:
      draft.shortableShares = next;
      return true;
    default:
      return false;
  }
  ticked(draft, tick, at);
  return true;
}

/** The size tick that a price tick's own size stands for; null = that size is not kept. */
export function sizeTickOf(priceTick: number): number | null {
  switch (priceTick) {
    case 1:
      return 0;
    case 2:
      return 3;
    case 66:
      return 69;
    case 67:
      return 70;
    default:
      return null;
  }
}

/** Of a halt: 0 = trading, 1 and 2 = halted, -1 = not known. What can be borrowed says nothing about the age of the prices. */
export function takeGeneric(draft: Draft, tick: number, value: number, at: EpochMs): boolean {
  if (tick === shortableTick) {
    draft.shortable = Number.isFinite(value) ? value : null;
    return true;
  }
  if (tick !== haltedTick || !Number.isFinite(value)) return false;
  draft.halted = value > 0;
  draft.at = at;
  return true;
}

/** A kind that this build does not know counts as delayed: never traded on. */
export function takeKind(draft: Draft, type: number): void {
  draft.kind = kinds[type] ?? 'delayed';
}

function ticked(draft: Draft, tick: number, at: EpochMs): void {
  if (tick >= firstDelayed && tick <= lastDelayed && draft.kind === 'live') draft.kind = 'delayed';
  draft.at = at;
}
