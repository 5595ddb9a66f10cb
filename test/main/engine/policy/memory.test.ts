import { describe, expect, test } from 'vitest';
import type { Rejection } from '#shared/domain/proposal.ts';
import { ticker } from '#shared/ids.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure } from '#engine/measure.ts';
import { cutsWith, memoryOf, standingStill } from '#engine/policy/memory.ts';
import { clock, later, loaded, rotating, settings, universe } from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const now = later(at, 10);
const { state } = fold(initialState(null), loaded(now), now);
const picture = measure(state, settings, now);
/** ALFA first: 0, BRAV 0.1 and so on. */
const z = Float64Array.from(universe, (_, i) => i / 10);
const [alfa, brav] = [0, 1];
const rejection = (from: string | null, to: string | null, gap: number | null): Rejection => ({
  at,
  from: from === null ? null : ticker(from),
  to: to === null ? null : ticker(to),
  code: 'news',
  gap,
});
const memory = (rejected: readonly Rejection[]) => memoryOf({ rejected, cuts: {} }, picture, z, settings);

describe('a rejection', () => {
  test('of a pair keeps that pair out, and no other with its names', () => {
    const { still, keepsOut } = memory([rejection('ALFA', 'BRAV', 0.1)]);
    expect(still.size).toBe(0);
    expect(keepsOut({ from: alfa, to: brav })).toMatchObject({ block: 'REJECTED' });
    for (const other of [
      { from: brav, to: alfa },
      { from: alfa, to: 2 },
      { from: null, to: brav },
    ])
      expect(keepsOut(other)).toBeNull();
  });

  test.each([
    ['a cut', rejection('ALFA', null, 0), alfa],
    ['a purchase', rejection(null, 'BRAV', 0.1), brav],
  ])('of %s lets the name stand still', (_, one, i) => {
    const kept = memory([one]);
    expect([...kept.still.keys()]).toEqual([i]);
    expect(standingStill(picture, kept).frozen[i]).toContain('You rejected it at 11:00 (news)');
  });

  test('is over when the gap moved, and stands where it is not known', () => {
    expect(memory([rejection('ALFA', 'BRAV', 0.61)]).keepsOut({ from: alfa, to: brav })).toBeNull();
    expect(memory([rejection('ALFA', 'BRAV', 0.59)]).keepsOut({ from: alfa, to: brav })).not.toBeNull();
    expect(memory([rejection('ALFA', 'BRAV', null)]).keepsOut({ from: alfa, to: brav })).not.toBeNull();
  });

  test('of a name that is gone concerns nobody', () => {
    expect(memory([rejection('GONE', null, 0)]).still.size).toBe(0);
  });

  test('of nothing changes nothing', () => {
    expect(standingStill(picture, memory([]))).toBe(picture);
  });
});

test('cuts are remembered while they keep a name out, and only cuts', () => {
  const approved = [
    { ticker: ticker('ALFA'), reason: 'CUT_LOSER' },
    { ticker: ticker('BRAV'), reason: 'TRIM_NAME' },
  ] as const;
  const keeping = rotating({ rebuyAfterCutMin: 30 });
  const cuts = cutsWith({ HOTL: at }, approved, later(at, 20), keeping);
  expect(cuts).toEqual({ HOTL: at, ALFA: later(at, 20) });
  expect(cutsWith(cuts, [], later(at, 30), keeping)).toEqual({ ALFA: later(at, 20) });
  expect(cutsWith(cuts, [], later(at, 25), keeping)).toBe(cuts);
  expect(cutsWith({}, approved, at, settings)).toEqual({});
});
