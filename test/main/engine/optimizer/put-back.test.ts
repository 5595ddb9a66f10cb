import { expect, test } from 'vitest';
import { bandsWithinLimits } from '#engine/optimizer/put-back.ts';
import type { RebalanceInput } from '#engine/optimizer/rebalance-input.ts';

const bands = { tauL1: 0.001, tauNameBps: 50 };
const book = (
  wCur: readonly number[],
  limits: Partial<RebalanceInput['limits']>,
  hi = 1,
): RebalanceInput => ({
  wCur: Float64Array.from(wCur),
  cost: new Float64Array(wCur.length),
  gamma: 0,
  lambda: 0,
  signal: { kind: 'riskScaled', z: new Float64Array(wCur.length) },
  risk: { kind: 'dense', sigma: new Float64Array(wCur.length ** 2) },
  lo: new Float64Array(wCur.length),
  hi: new Float64Array(wCur.length).fill(hi),
  limits: {
    gross: null,
    netMin: null,
    netMax: null,
    sectorMax: null,
    sectorGrossMax: null,
    betaBand: null,
    turnoverMax: null,
    ...limits,
  },
  sector: wCur.map(() => null),
  beta: null,
  frozen: null,
  countsInGross: null,
});

test('a small drift goes back, a large one stays', () => {
  const { wTar, nameBand } = bandsWithinLimits(book([0.2, 0.2], {}), Float64Array.of(0.203, 0.1), bands);
  expect(Array.from(wTar)).toEqual([0.2, 0.1]);
  expect(nameBand).toEqual([0]);
});

test('not where the whole book would then break a limit by more than 1e-6: the first that fits goes back', () => {
  const input = book([0.202, 0.202, 0.2], { gross: 0.6 });
  const raw = Float64Array.of(0.2, 0.2, 0.198);
  const { wTar, nameBand } = bandsWithinLimits(input, raw, bands);
  // 0.598 + 0.002 fills the limit: only one of the two may go back, and no third.
  expect(Array.from(wTar)).toEqual([0.202, 0.2, 0.198]);
  expect(nameBand).toEqual([0]);
});

test('not where the current weight is out of the name’s own bounds; a millionth is let pass', () => {
  const over = bandsWithinLimits(book([0.103, 0.2], {}, 0.1), Float64Array.of(0.1, 0.1), bands);
  expect(over.wTar[0]).toBe(0.1);
  const barely = bandsWithinLimits(book([0.1000005, 0.2], {}, 0.1), Float64Array.of(0.1, 0.1), bands);
  expect(barely.wTar[0]).toBe(0.1000005);
});

test('what the answer itself breaks already may stay as broken as it is', () => {
  const { nameBand } = bandsWithinLimits(
    book([0.2, 0.4], { gross: 0.1, turnoverMax: 9 }),
    Float64Array.of(0.201, 0.3),
    bands,
  );
  expect(nameBand).toEqual([0]);
});

test('a small drift of the whole book is none at all', () => {
  const skipped = bandsWithinLimits(book([0.2, 0.2], {}), Float64Array.of(0.203, 0.1), {
    ...bands,
    tauL1: 0.5,
  });
  expect(skipped).toMatchObject({ bandSkip: true, nameBand: [] });
  expect(Array.from(skipped.wTar)).toEqual([0.2, 0.2]);
});
