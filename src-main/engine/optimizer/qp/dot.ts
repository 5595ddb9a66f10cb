/** Σ x[xFrom + k]·y[yFrom + k] over k < count, in four running sums. */
export function dotRange(
  x: Float64Array,
  xFrom: number,
  y: Float64Array,
  yFrom: number,
  count: number,
): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  for (; k + 3 < count; k += 4) {
    a += (x[xFrom + k] as number) * (y[yFrom + k] as number);
    b += (x[xFrom + k + 1] as number) * (y[yFrom + k + 1] as number);
    c += (x[xFrom + k + 2] as number) * (y[yFrom + k + 2] as number);
    d += (x[xFrom + k + 3] as number) * (y[yFrom + k + 3] as number);
  }
  for (; k < count; k++) a += (x[xFrom + k] as number) * (y[yFrom + k] as number);
  return a + b + (c + d);
}

/** y[yFrom + k] += scale·x[xFrom + k] over k < count. */
export function addRange(
  scale: number,
  x: Float64Array,
  xFrom: number,
  y: Float64Array,
  yFrom: number,
  count: number,
): void {
  for (let k = 0; k < count; k++) {
    y[yFrom + k] = (y[yFrom + k] as number) + scale * (x[xFrom + k] as number);
  }
}
