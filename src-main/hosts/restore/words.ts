import { basename } from 'node:path';
import type { LastFacts, Restored, backupsIn } from '#store/restore.ts';

const bytesPerMegabyte = 1024 * 1024;

/** Newest first, one line each. */
export function listWords(folder: string, backups: ReturnType<typeof backupsIn>): readonly string[] {
  if (backups.length === 0) return [`There are no backups in ${folder} yet.`];
  return backups.map(({ name, bytes }) => `${name}  ${(bytes / bytesPerMegabyte).toFixed(1)} MB`);
}

/** What was done, what only the kept file has, and what happens next. */
export function restoredWords(
  backup: string,
  { file, kept, now, before, doubt }: Restored,
): readonly string[] {
  return [
    `${file} is ${basename(backup)} now: ${factsWords(now)}.`,
    ...(doubt === null ? [] : [`Its audit is not in order, so look at it with npm run audit: ${doubt}.`]),
    ...keptWords(kept, before, now),
    'At its next connection the desk compares itself with TWS, which still knows its open orders and the executions of today;',
    'an order that only TWS knows freezes its name until you have looked at it. Nothing is sent before that.',
  ];
}

function keptWords(kept: string | null, before: LastFacts | null, now: LastFacts): readonly string[] {
  if (kept === null) return ['There was no file in its place.'];
  if (before === null) return [`What was there is kept as ${kept}; it cannot be read.`];
  const newer = before.seq - now.seq;
  const only =
    newer > 0
      ? `${newer} interval${newer === 1 ? '' : 's'} that the backup lacks`
      : 'no interval that the backup lacks';
  return [`What was there is kept as ${kept}: ${factsWords(before)}, so ${only}.`];
}

const factsWords = ({ seq, intervalAt, fillAt }: LastFacts): string =>
  `last interval ${seq === 0 ? 'none' : `${seq} at ${isoOf(intervalAt)}`}, last fill ${isoOf(fillAt)}`;

const isoOf = (at: number | null): string => (at === null ? 'none' : new Date(at).toISOString());
