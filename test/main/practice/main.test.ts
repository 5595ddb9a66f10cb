import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

function run(...args: string[]) {
  const child = spawn(process.execPath, ['src-main/practice/main.ts', ...args]);
  const exit = once(child, 'exit').then(([code]) => Number(code));
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, exit, errors: () => errors, line: async () => String((await lines.next()).value) };
}

test('the first line names the port; SIGTERM saves and ends with 0', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'practice-'));
  const state = join(folder, 'state.json');
  const program = run(
    '--port',
    '0',
    '--seed',
    '3',
    '--state',
    state,
    '--date',
    '20261123',
    '--start',
    '11:00',
  );
  const ready: unknown = JSON.parse(await program.line());
  expect(ready).toMatchObject({
    event: 'listening',
    seed: 3,
    marketTime: expect.stringMatching(/^20261123 11:00:\d\d US/),
  });
  program.child.kill('SIGTERM');
  expect(await program.exit).toBe(0);
  expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ version: 1, seed: 3 });
  rmSync(folder, { recursive: true });
});

test('the list of faults: a line each, and nothing is started', async () => {
  const program = run('--list-faults');
  expect(await program.line()).toMatch(/^connectivity-lost:after=0,/);
  expect(await program.exit).toBe(0);
});

test('the first line names the control port where one is wanted', async () => {
  const program = run('--port', '0', '--control', '0', '--fault', 'chunks', '--fault-seed', '4');
  const { control } = JSON.parse(await program.line()) as { control: number };
  const armed = (await (await fetch(`http://127.0.0.1:${control}/faults`)).json()) as unknown;
  expect(armed).toMatchObject([{ fault: { name: 'chunks', bytes: 1 } }]);
  program.child.kill('SIGTERM');
  expect(await program.exit).toBe(0);
});

test('it ends by itself when nobody comes', async () => {
  const program = run('--port', '0', '--idle-exit', '0.3');
  expect(await program.exit).toBe(0);
});

test('bad arguments: one line, exit 2', async () => {
  const program = run('--port', 'abc');
  expect(await program.exit).toBe(2);
  expect(program.errors()).toBe('practice-tws: --port abc: a whole number from 0 to 65535 is wanted\n');
});

test('a port that is taken: one line, exit 1', async () => {
  const first = run('--port', '0');
  const { port } = JSON.parse(await first.line()) as { port: number };
  const second = run('--port', String(port));
  expect(await second.exit).toBe(1);
  expect(second.errors()).toContain('EADDRINUSE');
  first.child.kill('SIGTERM');
  await first.exit;
});
