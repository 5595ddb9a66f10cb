import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataFolder } from '#hosts/data-folder.ts';
import { type SmallDisk, canMount, smallDisk } from '../support/small-disk.ts';

const strategy = 'resources/default-strategy.json';

describe.skipIf(!canMount)('on a disk that is mounted read-only (needs root on Linux)', () => {
  let disk: SmallDisk;
  beforeEach(() => void (disk = smallDisk(1)));
  afterEach(() => disk.end());

  test('a folder that a desk has used before is opened, with the id that it had', () => {
    const folder = join(disk.folder, 'data');
    const { idPrefix } = openDataFolder(folder, strategy);
    disk.makeReadOnly();
    expect(openDataFolder(folder, strategy).idPrefix).toBe(idPrefix);
  });

  test('a new one is refused in words', () => {
    disk.makeReadOnly();
    expect(() => openDataFolder(join(disk.folder, 'data'), strategy)).toThrow(
      'Choose another folder with --data DIR.',
    );
    expect(() => openDataFolder(disk.folder, strategy)).toThrow('Choose another folder with --data DIR.');
  });
});
