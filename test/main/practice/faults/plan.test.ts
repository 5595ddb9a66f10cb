import { expect, test } from 'vitest';
import { FAULT_NAMES } from '#practice/faults/fault.ts';
import { plannedFaults, type FaultPlan } from '#practice/faults/plan.ts';
import { rehearse } from '../wire-client.ts';

const MORNING = Date.parse('2026-11-23T15:30:00Z');

/** Stepwise, as the beat of the market asks. */
function hours(plan: FaultPlan, count: number, stepMs: number) {
  const faults = [];
  const end = MORNING + count * 3_600_000;
  for (let at = MORNING; at < end; at += stepMs)
    faults.push(...plannedFaults(plan, at, Math.min(end, at + stepMs)));
  return faults;
}

test('the same seed and hour have the same faults, however time is cut into steps', () => {
  const plan = { seed: 7, perHour: 60 };
  expect(hours(plan, 2, 250)).toEqual(hours(plan, 2, 7000));
  expect(hours(plan, 2, 250)).not.toEqual(hours({ ...plan, seed: 8 }, 2, 250));
});

test('as many as asked for on average, each of them to an end', () => {
  const faults = hours({ seed: 7, perHour: 60 }, 40, 1000);
  expect(faults.length).toBeGreaterThan(2000);
  expect(faults.length).toBeLessThan(2800);
  for (const fault of faults) {
    if ('count' in fault) expect(fault.count).toBeGreaterThan(0);
    if (fault.name === 'peer-silent') expect(fault.seconds).toBeGreaterThan(0);
  }
});

test('every kind there is comes by seed, some seldom', () => {
  const faults = hours({ seed: 7, perHour: 3600 }, 10, 10_000);
  const times = Object.groupBy(faults, ({ name }) => name);
  expect(new Set(faults.map(({ name }) => name))).toEqual(new Set(FAULT_NAMES));
  expect(times['read-only']?.length ?? 0).toBeLessThan((times.dividend?.length ?? 0) / 2);
});

test('without some, the others come as if those were not there: a kind that is new makes no other day of an old seed', () => {
  const young = ['port-moved', 'rate-limit', 'completed-without-ids', 'read-only', 'data-lines'] as const;
  const plan = { seed: 7, perHour: 3600, without: [...young, 'fractional-position'] as const };
  const names = plannedFaults(plan, MORNING, MORNING + 8000).map(({ name }) => name);
  expect(names).toEqual([
    'competing-session',
    'socket-drop',
    'status-missing',
    'bust-execution',
    'next-id-rolled-back',
    'competing-session',
    'correct-execution',
    'cancel-refused',
  ]);
});

test('only the faults that are named; none for a night that nobody lived through', () => {
  const plan = { seed: 7, perHour: 3600, names: ['dividend', 'rate-limit'] } as const;
  expect(new Set(plannedFaults(plan, MORNING, MORNING + 30_000).map(({ name }) => name)).size).toBe(2);
  expect(plannedFaults(plan, MORNING, MORNING + 61_000)).toEqual([]);
});

test('a practice TWS follows its plan until it is cleared', async () => {
  const { practice, clock, log } = rehearse();
  practice.faults.follow({ seed: 7, perHour: 3600, names: ['dividend'] });
  await clock.pass(10_000);
  expect(practice.truth().adjustments).toHaveLength(10);
  practice.faults.clear('all');
  await clock.pass(10_000);
  expect(log.filter(({ event }) => event === 'fault')).toHaveLength(10);
});
