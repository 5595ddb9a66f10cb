import type { Identity } from './identity.ts';

// A backup is named after its account and its moment, to the second, in UTC: `paper-DU1.2026-11-23T20-00-00Z.sqlite`.

export interface BackupName {
  readonly name: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

export const backupFolderName = 'backups';

export const backupStem = ({ kind, account }: Identity): string => `${kind}-${account}.`;

export function backupName(identity: Identity, at: number): string {
  const stamp = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');
  return `${backupStem(identity)}${stamp}Z.sqlite`;
}

/** The backups of this account among these file names, newest first. */
export function backupsAmong(names: readonly string[], identity: Identity): readonly BackupName[] {
  const stem = backupStem(identity);
  return names
    .filter((name) => name.startsWith(stem))
    .flatMap((name) => {
      const found = /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)Z\.sqlite$/.exec(name.slice(stem.length));
      if (found === null) return [];
      const [, day = '', hour = '', minute = '', second = ''] = found;
      return [{ name, at: Date.parse(`${day}${hour}:${minute}:${second}Z`) }];
    })
    .toSorted((a, b) => b.at - a.at);
}

const keptNewest = 24;
const keptDays = 30;

/** Those that may go: all but the newest 24, and the newest of each of the last 30 days that have one. `sorted` newest first. */
export function outdated(sorted: readonly BackupName[]): readonly BackupName[] {
  const kept = new Set(sorted.slice(0, keptNewest));
  const days = new Set<string>();
  for (const backup of sorted) {
    const day = new Date(backup.at).toISOString().slice(0, 10);
    if (days.has(day) || days.size === keptDays) continue;
    days.add(day);
    kept.add(backup);
  }
  return sorted.filter((backup) => !kept.has(backup));
}
