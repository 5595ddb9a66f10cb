/**
 * The w that minimises ½·d·w² − r·w + atCentre·|w − centre| + atZero·|w| over lo ≤ w ≤ hi, for d > 0 and prices ≥ 0.
 * Exactly a breakpoint when it is one.
 */
export function bestWeight(
  d: number,
  r: number,
  atCentre: number,
  atZero: number,
  centre: number,
  lo: number,
  hi: number,
): number {
  const centreFirst = centre <= 0;
  const first = centreFirst ? centre : 0;
  const second = centreFirst ? 0 : centre;
  const priceFirst = centreFirst ? atCentre : atZero;
  const priceSecond = centreFirst ? atZero : atCentre;
  let w = (r + priceFirst + priceSecond) / d;
  if (w >= first) {
    w = (r - priceFirst + priceSecond) / d;
    if (w <= first) w = first;
    else if (w >= second) {
      w = (r - priceFirst - priceSecond) / d;
      if (w < second) w = second;
    }
  }
  return w < lo ? lo : w > hi ? hi : w;
}
