import { expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import { price } from '#shared/units.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure, rotationInputOf } from '#engine/measure.ts';
import { rotate } from '#engine/optimizer/rotation.ts';
import { whyNothingProposed } from '#engine/policy/quiet.ts';
import { planTrades } from '#engine/proposal.ts';
import type { EngineInput } from '#engine/input.ts';
import { clock, loaded, positionOf, quoteOf, rotating, universe } from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const held = [positionOf(ticker('ALFA'), 900), positionOf(ticker('LIMA'), 5)];

function words(
  change: Parameters<typeof rotating>[0],
  z: (i: number) => number,
  more: EngineInput['events'] = [],
  moment = at,
): string {
  const settings = rotating(change);
  const { state } = fold(initialState(null), [...loaded(moment, held), ...more], moment);
  const picture = measure(state, settings, moment);
  const targets = rotate(
    rotationInputOf(
      picture,
      Float64Array.from(universe, (_, i) => z(i)),
    ),
    settings.rotation,
  );
  return whyNothingProposed(picture, targets, planTrades(picture, targets, settings), settings);
}
const equal = (): number => 1.5;
const falling = (i: number): number => 2 - 0.3 * i;

test.each([
  ['everything at its target', { deltaZMin: 9 }, equal, 'Every name is at its target.'],
  [
    'a small drift of one name',
    { deltaZMin: 9, zCut: 0, tauL1: 0, tauNameBps: 12 },
    falling,
    'Every change is inside its name’s band of 12 bps.',
  ],
  [
    'a small drift of the book',
    { deltaZMin: 9, zCut: 0, tauL1: 0.01 },
    falling,
    'Every target is inside the no-trade band: L1 0.0 % < 1.0 %.',
  ],
])('%s', (_, change, z, expected) => {
  expect(words(change, z)).toBe(expected);
});

test('no quote anywhere', () => {
  const quotes = universe.map((name) => quoteOf(name, at, { bid: price(0) }));
  expect(words({}, falling, [{ kind: 'quotes', quotes }])).toBe(
    'Every name is frozen; the first one: No live bid and ask.',
  );
});

test('purchases only, in the close clamp', () => {
  expect(words({ zCut: -9, zKeep: -9 }, falling, [], clock(15, 55))).toBe(
    'Only reductions trade in the last 10 minutes of the session, and none is due.',
  );
});
