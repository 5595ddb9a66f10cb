import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// The browser host as it is started: a process, its output and its exit code. `npm test` has built the screen that it serves.

// Whole processes, on a machine that runs the other tests too.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftdesk-main-'));
  children = [];
});

afterEach(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) await ended(child, 'SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly output: () => { out: string; err: string };
}

function desk(...args: string[]): Started {
  const main = join('src-main', 'hosts', 'server', 'main.ts');
  const child = spawn(process.execPath, [main, '--no-connect', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  return { child, output: () => ({ out, err }) };
}

async function addressOf({ output }: Started): Promise<string> {
  await expect
    .poll(() => `${output().out}${output().err}`, { timeout: 40_000 })
    .toMatch(/^Driftdesk is open at http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
  return output().out.trim().split(' ').at(-1) ?? '';
}

function ended(child: ChildProcess, signal?: NodeJS.Signals): Promise<number | null> {
  return new Promise((resolve) => {
    child.on('close', resolve);
    if (signal !== undefined) child.kill(signal);
  });
}

test('prints one line, serves the screen, and stops cleanly', async () => {
  const started = desk('--data', folder);
  const address = await addressOf(started);
  const entered = await fetch(address, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await fetch(new URL('/', address), { headers: { cookie } });
  expect(await page.text()).toContain('<title>Driftdesk</title>');
  expect(await ended(started.child, 'SIGTERM')).toBe(0);
  expect(started.output().err).toBe('');
});

test('keeps a second desk off its folder, lets it in after a kill', async () => {
  const first = desk('--data', folder);
  await addressOf(first);
  const second = desk('--data', folder);
  expect(await ended(second.child)).toBe(3);
  expect(second.output()).toEqual({
    out: '',
    err: expect.stringMatching(/^[^\n]*Driftdesk[^\n]*--data[^\n]*\n$/) as string,
  });
  await ended(first.child, 'SIGKILL');
  await addressOf(desk('--data', folder));
});

test('refuses a port in use in one line, and leaves the folder free', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const started = desk('--data', folder, '--port', String(port));
  expect(await ended(started.child)).toBe(3);
  expect(started.output().err).toMatch(new RegExp(`^Port ${port} cannot be opened: [^\\n]*\\n$`));
  await new Promise((resolve) => taken.close(resolve));
  await addressOf(desk('--data', folder));
});

test.each([
  [['--port', 'x'], /^--port must be a whole number [^\n]*\n$/],
  [['--unknown'], /^[^\n]*--unknown[^\n]*--data DIR[^\n]*\n$/],
])('answers %j with one line and code 2', async (args, line) => {
  const started = desk('--data', join(folder, 'new'), ...args);
  expect(await ended(started.child)).toBe(2);
  expect(started.output().err).toMatch(line);
  expect(existsSync(join(folder, 'new'))).toBe(false);
});

test('says what to do about a data folder that is a file', async () => {
  writeFileSync(join(folder, 'file'), '');
  const started = desk('--data', join(folder, 'file'));
  expect(await ended(started.child)).toBe(3);
  expect(started.output().err).toMatch(/^[^\n]*--data[^\n]*\n$/);
});
