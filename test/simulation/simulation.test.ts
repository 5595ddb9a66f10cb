import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Outcome } from './day.ts';
import { onceFailed } from './seeds.ts';

// Whole trading days by seed, in processes of their own: each puts a clock of its own in the place of the process's.

const run = promisify(execFile);
const program = join(import.meta.dirname, 'run.ts');
const longestMs = 1_500_000;

interface Ran {
  readonly stdout: string;
  readonly code: number;
}

async function simulate(...args: readonly string[]): Promise<Ran> {
  const options = { maxBuffer: 2 ** 28, timeout: longestMs };
  return run(process.execPath, [program, ...args], options).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout?: string; message: string }) => ({ stdout: error.stdout ?? error.message, code: 1 }),
  );
}

const days = (stdout: string): readonly Outcome[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Outcome);

describe('trading days with faults, kills and restarts', { timeout: longestMs }, () => {
  test('200 of them: the books agree, nothing goes twice, no limit is broken, and everything was tried', async () => {
    const { stdout, code } = await simulate('--seeds', '1..200');
    expect(stdout).toContain('No day failed.');
    expect(stdout).not.toContain('NEVER TRIED');
    expect(code).toBe(0);
  });

  test('a seed does the same again, to the byte, in whatever company', async () => {
    const alone = days((await simulate('--seeds', '7..7', '--json')).stdout);
    const among = days((await simulate('--seeds', '5..8', '--json', '--jobs', '1')).stdout);
    expect(alone).toHaveLength(1);
    expect(among.find(({ seed }) => seed === 7)?.digest).toBe(alone[0]?.digest);
    expect(new Set(among.map(({ digest }) => digest)).size).toBe(among.length);
  });

  test.each(onceFailed)('seed $seed: $showed', async ({ seed }) => {
    const { stdout } = await simulate('--seed', String(seed));
    expect(stdout).toContain(`seed ${seed}: nothing to object to`);
  });

  test('with processes of their own and SIGKILL', async () => {
    const { stdout, code } = await simulate('--process', '--seeds', '1..2');
    expect(stdout).toContain('No day failed.');
    expect(stdout).toMatch(/\d+ {2}kill-desk/);
    expect(code).toBe(0);
  });
});
