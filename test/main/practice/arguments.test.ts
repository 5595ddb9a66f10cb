import { describe, expect, test } from 'vitest';
import { BadArguments, readArguments } from '#practice/arguments.ts';
import { parseDay } from '#practice/market/trading-days.ts';

test('the plain call: port 7497, seed 1, an hour into the newest session, real time', () => {
  expect(readArguments([])).toEqual({
    ...{ port: 7497, seed: 1, date: null, startMinute: 630, speed: 1, delayed: false, lines: 200 },
    ...{ stateFile: null, idleExitMs: null, faults: [], plan: null, controlPort: null },
  });
});

test('everything said', () => {
  const words =
    '--port 0 --seed 7 --host 127.0.0.1 --date 20261123 --start 15:55 --speed 2.5 --state s.json --idle-exit 30 --delayed --lines 5';
  expect(readArguments(words.split(' '))).toEqual({
    ...{ port: 0, seed: 7, date: parseDay('20261123'), startMinute: 955, speed: 2.5, delayed: true },
    ...{ lines: 5, stateFile: 's.json', idleExitMs: 30_000, faults: [], plan: null, controlPort: null },
  });
});

test('faults: as many as wanted, a plan by seed with its usual rate, a control port', () => {
  const words = ['--fault', 'commission-late:ticker=ko,seconds=3', '--fault', 'restart:after=5'];
  const options = readArguments([...words, '--fault-seed', '9', '--control', '0']);
  expect(options.faults).toMatchObject([
    { name: 'commission-late', ticker: 'KO', seconds: 3, probability: 1, count: 0 },
    { name: 'restart', after: 5, seconds: 20 },
  ]);
  expect(options.plan).toEqual({ seed: 9, perHour: 30 });
  expect(options.controlPort).toBe(0);
  expect(readArguments(['--fault-seed', '9', '--fault-rate', '120']).plan?.perHour).toBe(120);
  const chosen = ['--fault-seed', '9', '--fault-names', 'read-only, port-moved'];
  expect(readArguments(chosen).plan).toEqual({ seed: 9, perHour: 30, names: ['read-only', 'port-moved'] });
});

test('a data folder stands for a file in it', () => {
  expect(readArguments(['--data', 'd']).stateFile).toBe('d/practice-tws.json');
});

describe('one line says what is wrong', () => {
  test.each([
    [['--port', '70000'], '--port 70000'],
    [['--port', ''], '--port'],
    [['--seed', 'x'], '--seed x'],
    [['--host', '0.0.0.0'], '127.0.0.1 only'],
    [['--date', '20261131'], '--date 20261131'],
    [['--date', '20190101'], '20230201'],
    [['--start', '25:00'], '--start 25:00'],
    [['--start', '9:75'], '--start 9:75'],
    [['--speed', '0'], '--speed 0'],
    [['--idle-exit', '-1'], '--idle-exit'],
    [['--fault', 'nothing-such'], '--fault nothing-such: name:'],
    [['--fault', 'restart:seconds=x'], 'seconds: a number from 0 to 86400'],
    [['--fault', 'restart:soon=1'], 'soon: restart knows after, seconds, rollBack'],
    [['--fault-rate', '10'], '--fault-seed is wanted'],
    [['--fault-names', 'dividend'], '--fault-seed is wanted'],
    [['--fault-seed', '1', '--fault-names', 'dividend,rain'], '--fault-names rain: no fault has this name'],
    [['--fault-seed', '1.5'], '--fault-seed 1.5'],
    [['--control', '-1'], '--control'],
    [['--nonsense'], '--nonsense'],
    [['stray'], 'stray'],
  ])('%j', (args, words) => {
    expect(() => readArguments(args)).toThrow(BadArguments);
    expect(() => readArguments(args)).toThrow(words);
  });
});
