import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const system = (command: 'mount' | 'umount', ...given: readonly string[]): void =>
  void execFileSync(command, given, { stdio: 'ignore' });

export interface SmallDisk {
  readonly folder: string;
  /** Takes whatever room is left, to the last byte. */
  fill(): void;
  free(): void;
  /** Nothing on it can be changed any more. */
  makeReadOnly(): void;
  end(): void;
}

/** Real file systems of a few megabytes need the right to mount: root on Linux. */
export const canMount = (() => {
  if (process.platform !== 'linux' || process.geteuid?.() !== 0) return false;
  try {
    smallDisk(1).end();
    return true;
  } catch {
    return false;
  }
})();

export function smallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'driftdesk-disk-'));
  system('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder);
  const filler = join(folder, 'filler');
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(bavail * bsize));
    },
    free: () => rmSync(filler, { force: true }),
    makeReadOnly: () => system('mount', '-o', 'remount,ro', folder),
    end() {
      system('umount', '-l', folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
