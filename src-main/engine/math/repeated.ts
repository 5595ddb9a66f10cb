/** A list of n times the same value; many times faster than Array.from for a few thousand. */
export function repeated<T>(n: number, value: T): T[] {
  const all = Array<T>(n);
  for (let i = 0; i < n; i++) all[i] = value;
  return all;
}
