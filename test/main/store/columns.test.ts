import { expect, test } from 'vitest';
import { epochMs } from '#shared/units.ts';
import {
  fromJson,
  fromPackedJson,
  ms,
  msOrNull,
  real,
  realOrNull,
  toJson,
  toPackedJson,
} from '#store/columns.ts';

test.each([Number.NaN, Infinity, -Infinity])('%d gets into no column', (n) => {
  expect(() => real(n, 'a price')).toThrow('a price must be a finite number');
  expect(() => realOrNull(n, 'a price')).toThrow('a price must be a finite number');
  expect(() => toJson({ a: [{ bid: n }] }, 'a quote')).toThrow('a quote: bid must be a finite number');
});

test('null is a value of its own', () => {
  expect([realOrNull(null, ''), msOrNull(null), msOrNull(5)]).toEqual([null, null, 5]);
});

test('times are whole milliseconds', () => {
  expect(ms(epochMs(1_785_000_000_000.4))).toBe(1_785_000_000_000);
});

test('JSON keeps every double and the order of keys', () => {
  const value = { z: 0.1 + 0.2, a: [1 / 3, 5e-324, null, 'Ω'], m: { '7': true } };
  expect(JSON.stringify(fromJson(toJson(value, 'x')))).toBe(JSON.stringify(value));
  expect(() => toJson(undefined, 'x')).toThrow('x has no JSON form');
});

test('packed JSON keeps every double too, is small where much repeats, and plain rows of earlier builds are read', () => {
  const value = Array.from({ length: 120 }, (_, n) => ({
    ticker: `T${n}`,
    z: Math.sin(n),
    why: 'past rank 20',
  }));
  const packed = toPackedJson({ value }, 'x');
  expect(JSON.stringify(fromPackedJson(packed))).toBe(JSON.stringify({ value }));
  expect(packed.length).toBeLessThan(toJson({ value }, 'x').length / 2);
  expect(fromPackedJson(toJson({ value }, 'x'))).toEqual({ value });
  expect(() => toPackedJson({ z: Number.NaN }, 'x')).toThrow('x: z must be a finite number');
});
