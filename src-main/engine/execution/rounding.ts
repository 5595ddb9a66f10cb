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
  // Rounding may cross an edge, where another grid begins: at most once per band.
  for (let bands = 0; bands <= increments.length; bands++) {
    const rounded = direction === 'down' ? stepDown(units, increments) : stepUp(units, increments);
    if (rounded === units) break;
    units = rounded;
  }
  return price(Number(units) / unitsPerOne);
}

/** Down to the band's grid, or to just below the band where that lies outside it. */
function stepDown(units: bigint, increments: readonly PriceIncrement[]): bigint {
  const band = bandOf(units, increments);
  const onGrid = units - (units % tickOf(increments, band));
  const below = edgeOf(increments, band) - 1n;
  return band > 0 && onGrid <= below ? below : onGrid;
}

/** Up to the band's grid, or to the next band's edge where that comes first. */
function stepUp(units: bigint, increments: readonly PriceIncrement[]): bigint {
  const band = bandOf(units, increments);
  const tick = tickOf(increments, band);
  const over = units % tick;
  const onGrid = over === 0n ? units : units - over + tick;
  if (band + 1 >= increments.length) return onGrid;
  const edge = edgeOf(increments, band + 1);
  return onGrid > edge ? edge : onGrid;
}

function bandOf(units: bigint, increments: readonly PriceIncrement[]): number {
  return Math.max(
    0,
    increments.findLastIndex(({ lowEdge }) => toUnits(lowEdge) <= units),
  );
}

const tickOf = (increments: readonly PriceIncrement[], band: number): bigint =>
  toUnits(ensure(increments[band], 'a price increment').increment);

const edgeOf = (increments: readonly PriceIncrement[], band: number): bigint =>
  toUnits(ensure(increments[band], 'a price increment').lowEdge);
