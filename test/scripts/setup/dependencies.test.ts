import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  dependencyStamp,
  dependencyState,
  explainInstallFailure,
  madeFromLockfile,
} from '../../../scripts/setup/dependencies.mjs';
import { pinnedNode } from '../../../scripts/setup/run.mjs';

let root: string;

const lockfile = (version: string, more: object = {}): string =>
  JSON.stringify({ packages: { '': { name: 'driftdesk' }, 'node_modules/zod': { version }, ...more } });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'driftdesk-deps-'));
  writeFileSync(join(root, 'package-lock.json'), lockfile('4.0.0'));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(version: string): void {
  mkdirSync(dirname(pinnedNode(root)), { recursive: true });
  writeFileSync(pinnedNode(root), '');
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), lockfile(version));
}

describe('what is installed', () => {
  test('nothing', () => expect(dependencyState(root)).toBe('missing'));

  test('everything but the Node that runs it', () => {
    install('4.0.0');
    rmSync(pinnedNode(root));
    expect(dependencyState(root)).toBe('missing');
  });

  test('is stale until it is stamped, and again when the lockfile changes', () => {
    install('4.0.0');
    expect(dependencyState(root)).toBe('stale');
    writeFileSync(join(root, 'node_modules', '.driftdesk-ready'), `${dependencyStamp(root)}\n`);
    expect(dependencyState(root)).toBe('ready');
    writeFileSync(join(root, 'package-lock.json'), lockfile('4.0.1'));
    expect(dependencyState(root)).toBe('stale');
  });

  test('is known as made from this lockfile, or not', () => {
    expect(madeFromLockfile(root)).toBe(false);
    install('4.0.0');
    expect(madeFromLockfile(root)).toBe(true);
    install('3.9.9');
    expect(madeFromLockfile(root)).toBe(false);
  });

  test('may lack what is for other systems only', () => {
    install('4.0.0');
    const other = { 'node_modules/other-system': { version: '1.0.0', optional: true } };
    writeFileSync(join(root, 'package-lock.json'), lockfile('4.0.0', other));
    expect(madeFromLockfile(root)).toBe(true);
  });
});

test.each([
  ['npm error code ENOTFOUND\nnpm error network request failed', 'the package registry was not reached'],
  ['npm error code ECONNREFUSED', 'the package registry was not reached'],
  ['npm error code ENOSPC', 'the disk is full'],
  ['npm error code EACCES', 'must be writable'],
  ['npm error something odd\nnpm error A complete log of this run is in: x', 'installed: something odd.'],
  ['', 'npm gave no reason'],
])('npm’s %j in one line', (output, words) => {
  const line = explainInstallFailure(output);
  expect(line).toContain(words);
  expect(line).not.toContain('\n');
});
