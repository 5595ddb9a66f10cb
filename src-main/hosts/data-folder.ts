import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { join } from 'node:path';
import { HostError } from './host-error.ts';

/** Everything that one desk keeps. The store adds its files beside these. */
export interface DataFolder {
  readonly path: string;
  readonly strategyFile: string;
  /** May be missing. */
  readonly deskSettingsFile: string;
  readonly logFolder: string;
  readonly practice: {
    /** Which process serves the practice market. */
    readonly record: string;
    readonly state: string;
    readonly log: string;
  };
  /** Opens every order id of this folder's desk: no two folders share it, so no two desks take each other's orders for their own. */
  readonly idPrefix: string;
}

/** The usual place for a user's files on each system. */
export function defaultDataFolder(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  if (platform === 'win32')
    return win32.join(nonEmpty(env['APPDATA']) ?? win32.join(home, 'AppData', 'Roaming'), 'Driftdesk');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Driftdesk');
  return posix.join(nonEmpty(env['XDG_DATA_HOME']) ?? posix.join(home, '.local', 'share'), 'driftdesk');
}

const nonEmpty = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text;

/** Makes what is missing. An existing strategy is never touched: it is the user's. */
export function openDataFolder(path: string, defaultStrategy: string): DataFolder {
  const folder = {
    path,
    strategyFile: join(path, 'strategy.json'),
    deskSettingsFile: join(path, 'desk.json'),
    logFolder: join(path, 'logs'),
    practice: {
      record: join(path, 'practice.json'),
      state: join(path, 'practice-state.json'),
      log: join(path, 'practice.log'),
    },
  };
  try {
    // Orders and positions are nobody else's business on a shared machine.
    mkdirSync(path, { recursive: true, mode: 0o700 });
    mkdirSync(folder.logFolder, { recursive: true });
    expectWritable(path);
    if (!existsSync(folder.strategyFile)) copyFileSync(defaultStrategy, folder.strategyFile);
    return { ...folder, idPrefix: idPrefixOf(join(path, 'desk-id')) };
  } catch (error) {
    throw new HostError(
      `Driftdesk cannot keep its files in ${path} (${(error as Error).message}). Choose another folder with --data DIR.`,
    );
  }
}

/** A folder that a desk has used before may be on a disk that is read-only by now: what it holds can be shown. */
function expectWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (error) {
    const onReadOnlyDisk = error instanceof Error && 'code' in error && error.code === 'EROFS';
    if (!onReadOnlyDisk || !existsSync(join(path, 'desk-id'))) throw error;
  }
}

/** Made once per folder; a damaged one is replaced, since an id must only be plain and our own. */
function idPrefixOf(file: string): string {
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (/^[0-9a-f]{8}$/.test(kept)) return kept;
  const made = randomBytes(4).toString('hex');
  writeFileSync(file, `${made}\n`);
  return made;
}
