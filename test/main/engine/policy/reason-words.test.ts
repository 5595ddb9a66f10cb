import { expect, test } from 'vitest';
import { reasons } from '#shared/domain/proposal.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure, rotationInputOf } from '#engine/measure.ts';
import { rotate } from '#engine/optimizer/rotation.ts';
import type { NameCase } from '#engine/policy/name-case.ts';
import { reasonWords } from '#engine/policy/reason-words.ts';
import { clock, loaded, settings, universe } from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const { state } = fold(initialState(null), loaded(at), at);
const picture = measure(state, settings, at);
const z = Float64Array.from(universe, () => 0.5);
const one: NameCase = {
  i: 6,
  picture,
  targets: rotate(rotationInputOf(picture, z), settings.rotation),
  plan: { legs: [], trades: [], tooSmall: new Set(), clamped: new Set(), held: new Map() },
  settings: settings.rotation,
  z: -0.9,
  rank: 11,
  wCur: -0.1,
  wTar: 0,
  held: true,
  lastBought: null,
};

test.each(reasons)('%s ends a sentence of its own', (reason) => {
  const words = reasonWords(one, reason);
  expect(words).toMatch(/^[a-z].*\.$/);
  expect(words).not.toMatch(/NaN|undefined|null/);
});

test('the numbers that decided stand in it, on either side of zero', () => {
  expect(reasonWords(one, 'CUT_SCORE')).toBe('rank 11 (z -0.90) is past rank 8 and under z -0.70.');
  expect(reasonWords(one, 'CUT_SCORE_SHORT')).toBe(
    'rank 11 (z -0.90) is no longer among the 8 lowest, and over z 0.70.',
  );
  expect(reasonWords(one, 'ROTATE_RED_SHORT')).toBe(
    'rank 11 (z -0.90) makes room for a better short, at a loss.',
  );
  expect(reasonWords({ ...one, wTar: -0.2 }, 'ROTATE_RED_SHORT')).toBe(
    'rank 11 (z -0.90) is a better short than another by more than the exchange costs.',
  );
  expect(reasonWords(one, 'CUT_LOSER_SHORT')).toBe(reasonWords(one, 'CUT_LOSER'));
});
