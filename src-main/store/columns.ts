import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { assert } from '#shared/assert.ts';
import { epochMs } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';

/** SQLite stores NaN as NULL, and a NULL limit means "no limit": only finite numbers get in. */
export function real(n: number, what: string): number {
  assert(Number.isFinite(n), `${what} must be a finite number, got ${n}`);
  return n;
}

export function realOrNull(n: number | null, what: string): number | null {
  return n === null ? null : real(n, what);
}

/** Columns hold whole milliseconds. */
export function ms(at: EpochMs): number {
  return Math.round(real(at, 'a time'));
}

export function msOrNull(at: number | null): EpochMs | null {
  return at === null ? null : epochMs(at);
}

/** JSON would turn NaN and infinities into null without a word. */
export function toJson(value: unknown, what: string): string {
  // apart from stringify: a function that it calls for every value takes it off its fast path
  allFinite(value, '', what);
  const text: unknown = JSON.stringify(value);
  assert(typeof text === 'string', `${what} has no JSON form`);
  return text;
}

/** Orders wait for it, so nothing is made on the way: names are put together only for what is wrong. */
function allFinite(value: unknown, key: string, what: string): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) real(value, `${what}: ${key}`);
  } else if (Array.isArray(value)) for (const each of value) allFinite(each, key, what);
  else if (typeof value === 'object' && value !== null)
    for (const name in value) allFinite(value[name as keyof typeof value], name, what);
}

/** The caller says what its column was written from. */
export function fromJson(text: string): unknown {
  return JSON.parse(text);
}

/** A tenth larger than at zlib's usual level, in less than half the time: orders wait for it. */
const packing = 1;

/** JSON made small: deflated, in base64. An interval of 120 names is 56 kB as it is and 15 kB so, every half minute of every day. */
export function toPackedJson(value: unknown, what: string): string {
  return deflateRawSync(toJson(value, what), { level: packing }).toString('base64');
}

/**
 * Reads also what earlier builds wrote plainly: base64 has no brace.
 * @public
 */
export function fromPackedJson(text: string): unknown {
  return fromJson(text.startsWith('{') ? text : inflateRawSync(Buffer.from(text, 'base64')).toString('utf8'));
}
