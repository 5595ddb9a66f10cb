import { describe, expect, test } from 'vitest';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { ticker } from '#shared/ids.ts';
import { money } from '#shared/units.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure } from '#engine/measure.ts';
import type { Picture } from '#engine/measure.ts';
import { revise } from '#engine/policy/revise.ts';
import { step } from '#engine/step.ts';
import {
  accountOf,
  clock,
  inputAt,
  loaded,
  movedQuote,
  positionOf,
  settings,
  startPositions,
  universe,
} from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const hotl = ticker('HOTL');
const first = (): RotationProposal => {
  const { proposal } = step(initialState(null), inputAt(at, { events: loaded(at) }), settings).decision;
  if (proposal === null) throw new Error('nothing is proposed');
  return proposal;
};
const pictureWith = (by: number, nav = 1_000_000, positions = startPositions): Picture => {
  const { state } = fold(
    initialState(null),
    [
      ...loaded(at, positions),
      { kind: 'quotes', quotes: universe.map((name) => movedQuote(name, at, by)) },
      { kind: 'account', values: accountOf(at, { nav: money(nav) }) },
    ],
    at,
  );
  return measure(state, settings, at);
};
const revised = (picture: Picture, gone: readonly number[] = []): RotationProposal | null =>
  revise(first(), [], new Set(gone), picture, { at }, settings);
const sharesOf = (proposal: RotationProposal | null, name: string): number =>
  proposal?.trades.find((trade) => trade.ticker === name)?.shares ?? 0;

describe('the next revision', () => {
  test('of a market that stood still is the same proposal', () => {
    const { revision, moved, ...rest } = revised(pictureWith(0)) ?? {};
    expect({ revision, moved }).toEqual({ revision: 2, moved: [] });
    const { limits: _, ...before } = first();
    const { limits: __, ...now } = rest as RotationProposal;
    expect(now).toEqual(before);
  });

  test('still sells a whole position to the last share, whatever its price became', () => {
    for (const by of [-0.07, 0.031, 0.2]) {
      const next = revised(pictureWith(by));
      expect(next?.trades.find((trade) => trade.ticker === hotl)).toMatchObject({ shares: -949, target: 0 });
    }
  });

  test('goes the rest of the way to the old target where a position moved by itself, and never further', () => {
    const holding = (size: number) =>
      startPositions.map((position) => (position.ticker === hotl ? positionOf(hotl, size) : position));
    expect(sharesOf(revised(pictureWith(0, 1_000_000, holding(500))), 'HOTL')).toBe(-500);
    expect(sharesOf(revised(pictureWith(0, 1_000_000, holding(0))), 'HOTL')).toBe(0);
  });

  test('says which sizes followed, and which legs are gone', () => {
    const next = revised(pictureWith(0), [0]);
    expect(next?.legs.map(({ index }) => index)).toEqual(next?.legs.map((_, i) => i));
    expect(next?.moved?.[0]).toMatchObject({
      ticker: 'HOTL',
      field: 'leg',
      before: -949,
      after: 0,
      words: 'To sell 949 of HOTL is no longer proposed.',
    });
  });

  test('of nothing is none', () => {
    expect(
      revised(
        pictureWith(0),
        first().legs.map(({ index }) => index),
      ),
    ).toBeNull();
  });
});
