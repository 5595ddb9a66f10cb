import { ensure } from '#shared/assert.ts';
import type { PriceIncrement } from '#shared/domain/market.ts';
import { price, shares } from '#shared/units.ts';
import type { Price, Shares } from '#shared/units.ts';

/** Weights that were shares once come back with rounding noise: 99.9999999 shares are 100. */
const shareNoise = 1e-6;

/** A signed quantity of shares, towards zero to whole lots. */
export function roundToLot(quantity: number, lot: number): Shares {
  const lots = Math.floor((Math.abs(quantity) + shareNoise) / lot);
  return shares(Math.sign(quantity) * lots * lot);
}

/** (w_tar − w_cur)·NAV/price, towards zero to the lot (spec 8). Weights as fractions of NAV; positive = buy. */
export function sharesToTrade(wCur: number, wTar: number, nav: number, at: number, lot: number): Shares {
  return roundToLot(((wTar - wCur) * nav) / at, lot);
}

/** A buy limit goes down and a sell limit up, so that rounding never worsens what was approved. */
export type TickDirection = 'down' | 'up';

/** Prices in whole billionths: decimal increments, and binary ones down to 1/512, are exact in them. */
const unitsPerOne = 1_000_000_000;
const toUnits = (decimal: number): bigint => BigInt(Math.round(decimal * unitsPerOne));

/** The nearest price in that direction which the market rule allows; `increments` lowest edge first, not empty. Positive prices; 0 = under one tick. */
export function roundToTick(
  at: number,
  increments: readonly PriceIncrement[],
  direction: TickDirection,
): Price {
  let units = toUnits(at);
  // A step across an edge may land on a price of the other band's grid: at most once per band.
  for (let bands = 0; bands <= increments.length; bands++) {
    const tick = tickAt(units, increments);
    const over = units % tick;
    if (over === 0n) break;
    units += direction === 'down' ? -over : tick - over;
  }
  return price(Number(units) / unitsPerOne);
}

function tickAt(units: bigint, increments: readonly PriceIncrement[]): bigint {
  const band = increments.findLast(({ lowEdge }) => toUnits(lowEdge) <= units) ?? increments[0];
  return toUnits(ensure(band, 'a price increment').increment);
}
