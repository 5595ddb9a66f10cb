import { expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import type { Drift } from '#shared/domain/proposal.ts';
import { fraction, shares } from '#shared/units.ts';
import { countOutcomes, outcomeOf } from '#engine/policy/outcomes.ts';

const row = (change: Partial<Drift>): Drift => ({
  ticker: ticker('ALFA'),
  shares: shares(0),
  current: fraction(0),
  target: fraction(0),
  z: 0,
  rank: 1,
  reasons: [],
  block: 'HOLD',
  why: '',
  margin: null,
  ...change,
});

test('what keeps a name from moving is its outcome, else why it moves', () => {
  expect(outcomeOf(row({ block: 'TURNOVER', reasons: ['BUY_CASH'] }))).toBe('TURNOVER');
  expect(outcomeOf(row({ block: null, reasons: ['CUT_LOSER', 'ROTATE_RED'] }))).toBe('CUT_LOSER');
});

test('counts add up to the names: those without a row are not loaded', () => {
  const drift = [row({}), row({ block: 'FROZEN' }), row({})];
  expect(countOutcomes(drift, 5)).toEqual([
    { outcome: 'HOLD', count: 2 },
    { outcome: 'NOT_LOADED', count: 2 },
    { outcome: 'FROZEN', count: 1 },
  ]);
  expect(countOutcomes([], 0)).toEqual([]);
});
