import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { binaryOf, rememberedFailure } from '../../../scripts/setup/electron.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'driftdesk-electron-'));
  mkdirSync(join(root, 'node_modules', 'electron', 'dist'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

test('Electron is there once its package names a binary that exists', () => {
  expect(binaryOf(root)).toBeNull();
  writeFileSync(join(root, 'node_modules', 'electron', 'path.txt'), 'electron');
  expect(binaryOf(root)).toBeNull();
  const binary = join(root, 'node_modules', 'electron', 'dist', 'electron');
  writeFileSync(binary, '');
  expect(binaryOf(root)).toBe(binary);
});

test('a failed download is remembered for a day', () => {
  const now = Date.UTC(2026, 8, 1);
  const mark = join(root, 'node_modules', '.driftdesk-electron');
  expect(rememberedFailure(root, now)).toBeNull();
  writeFileSync(mark, 'Electron could not be downloaded\n');
  const written = now / 1000;
  utimesSync(mark, written, written);
  expect(rememberedFailure(root, now + 23 * 3_600_000)).toBe('Electron could not be downloaded');
  expect(rememberedFailure(root, now + 25 * 3_600_000)).toBeNull();
  expect(existsSync(mark)).toBe(false);
});
