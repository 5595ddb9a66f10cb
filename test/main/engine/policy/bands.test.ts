import { describe, expect, test } from 'vitest';
import { applyBands, totalDrift } from '#engine/policy/bands.ts';

const settings = { tauL1: 0.01, tauNameBps: 12, cutsBypassBands: false };
const before = {
  wCur: Float64Array.of(0.05, 0.03, 0.001),
  rawTarget: Float64Array.of(0.07, 0.031, 0),
  cut: Uint8Array.of(0, 0, 1),
  hedge: { wCur: -0.1, target: -0.1005 },
};

describe('applyBands', () => {
  test('drifts under a name’s own band are put back, the hedge’s too', () => {
    const got = applyBands(before, settings);
    expect(Array.from(got.wTar)).toEqual([0.07, 0.03, 0.001]);
    expect(got).toMatchObject({ nameBand: [1, 2], hedge: -0.1, hedgeBand: true, bandSkip: false });
    expect(got.l1).toBeCloseTo(0.0225, 12);
  });

  test('a cut that bypasses the bands stands', () => {
    const got = applyBands(before, { ...settings, cutsBypassBands: true });
    expect(Array.from(got.wTar)).toEqual([0.07, 0.03, 0]);
    expect(got.nameBand).toEqual([1]);
  });

  test('a whole book inside its band waits, hedge included', () => {
    const got = applyBands(before, { ...settings, tauL1: 0.03 });
    expect(Array.from(got.wTar)).toEqual(Array.from(before.wCur));
    expect(got).toMatchObject({ bandSkip: true, hedge: -0.1, nameBand: [], hedgeBand: false });
    const bypassed = applyBands(before, { ...settings, tauL1: 0.03, cutsBypassBands: true });
    expect(Array.from(bypassed.wTar)).toEqual([0.05, 0.03, 0]);
  });

  test('the hedge counts in the drift of the book', () => {
    const still = { ...before, rawTarget: before.wCur, hedge: { wCur: 0, target: -0.3 } };
    expect(applyBands(still, settings)).toMatchObject({ bandSkip: false, hedge: -0.3, l1: 0.3 });
    expect(applyBands({ ...still, hedge: null }, settings)).toMatchObject({
      bandSkip: true,
      hedge: null,
      l1: 0,
    });
  });

  test('a drift of exactly the band trades', () => {
    const one = {
      wCur: Float64Array.of(0),
      rawTarget: Float64Array.of(0.0012),
      cut: Uint8Array.of(0),
      hedge: null,
    };
    expect(applyBands(one, { ...settings, tauL1: 0 }).wTar[0]).toBe(0.0012);
  });
});

test('total drift is the sum of absolute differences', () => {
  expect(totalDrift(Float64Array.of(0.25, 0), Float64Array.of(0, -0.5))).toBe(0.75);
});
