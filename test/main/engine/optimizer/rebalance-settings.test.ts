import { expect, test } from 'vitest';
import { defaultRebalanceSettings } from '#engine/optimizer/rebalance-settings.ts';

test('left alone, nothing but the rotation’s limits is imposed, and nothing gives way', () => {
  expect(defaultRebalanceSettings).toEqual({
    lambda: 1,
    scaling: 'riskScaled',
    betaBand: null,
    sectorGrossMax: null,
    relaxWhenInfeasible: false,
  });
});
