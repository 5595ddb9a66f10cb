import { expect, test } from 'vitest';
import { checkRotationInput } from '#engine/optimizer/rotation/rotation-input.ts';
import type { RotationInput } from '#engine/optimizer/rotation/rotation-input.ts';
import { rotationBook } from '#test/support/rotation-book.ts';

const sound = rotationBook([{ z: null }, { w: 0.01 }], { beta: 1, wCur: 0 });

test('a sound book passes, a missing score included', () => {
  expect(() => checkRotationInput(sound)).not.toThrow();
});

test.each<[Partial<RotationInput>, string]>([
  [{ atrPct: Float64Array.of(1) }, 'atrPct: must have 2 entries, got 1'],
  [{ sector: [] }, 'sector: must have 2 entries, got 0'],
  [{ frozen: [false, false, false] }, 'frozen: must have 2 entries, got 3'],
  [{ cost: Float64Array.of(0, Number.NaN) }, 'cost[1]: must be finite, got NaN'],
  [{ hedge: { beta: 0, wCur: 0 } }, 'hedge.beta: must be finite and not zero, got 0'],
  [{ hedge: { beta: 1, wCur: Number.NaN } }, 'hedge.wCur'],
])('%j is refused', (change, message) => {
  expect(() => checkRotationInput({ ...sound, ...change })).toThrow(message);
});
