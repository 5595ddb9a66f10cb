import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildStamp, isBuilt } from '../../../scripts/setup/build.mjs';

let root: string;

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'driftdesk-build-'));
  put('src-renderer/panes/drift.tsx', 'a');
  put('package-lock.json', '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

test.each([
  ['src-renderer/panes/drift.tsx', 'b'],
  ['src-renderer/panes/new.tsx', 'a'],
  ['src-shared/units.ts', 'a'],
  ['src-main/hosts/electron/main.ts', 'a'],
  ['resources/default-strategy.json', 'a'],
  ['package-lock.json', '{ }'],
])('a build is stale when %s changes', (path, text) => {
  const before = buildStamp(root);
  put(path, text);
  expect(buildStamp(root)).not.toBe(before);
});

test.each(['test/a.test.ts', 'README.md', 'src-main/left-over.d.ts', 'out/main/main.js'])(
  'a build stays good when %s changes',
  (path) => {
    const before = buildStamp(root);
    put(path, 'x');
    expect(buildStamp(root)).toBe(before);
  },
);

test('a renamed file makes a build stale though all contents are the same', () => {
  const before = buildStamp(root);
  rmSync(join(root, 'src-renderer/panes/drift.tsx'));
  put('src-renderer/panes/other.tsx', 'a');
  expect(buildStamp(root)).not.toBe(before);
});

test('a build counts only with its stamp and its results', () => {
  const stamp = buildStamp(root);
  put('out/renderer/index.html', '');
  put('out/main/main.js', '');
  expect(isBuilt(root, stamp)).toBe(false);
  put('out/.stamp', `${stamp}\n`);
  expect(isBuilt(root, stamp)).toBe(true);
  rmSync(join(root, 'out/renderer/index.html'));
  expect(isBuilt(root, stamp)).toBe(false);
});
