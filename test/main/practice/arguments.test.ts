import { describe, expect, test } from 'vitest';
import { BadArguments, readArguments } from '#practice/arguments.ts';
import { parseDay } from '#practice/market/trading-days.ts';

test('the plain call: port 7497, seed 1, an hour into the newest session, real time', () => {
  expect(readArguments([])).toEqual({
    ...{ port: 7497, seed: 1, date: null, startMinute: 630, speed: 1, delayed: false, lines: 200 },
    ...{ stateFile: null, idleExitMs: null },
  });
});

test('everything said', () => {
  const words =
    '--port 0 --seed 7 --host 127.0.0.1 --date 20261123 --start 15:55 --speed 2.5 --state s.json --idle-exit 30 --delayed --lines 5';
  expect(readArguments(words.split(' '))).toEqual({
    ...{ port: 0, seed: 7, date: parseDay('20261123'), startMinute: 955, speed: 2.5, delayed: true },
    ...{ lines: 5, stateFile: 's.json', idleExitMs: 30_000 },
  });
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
    [['--nonsense'], '--nonsense'],
    [['stray'], 'stray'],
  ])('%j', (args, words) => {
    expect(() => readArguments(args)).toThrow(BadArguments);
    expect(() => readArguments(args)).toThrow(words);
  });
});
