import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from '#store/folder-lock.ts';
import { startChild } from './child.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'driftdesk-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const taken = () =>
  `Another Driftdesk is using this data folder (${dir}). Close it first, or choose another data folder with --data.`;

test('a folder is held until it is let go', () => {
  const unlock = lockFolder(dir);
  expect(() => lockFolder(dir)).toThrow(taken());
  unlock();
  lockFolder(dir)();
});

test('a desk in another process holds it, and its sudden death lets go', async () => {
  const child = startChild('hold.ts', 'folder', dir);
  await child.line((line) => line === 'held');
  try {
    expect(() => lockFolder(dir)).toThrow(taken());
  } finally {
    await child.kill();
  }
  lockFolder(dir)();
});
