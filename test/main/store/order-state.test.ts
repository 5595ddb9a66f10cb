import { expect, test } from 'vitest';
import { epochMs } from '#shared/units.ts';
import { fromOrderState, toOrderState } from '#store/order-state.ts';

test('each state fills its own columns and no other', () => {
  const empty = { state_ms: null, state_why: null, state_code: null, state_perm_id: null };
  expect(fromOrderState({ state: 'journalled' })).toEqual({ ...empty, state: 'journalled' });
  expect(fromOrderState({ state: 'working', permId: 5 })).toEqual({
    ...empty,
    state: 'working',
    state_perm_id: 5,
  });
  expect(fromOrderState({ state: 'rejected', at: epochMs(3), code: 201, why: 'no' })).toEqual({
    state: 'rejected',
    state_ms: 3,
    state_why: 'no',
    state_code: 201,
    state_perm_id: null,
  });
});

test('a row that lacks what its state needs is not guessed at', () => {
  const row = {
    state: 'sent',
    state_ms: null,
    state_why: null,
    state_code: null,
    state_perm_id: null,
  } as const;
  expect(() => toOrderState(row)).toThrow('missing: state_ms of a sent order');
});
