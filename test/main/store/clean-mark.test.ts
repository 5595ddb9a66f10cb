import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '#app/ports.ts';
import { cleanMarkOf } from '#store/clean-mark.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { canMount, smallDisk } from '#test/support/small-disk.ts';
import { account } from './builders.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftdesk-mark-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One life of a desk; returns how the file was found. */
function life(during: (store: Store) => void = () => {}): boolean {
  const stores = openStoreFolder(folder);
  const store = stores.open('practice', account);
  during(store);
  store.close();
  stores.close();
  return store.leftClean;
}

describe('the mark beside an account’s file', () => {
  test('stands from the first opening on', () => {
    expect([life(), life(), life()]).toEqual([true, true, true]);
  });

  test('that was taken away is missed until it is put back', () => {
    life((store) => store.markClean(false));
    expect(life()).toBe(false);
    expect(life((store) => store.markClean(true))).toBe(false);
    expect(life()).toBe(true);
  });

  test('can be taken away twice, and put where it stands', () => {
    life((store) => {
      store.markClean(true);
      store.markClean(false);
      store.markClean(false);
    });
    expect(life()).toBe(false);
  });

  test('is missed where somebody removed it', () => {
    life();
    rmSync(cleanMarkOf(join(folder, `practice-${account}.sqlite`)));
    expect(life()).toBe(false);
  });

  test('is given to the files of a folder from before there were marks', () => {
    life();
    rmSync(join(folder, 'clean'), { recursive: true });
    expect(life()).toBe(true);
  });

  test('of a file that was removed is not the next one’s', () => {
    life((store) => store.markClean(false));
    rmSync(join(folder, `practice-${account}.sqlite`));
    expect([life(), life()]).toEqual([true, true]);
  });

  test('of a closed file is left alone, in words', () => {
    const closed: Store[] = [];
    life((store) => void closed.push(store));
    expect(() => closed[0]?.markClean(false)).toThrow('is closed');
    expect(life()).toBe(true);
  });
});

test.skipIf(!canMount)('the mark is taken away on a full disk (a real one; needs root on Linux)', () => {
  const disk = smallDisk(4);
  const stores = openStoreFolder(disk.folder);
  const store = stores.open('practice', account);
  disk.fill();
  expect(() =>
    store.recordCommand({ at: 0 as never, who: 'window', name: 'x'.repeat(5_000_000), input: {} }),
  ).toThrow('The disk is full');
  store.markClean(false);
  expect(existsSync(cleanMarkOf(store.file))).toBe(false);
  store.close();
  stores.close();
  disk.end();
});
