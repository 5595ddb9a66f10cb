import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dailyFile } from '#hosts/runtime.ts';
import { type SmallDisk, canMount, smallDisk } from '../support/small-disk.ts';

describe.skipIf(!canMount)('the log on a disk that is full (a real one; needs root on Linux)', () => {
  let disk: SmallDisk;
  beforeEach(() => void (disk = smallDisk(1)));
  afterEach(() => {
    vi.restoreAllMocks();
    disk.end();
  });

  test('goes to stderr and throws nothing; with room again it goes on', () => {
    const told: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0);
    const write = dailyFile(join(disk.folder, 'logs'), () => Date.UTC(2026, 8, 1));
    disk.fill();
    write('lost\n');
    expect(told).toEqual(['lost\n']);
    disk.free();
    write('kept\n');
    expect(readFileSync(join(disk.folder, 'logs', 'desk-2026-09-01.jsonl'), 'utf8')).toBe('kept\n');
  });
});
