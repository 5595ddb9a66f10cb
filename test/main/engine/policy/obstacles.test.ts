import { describe, expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure } from '#engine/measure.ts';
import { obstaclesOf, outdatedBy } from '#engine/policy/obstacles.ts';
import { clock, inputAt, loaded, positionOf, settings } from '#test/support/engine-builders.ts';

const golf = ticker('GOLF');
const proposal = {
  legs: [
    { index: 0, from: golf, to: null },
    { index: 1, from: golf, to: ticker('ALFA') },
  ],
  trades: [{ ticker: golf }],
} as unknown as RotationProposal;
const at = clock(11, 0);

describe('what keeps a proposal from being sent', () => {
  test.each([
    ['nothing at noon', clock(12, 0), null, null, []],
    ['the desk', clock(12, 0), 'not reconciled', 'not reconciled.', []],
    ['the open clamp', clock(9, 31), null, 'Nothing trades in the first 5 minutes of the session.', []],
    ['the close clamp, purchases only', clock(15, 55), null, null, [1]],
    [
      'the night',
      clock(3, 0),
      null,
      'The market is closed; the next session opens Tue 09:30 (exchange time).',
      [],
    ],
  ])('%s', (_, moment, ordersBlocked, everything, clampedLegs) => {
    const { state } = fold(initialState(null), loaded(moment), moment);
    const of = obstaclesOf(measure(state, settings, moment), inputAt(moment, { ordersBlocked }), settings);
    expect(of(proposal)).toEqual({ everything, clampedLegs: new Set(clampedLegs) });
  });
});

describe('a proposal is outdated', () => {
  const { state } = fold(initialState(null), loaded(at, [positionOf(golf, 100)]), at);
  const open = { ...state, open: proposal };
  const holding = (size: number) => ({ ...open, positions: { GOLF: positionOf(golf, size) } });
  test.each([
    ['not by the same position', open, holding(100), null],
    [
      'by another one',
      open,
      holding(60),
      'The position in GOLF went from 100 to 60 shares since it was proposed.',
    ],
    [
      'by none',
      open,
      { ...open, positions: {} },
      'The position in GOLF went from 100 to 0 shares since it was proposed.',
    ],
    ['not by the first load after a restart', { ...initialState(null), open: proposal }, holding(60), null],
    ['not where none is open', state, { ...holding(60), open: null }, null],
  ])('%s', (_, before, now, why) => {
    expect(outdatedBy(before, now)).toBe(why);
  });
});
