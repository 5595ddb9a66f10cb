import { describe, expect, test } from 'vitest';
import { at } from '#engine/math/linear.ts';
import { seededRandom } from '#test/support/random.ts';
import { backward, emptyFactor, follow, forward } from '#engine/optimizer/qp/working-factor.ts';
import type { WorkingFactor } from '#engine/optimizer/qp/working-factor.ts';
import { randomCovariance } from '#test/support/qp-programs.ts';

const n = 37;
const { sigma } = randomCovariance(n, 5, 3);
const scale = Float64Array.from({ length: n }, (_, i) => 1 + i / n);
const matrix = { values: sigma, scale, ridge: 0.25 };
const entry = (i: number, j: number): number =>
  at(scale, i) * at(sigma, i * n + j) * at(scale, j) + (i === j ? 0.25 : 0);

/** Largest residual of block·x = b for a b of ones. */
function residual(factor: WorkingFactor): number {
  const b = new Float64Array(factor.count).fill(1);
  const x = new Float64Array(factor.count);
  forward(factor, b, x);
  backward(factor, x.slice(), x);
  let most = 0;
  for (let a = 0; a < factor.count; a++) {
    let s = -1;
    for (let c = 0; c < factor.count; c++) s += entry(at(factor.order, a), at(factor.order, c)) * at(x, c);
    most = Math.max(most, Math.abs(s));
  }
  return most;
}

describe('the factor of the free names', () => {
  test('solves its block whatever names come and go', () => {
    const random = seededRandom(11);
    const factor = emptyFactor(n);
    const wanted = new Uint8Array(n);
    for (let round = 0; round < 60; round++) {
      const changes = round % 10 === 0 ? n : 1 + Math.floor(3 * random.uniform());
      for (let k = 0; k < changes; k++)
        wanted[Math.floor(n * random.uniform())] = random.uniform() < 0.6 ? 1 : 0;
      follow(factor, wanted, matrix);
      expect([...factor.order.subarray(0, factor.count)].sort((a, b) => a - b)).toEqual(
        [...wanted.keys()].filter((i) => wanted[i] === 1),
      );
      expect(residual(factor)).toBeLessThan(1e-12);
    }
    expect(factor.started).toBeLessThan(30);
  });

  test('two that take turns share one room and never each other’s numbers', () => {
    const [one, other, alone] = [emptyFactor(n), emptyFactor(n), emptyFactor(n)];
    const few = Uint8Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const many = new Uint8Array(n).fill(1);
    for (let turn = 0; turn < 3; turn++) {
      follow(one, few, matrix);
      expect(residual(one)).toBeLessThan(1e-12);
      follow(other, many, matrix);
      expect(residual(other)).toBeLessThan(1e-12);
    }
    follow(one, few, matrix);
    const b = new Float64Array(one.count).fill(1);
    const [x, y] = [new Float64Array(one.count), new Float64Array(one.count)];
    forward(one, b, x);
    follow(alone, few, matrix);
    forward(alone, b, y);
    expect(Array.from(x)).toEqual(Array.from(y));
  });

  test('a factor from nothing takes the names in their groups, and a limit over the last group begins there', () => {
    const backwards = Int32Array.from({ length: n }, (_, i) => n - 1 - i);
    const factor = emptyFactor(n, backwards);
    follow(factor, new Uint8Array(n).fill(1), matrix);
    expect(Array.from(factor.order)).toEqual(Array.from(backwards));
    expect(residual(factor)).toBeLessThan(1e-12);
    const y = new Float64Array(n);
    forward(
      factor,
      Float64Array.from({ length: n }, (_, a) => (a < n - 4 ? 0 : 1)),
      y,
    );
    expect(y.findIndex((x) => x !== 0)).toBe(n - 4);
  });

  test('is empty when no name is free', () => {
    const factor = emptyFactor(n);
    follow(factor, new Uint8Array(n), matrix);
    expect(factor.count).toBe(0);
    expect(residual(factor)).toBe(0);
  });

  test('stays finite on a singular block', () => {
    const factor = emptyFactor(4);
    const ones = { values: new Float64Array(16).fill(1), scale: new Float64Array(4).fill(1), ridge: 0 };
    follow(factor, new Uint8Array(4).fill(1), ones);
    const x = new Float64Array(4);
    forward(factor, new Float64Array(4).fill(1), x);
    backward(factor, x.slice(), x);
    expect(x.every(Number.isFinite)).toBe(true);
    expect(x.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  });
});
