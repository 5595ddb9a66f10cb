import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultDataFolder, openDataFolder } from '#hosts/data-folder.ts';

describe('the user’s own folder', () => {
  test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string, string]>([
    ['linux', {}, '/home/ann', '/home/ann/.local/share/driftdesk'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/ann', '/data/driftdesk'],
    ['linux', { XDG_DATA_HOME: '' }, '/home/ann', '/home/ann/.local/share/driftdesk'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/ann', '/Users/ann/Library/Application Support/Driftdesk'],
    [
      'win32',
      { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming' },
      'C:\\Users\\ann',
      'C:\\Users\\ann\\AppData\\Roaming\\Driftdesk',
    ],
    ['win32', {}, 'C:\\Users\\ann', 'C:\\Users\\ann\\AppData\\Roaming\\Driftdesk'],
  ])('%s %j', (platform, env, home, expected) => {
    expect(defaultDataFolder(platform, env, home)).toBe(expected);
  });
});

describe('opening', () => {
  let base: string;
  let shipped: string;

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'driftdesk-data-'));
    shipped = join(base, 'shipped.json');
    writeFileSync(shipped, '{"version":1}');
  });
  afterEach(() => rmSync(base, { recursive: true }));

  test('makes the folder for this user only, with the shipped strategy in it', () => {
    const folder = openDataFolder(join(base, 'a', 'b'), shipped);
    expect(readFileSync(folder.strategyFile, 'utf8')).toBe('{"version":1}');
    if (process.platform !== 'win32') expect(statSync(folder.path).mode & 0o077).toBe(0);
  });

  test('leaves the user’s strategy alone', () => {
    const folder = openDataFolder(join(base, 'a'), shipped);
    writeFileSync(folder.strategyFile, 'mine, and broken');
    openDataFolder(join(base, 'a'), shipped);
    expect(readFileSync(folder.strategyFile, 'utf8')).toBe('mine, and broken');
  });

  test('gives every folder an id of its own and keeps it', () => {
    const first = openDataFolder(join(base, 'a'), shipped).idPrefix;
    expect(first).toMatch(/^[0-9a-f]{8}$/);
    expect(openDataFolder(join(base, 'a'), shipped).idPrefix).toBe(first);
    expect(openDataFolder(join(base, 'b'), shipped).idPrefix).not.toBe(first);
  });

  test('replaces a damaged id by a sound one', () => {
    openDataFolder(join(base, 'a'), shipped);
    writeFileSync(join(base, 'a', 'desk-id'), '  \n');
    const made = openDataFolder(join(base, 'a'), shipped).idPrefix;
    expect(made).toMatch(/^[0-9a-f]{8}$/);
    expect(openDataFolder(join(base, 'a'), shipped).idPrefix).toBe(made);
  });

  test('says which folder cannot be used, and what to do', () => {
    writeFileSync(join(base, 'file'), '');
    expect(() => openDataFolder(join(base, 'file', 'x'), shipped)).toThrow(
      /cannot keep its files in .*file.x .* --data DIR\./,
    );
  });
});
