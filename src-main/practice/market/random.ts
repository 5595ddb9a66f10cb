/**
 * Randomness by address instead of by sequence: the same (seed, where, when) always gives the same number,
 * so that the market is a pure function of time and two clients see one market.
 */

const UINT32 = 4_294_967_296;

/** A well mixed unsigned 32-bit number for four coordinates (murmur3's finaliser over a running product). */
export function hash(seed: number, a: number, b: number, c = 0): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ a, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13) ^ b, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15) ^ c, 0x165667b1);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Uniform in [0, 1). */
export function uniform(seed: number, a: number, b: number, c = 0): number {
  return hash(seed, a, b, c) / UINT32;
}

/** Standard normal (Box-Muller over two addresses). */
export function normal(seed: number, a: number, b: number, c = 0): number {
  const u = (hash(seed, a, b, c) + 0.5) / UINT32;
  const v = hash(seed ^ 0x5bd1e995, a, b, c) / UINT32;
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}

/** One number out of a text, for streams that are named in words. */
export function hashText(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return h >>> 0;
}
