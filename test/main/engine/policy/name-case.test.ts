import { expect, test } from 'vitest';
import { capital, percent, signedBps, standing } from '#engine/policy/name-case.ts';

test('the words that every explanation is made of', () => {
  expect(standing({ z: 1.234, rank: 3 })).toBe('rank 3 (z 1.23)');
  expect(standing({ z: null, rank: null })).toBe('a name without a signal');
  expect(capital('rank 3')).toBe('Rank 3');
  expect(percent(0.0512)).toBe('5.1 %');
  expect([signedBps(0.0012), signedBps(-0.0012)]).toEqual(['+12 bps', '-12 bps']);
});
