import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type Anchor, anchorFileOf, readAnchors } from '#store/anchors.ts';
import { type AuditCheck, type AuditProblem, checkAudit } from '#store/audit-check.ts';
import { attempt } from '#store/store-error.ts';

export interface AuditReport {
  readonly ok: boolean;
  /** For the terminal, without line ends. */
  readonly lines: readonly string[];
}

/** After so many the rest is only counted. */
const shown = 20;

/** Reads the file without changing it, also while a desk writes to it. Throws a StoreError where it cannot be read. */
export function auditReport(file: string): AuditReport {
  const anchors = readAnchors(anchorFileOf(file));
  return reportOf(
    attempt(file, () => check(file, anchors)),
    anchors.length,
  );
}

function check(file: string, anchors: readonly Anchor[]): AuditCheck {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    // One transaction sees one state of the file, whatever the desk writes meanwhile.
    return db.transaction(() => checkAudit(db, anchors))();
  } finally {
    db.close();
  }
}

function reportOf({ records, from, to, lastHash, problems }: AuditCheck, anchors: number): AuditReport {
  if (problems.length === 0) {
    const span = from === null || to === null ? '' : `from ${isoOf(from)} to ${isoOf(to)}, `;
    const anchored = anchors === 0 ? 'no anchors beside the file' : `${anchors} anchors agree`;
    return { ok: true, lines: [`ok: ${records} records, ${span}last hash ${lastHash}; ${anchored}`] };
  }
  const more = problems.length - shown;
  return {
    ok: false,
    lines: [
      ...problems.slice(0, shown).map(wordsOf),
      ...(more > 0 ? [`and ${more} more`] : []),
      `NOT ok: ${records} records were read, ${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} wrong`,
    ],
  };
}

const isoOf = (at: number): string => new Date(at).toISOString();

const wordsOf = ({ id, at, kind, what }: AuditProblem): string =>
  [
    id === null ? 'no record' : `record ${id}`,
    ...(at === null ? [] : [isoOf(at)]),
    ...(kind === null ? [] : [`(${kind})`]),
  ].join(' ') + `: ${what}`;

/** Said where the file is not there: a wrong path must not look like an empty, sound file. */
export const missingFile = (file: string): string | null =>
  existsSync(file) ? null : `There is no file ${file}.`;
