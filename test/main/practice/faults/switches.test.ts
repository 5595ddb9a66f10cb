import { expect, test } from 'vitest';
import { makeFault, isEvent, type FaultWish, type SwitchFault } from '#practice/faults/fault.ts';
import { Switches } from '#practice/faults/switches.ts';
import { rehearse } from '../wire-client.ts';

function armed(...wishes: FaultWish[]): Switches {
  const switches = new Switches(1);
  for (const wish of wishes) {
    const fault = makeFault(wish);
    if (!isEvent(fault)) switches.arm(fault);
  }
  return switches;
}

test('nothing armed, nothing strikes', () => {
  expect(armed().take('chunks')).toBeNull();
  expect(armed({ name: 'coalesce' }).take('chunks')).toBeNull();
});

test('it strikes as often as its count says, then it is gone', () => {
  const switches = armed({ name: 'chunks', count: 2, bytes: 3 });
  const struck = [1, 2, 3].map(() => switches.take('chunks')?.bytes);
  expect(struck).toEqual([3, 3, undefined]);
  expect(switches.list()).toEqual([]);
});

test('it strikes its ticker only, and only what suits', () => {
  const switches = armed({ name: 'bad-price', ticker: 'KO', on: 'change' });
  expect(switches.take('bad-price', { symbol: 'JPM' })).toBeNull();
  expect(switches.take('bad-price', {})).toBeNull();
  expect(switches.take('bad-price', { symbol: 'KO' }, ({ on }) => on === 'new')).toBeNull();
  expect(switches.take('bad-price', { symbol: 'KO' })).toMatchObject({ on: 'change' });
});

test('its probability holds on average, and the same seed draws the same', () => {
  const draws = (): boolean[] => {
    const switches = armed({ name: 'chunks', probability: 0.3 });
    return Array.from({ length: 1000 }, () => switches.take('chunks') !== null);
  };
  const count = draws().filter(Boolean).length;
  expect(count).toBeGreaterThan(250);
  expect(count).toBeLessThan(350);
  expect(draws()).toEqual(draws());
});

test('one that strikes without end is logged once', () => {
  const { practice, log } = rehearse();
  practice.faults.set({ name: 'chunks' });
  practice.faults.set({ name: 'coalesce', count: 2 });
  for (const name of ['chunks', 'chunks', 'coalesce', 'coalesce'] as const)
    practice.world.switches.take(name);
  const struck = log.filter(({ event }) => event === 'fault-struck').map(({ name }) => name);
  expect(struck).toEqual(['chunks', 'coalesce', 'coalesce']);
});

test('cleared by number or by name; what strikes is told', () => {
  const switches = armed({ name: 'chunks' }, { name: 'coalesce' }, { name: 'chunks', bytes: 9 });
  const told: SwitchFault['name'][] = [];
  switches.onStrike = ({ name }) => told.push(name);
  switches.take('coalesce');
  expect(told).toEqual(['coalesce']);
  expect(switches.clear(({ id }) => id === 1)).toBe(1);
  expect(switches.take('chunks')?.bytes).toBe(9);
  expect(switches.clear(({ fault }) => fault.name === 'chunks')).toBe(1);
  expect(switches.list()).toMatchObject([{ id: 2, struck: 1 }]);
});
