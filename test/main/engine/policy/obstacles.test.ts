import { describe, expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import { asProposed } from '#shared/domain/proposal.ts';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure } from '#engine/measure.ts';
import { obstaclesOf } from '#engine/policy/obstacles.ts';
import { clock, inputAt, loaded, settings } from '#test/support/engine-builders.ts';

const golf = ticker('GOLF');
const proposal = {
  legs: [
    { index: 0, from: golf, to: null },
    { index: 1, from: golf, to: ticker('ALFA') },
  ],
  trades: [{ ticker: golf }],
} as unknown as RotationProposal;

const said = (legs: readonly number[]) => ({ checks: [], limits: [], hard: legs.join('+'), soft: null });

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
    const of = obstaclesOf(
      measure(state, settings, moment),
      inputAt(moment, { ordersBlocked }),
      settings,
      (_, { legs }) => said(legs),
    );
    expect(of(proposal).tested(asProposed([1, 2]))).toEqual(said([1, 2]));
    expect(of(proposal)).toMatchObject({ everything, clampedLegs: new Set(clampedLegs) });
  });
});
