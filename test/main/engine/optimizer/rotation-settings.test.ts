import { expect, test } from 'vitest';
import { checkRotationSettings, defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';

test('the defaults pass', () => {
  expect(() => checkRotationSettings(defaultRotationSettings)).not.toThrow();
});

test.each([
  [{ kBuy: 31 }, 'settings.kBuy: must not exceed kSell, got 31 > 30'],
  [{ wMax: Number.NaN }, 'settings.wMax: must be finite, got NaN'],
  [{ turnoverMax: Infinity }, 'settings.turnoverMax'],
])('%j is refused by name', (change, message) => {
  expect(() => checkRotationSettings({ ...defaultRotationSettings, ...change })).toThrow(message);
});
