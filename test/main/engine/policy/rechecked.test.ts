import { expect, test } from 'vitest';
import { asProposed } from '#shared/domain/proposal.ts';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import type { Tested } from '#engine/execution/limits/proposed.ts';
import { initialState } from '#engine/fold.ts';
import { measure } from '#engine/measure.ts';
import { rechecked } from '#engine/policy/rechecked.ts';
import { step } from '#engine/step.ts';
import { clock, inputAt, loaded, settings } from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const one = step(initialState(null), inputAt(at, { events: loaded(at) }), settings);
const proposal = one.state.open as RotationProposal;
const all = proposal.legs.map(({ index }) => index);
const picture = measure(one.state, settings, at);
const kept: Tested = { checks: [], limits: [], hard: null, soft: null };
const broken: Tested = {
  ...kept,
  hard: 'ALFA: too much.',
  limits: [
    {
      ...{ rule: 'sector', unit: 'fraction', sense: 'most', before: 0.2, after: 0.45, soft: null, hard: 0.4 },
      ...{ broken: 'hard', tickers: [], words: 'Energy would be 45 %' },
    },
  ],
};
const look = (tested: Tested, chosen = all, of = proposal, clamped: readonly number[] = []) =>
  rechecked(of, asProposed(chosen), new Set(clamped), picture, { at }, settings, () => tested);

test('nothing moved: nothing is shown again', () => {
  expect(look(kept)).toBeNull();
});

test('a limit that refuses only now is shown with its numbers', () => {
  const answer = look(broken);
  expect(answer?.words).toBe('A limit refuses it now: Energy would be 45 %.');
  expect(answer?.open).toMatchObject({ revision: 2, limits: broken.limits });
  expect(answer?.open?.moved?.[0]).toMatchObject({
    field: 'limit',
    before: null,
    after: 0.45,
    tolerance: 0.4,
  });
});

test('one that was shown with the proposal is not news: the limits refuse it themselves', () => {
  expect(look(broken, all, { ...proposal, limits: broken.limits })).toBeNull();
});

test('a soft limit that is broken only now is shown before it can be acknowledged; a hard one after it is news again', () => {
  const [limit] = broken.limits;
  if (limit === undefined) throw new Error('no limit');
  const soft: Tested = {
    ...{ checks: [], hard: null, soft: 'ALFA: much.' },
    limits: [{ ...limit, soft: 0.42, hard: 0.5, broken: 'soft' }],
  };
  const answer = look(soft);
  expect(answer?.words).toBe('It is over a soft limit now: Energy would be 45 %.');
  expect(answer?.open).toMatchObject({ revision: 2, limits: soft.limits });
  expect(answer?.open?.moved?.[0]).toMatchObject({ field: 'limit', after: 0.45, tolerance: 0.42 });
  const seen = { ...proposal, limits: soft.limits };
  expect(look(soft, all, seen)).toBeNull();
  expect(look(broken, all, seen)?.words).toContain('A limit refuses it now');
  expect(look(broken, all, { ...proposal, limits: broken.limits })).toBeNull();
});

test('a clamp takes its legs out; where none is left there is no revision', () => {
  expect(look(kept, all, proposal, [1])?.open?.legs).toHaveLength(all.length - 1);
  expect(look(kept, [0], proposal, [1])).toBeNull();
  expect(look(kept, all, proposal, all)?.open).toBeNull();
});
