import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BrokerError } from '#app/ports.ts';
import type { PracticeProcess } from '#app/ports-practice.ts';
import { type PracticeCommand, createPracticeLauncher, isAlive } from '#hosts/practice-launcher.ts';
import { answersAsTws } from '#hosts/tws-greeting.ts';
import { keptLog } from '../support/quiet-log.ts';

// The real practice TWS, as a process of its own.

const practice: PracticeCommand = {
  file: process.execPath,
  args: [resolve('src-main/practice/main.ts')],
  env: process.env,
};

/** A program that is no practice TWS. */
const program = (code: string): PracticeCommand => ({
  file: process.execPath,
  args: ['-e', code, '--'],
  env: process.env,
});

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let paths: { record: string; state: string; log: string };
let running: PracticeProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftdesk-practice-'));
  paths = {
    record: join(folder, 'practice.json'),
    state: join(folder, 'practice-state.json'),
    log: join(folder, 'practice.log'),
  };
  running = [];
});

afterEach(async () => {
  for (const each of running) await each.stop();
  rmSync(folder, { recursive: true });
});

/** A launcher of a desk that has just started. */
async function start(command: PracticeCommand = practice): Promise<PracticeProcess> {
  const started = await createPracticeLauncher(paths, command, 1, keptLog().log).start();
  running.push(started);
  return started;
}

describe('the practice TWS', () => {
  test('starts on a free port and answers there', async () => {
    const { port, pid, adopted } = await start();
    expect(adopted).toBe(false);
    expect(await answersAsTws(port)).toBe(true);
    expect(JSON.parse(readFileSync(paths.record, 'utf8'))).toEqual({ pid, port });
  });

  test('is found again by the next desk, which has no other tie to it', async () => {
    const first = await start();
    const second = await start();
    expect(second).toMatchObject({ port: first.port, pid: first.pid, adopted: true });
  });

  test('is started once when asked for twice', async () => {
    const launcher = createPracticeLauncher(paths, practice, 1, keptLog().log);
    const [a, b] = await Promise.all([launcher.start(), launcher.start()]);
    running.push(a);
    expect(b.pid).toBe(a.pid);
  });

  test('ends when stopped, and is forgotten', async () => {
    const started = await start();
    const { pid, port } = started;
    await started.stop();
    expect(isAlive(Number(pid))).toBe(false);
    expect(await answersAsTws(port)).toBe(false);
    expect(existsSync(paths.record)).toBe(false);
  });

  test('is started anew when the one on record died', async () => {
    const first = await start();
    process.kill(Number(first.pid), 'SIGKILL');
    await expect.poll(() => isAlive(Number(first.pid))).toBe(false);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await answersAsTws(second.port)).toBe(true);
  });

  test.each([
    ['another process that has its number now', JSON.stringify({ pid: process.pid, port: 9 })],
    ['nothing readable', '{"pid":'],
    ['numbers that are none', '{"pid":"1","port":null}'],
    ['a process group', '{"pid":-1,"port":9}'],
  ])('is started anew when the record names %s, which is left alone', async (_what, record) => {
    writeFileSync(paths.record, record);
    expect((await start()).adopted).toBe(false);
    expect(isAlive(process.pid)).toBe(true);
  });
});

describe('a practice TWS that does not start', () => {
  const failure = async (command: PracticeCommand): Promise<string> => {
    const error: unknown = await start(command).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BrokerError);
    expect(existsSync(paths.record)).toBe(false);
    return (error as BrokerError).message;
  };

  test('because it ends at once: its own last words are passed on', async () => {
    const message = await failure(program('console.error("Error: no universe"); process.exit(3)'));
    expect(message).toContain('The practice TWS did not start: it ended with code 3 (Error: no universe).');
    expect(message).toContain(paths.log);
  });

  test('because the program is not there', async () => {
    expect(await failure({ file: join(folder, 'nothing'), args: [], env: {} })).toContain('ENOENT');
  });

  test('is not confused by what an earlier one wrote', async () => {
    writeFileSync(paths.log, '{"event":"listening","port":1}\n');
    expect(await failure(program('process.exit(1)'))).toContain('it ended with code 1');
  });
});
