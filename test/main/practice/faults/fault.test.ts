import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  BadFault,
  entryOf,
  FAULT_NAMES,
  isEvent,
  listFaults,
  makeFault,
  parseFault,
  readFault,
} from '#practice/faults/fault.ts';

test('what is left out takes its usual value', () => {
  expect(makeFault({ name: 'commission-late' })).toEqual({
    ...{ name: 'commission-late', after: 0, probability: 1, count: 0, ticker: '', seconds: 20 },
  });
  expect(makeFault({ name: 'split', ticker: 'ko', ratio: 3 })).toEqual({
    ...{ name: 'split', after: 0, ticker: 'KO', ratio: 3 },
  });
});

test('the command line says the same as JSON', () => {
  expect(parseFault('reject-order:json=broken, ticker=JPM,count=2')).toEqual(
    readFault({ name: 'reject-order', json: 'broken', ticker: 'JPM', count: 2 }),
  );
  expect(parseFault('read-only:id=2147483647')).toMatchObject({ id: '2147483647' });
  expect(readFault({ name: 'no-market-data', code: 354 })).toMatchObject({ code: '354' });
});

describe('an error names the field', () => {
  test.each<[unknown, string, string]>([
    [null, 'fault', 'an object'],
    [[], 'fault', 'an object'],
    [{}, 'name', 'nothing is no fault'],
    [{ name: 'constructor' }, 'name', 'no fault'],
    [{ name: 'restart', secnds: 3 }, 'secnds', 'restart knows after, seconds, rollBack'],
    [{ name: 'restart', seconds: -1 }, 'seconds', 'a number from 0'],
    [{ name: 'restart', seconds: '' }, 'seconds', 'a number from 0'],
    [{ name: 'restart', seconds: Number.NaN }, 'seconds', 'a number from 0'],
    [{ name: 'restart', rollBack: 1.5 }, 'rollBack', 'a whole number'],
    [{ name: 'reject-order', json: 'other' }, 'json', 'one of none, valid, broken'],
    [{ name: 'reject-order', ticker: 'NOPE' }, 'ticker', 'a symbol'],
    [{ name: 'reject-order', ticker: 5 }, 'ticker', 'a symbol'],
    [{ name: 'reject-order', probability: 2 }, 'probability', 'from 0 to 1'],
  ])('%j', (value, field, words) => {
    expect(() => readFault(value)).toThrow(BadFault);
    expect(() => readFault(value)).toThrow(expect.objectContaining({ field }));
    expect(() => readFault(value)).toThrow(words);
  });

  test('also on the command line', () => {
    expect(() => parseFault('restart:seconds')).toThrow('key=value');
    expect(() => parseFault('restart:after=0,,')).toThrow(BadFault);
  });
});

test('the list has one line a fault that says what it does', () => {
  const lines = listFaults();
  expect(lines).toHaveLength(FAULT_NAMES.length);
  expect(lines).toContainEqual(expect.stringMatching(/^market-farm-broken:.*lines=revive\|dead {2}2103/));
  expect(new Set(lines.map((line) => line.split('\n').length))).toEqual(new Set([1]));
});

test('every fault can be made as it usually is, and is an event or a switch', () => {
  for (const name of FAULT_NAMES) {
    expect(isEvent(readFault({ name }))).toBe(entryOf(name).way === 'event');
  }
});

test('every fault has a test that fires or arms it by name', () => {
  const root = 'test/main/practice';
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const tests = files.filter((file) => file.endsWith('.test.ts') && !file.endsWith('fault.test.ts'));
  const text = tests.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  expect(FAULT_NAMES.filter((name) => !text.includes(`name: '${name}'`))).toEqual([]);
});
