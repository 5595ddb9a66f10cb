import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ReadableDb } from './open.ts';

// The newest hash of the audit chain, kept beside the database: whoever cuts records off the chain, or puts an older file in its place, has
// this to explain. One line a moment, only ever added to: `2026-11-23T20:00:00.000Z 512 <hash>`.

export interface Anchor {
  /** When it was written, ISO 8601 in UTC. */
  readonly at: string;
  /** Of the record that was the newest then. */
  readonly id: number;
  readonly hash: string;
}

/** `…/paper-DU1.sqlite` → `…/anchors-paper-DU1.txt`. */
export const anchorFileOf = (file: string): string => file.replace(/([^\\/]*)\.sqlite$/, 'anchors-$1.txt');

/**
 * Those that still count: after a restore, what the restored file never held does not. Lines that are not anchors, as a power cut may leave
 * one, are passed over.
 */
export function readAnchors(file: string): readonly Anchor[] {
  if (!existsSync(file)) return [];
  let counting: readonly Anchor[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const found = /^(\S+) (restored )?(\d+) ([0-9a-f]{64})$/.exec(line);
    if (found === null) continue;
    const [, at = '', restored, id = '', hash = ''] = found;
    const anchor = { at, id: Number(id), hash };
    counting = [...(restored === undefined ? counting : counting.filter(({ id }) => id < anchor.id)), anchor];
  }
  return counting;
}

/** Adds the newest record's hash, unless it stands there already. `now` in milliseconds. */
export function dropAnchor(db: ReadableDb, now: number, why: 'restored' | null = null): void {
  const newest = db
    .prepare<[], { id: number; hash: string }>('SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1')
    .get();
  if (newest === undefined) return;
  const file = anchorFileOf(db.name);
  const last = readAnchors(file).at(-1);
  if (last?.id === newest.id && last.hash === newest.hash) return;
  const half = existsSync(file) && !readFileSync(file, 'utf8').endsWith('\n') ? '\n' : '';
  const line = `${half}${new Date(now).toISOString()} ${why === null ? '' : `${why} `}${newest.id} ${newest.hash}\n`;
  writeFileSync(file, line, { flag: 'a', mode: 0o600, flush: true });
}
