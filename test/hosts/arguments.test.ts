import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '#hosts/arguments.ts';
import { HostError, badArguments } from '#hosts/host-error.ts';

const plain = { data: null, port: 0, readOnly: false, intervalMs: null, connect: true, practiceSeed: 1 };
const here = resolve('/home/trader');

describe('arguments', () => {
  test.each([
    [[], plain],
    [['--data', 'desk'], { ...plain, data: resolve(here, 'desk') }],
    [['--data=/mnt/desk'], { ...plain, data: resolve('/mnt/desk') }],
    [['--port', '8080'], { ...plain, port: 8080 }],
    [['--read-only', '--no-connect'], { ...plain, readOnly: true, connect: false }],
    [['--practice-seed', '7'], { ...plain, practiceSeed: 7 }],
    [['--interval', '5'], { ...plain, intervalMs: 5000 }],
  ])('%j', (argv, expected) => {
    expect(parseArguments(argv, here)).toEqual(expected);
  });

  test.each([
    [['--port', '65536'], '--port must be a whole number from 0 to 65535, not "65536".'],
    [['--port', '80.5'], 'not "80.5"'],
    [['--port='], 'not ""'],
    [['--interval', '0'], '--interval must be a whole number from 1 to 3600'],
    [['--data', ''], '--data needs a value'],
    [['--data'], 'Driftdesk takes: --data DIR'],
    [['--dta', 'x'], 'Driftdesk takes: --data DIR'],
    [['x'], 'Driftdesk takes: --data DIR'],
  ])('%j is refused in words', (argv, words) => {
    const error = thrownBy(() => parseArguments(argv, here));
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('\n');
    expect(error.exitCode).toBe(badArguments);
  });

  test('on a line that Chromium shares, its options pass by and ours are still checked', () => {
    expect(parseArguments(['--no-sandbox', '--port=81', '--ozone-platform=x11', '.'], here, true)).toEqual({
      ...plain,
      port: 81,
    });
    expect(thrownBy(() => parseArguments(['--port'], here, true)).message).toContain('--port must be');
  });
});

function thrownBy(run: () => unknown): HostError {
  try {
    run();
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
