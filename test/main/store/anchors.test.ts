import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { anchorFileOf, dropAnchor, readAnchors } from '#store/anchors.ts';
import { append } from '#store/audit.ts';
import { openDatabase } from '#store/open.ts';
import { type AuditedFile, auditedFile } from './audited-file.ts';
import { t0 } from './builders.ts';

let made: AuditedFile;
beforeEach(() => void (made = auditedFile()));
afterEach(() => made.end());

test('is named after its account', () => {
  expect(anchorFileOf(made.file)).toBe(join(made.folder, 'anchors-practice-DU1234567.txt'));
});

test('holds a line for each moment at which the chain had grown', () => {
  const file = anchorFileOf(made.file);
  const before = readAnchors(file).length;
  const db = openDatabase(made.file);
  append(db, { at: t0, kind: 'state', who: 'desk', orderId: null, body: 1 });
  dropAnchor(db, 1000);
  dropAnchor(db, 2000);
  append(db, { at: t0, kind: 'state', who: 'desk', orderId: null, body: 2 });
  dropAnchor(db, 3000);
  db.close();
  expect(
    readAnchors(file)
      .slice(before)
      .map(({ at, id }) => [at, id]),
  ).toEqual([
    ['1970-01-01T00:00:01.000Z', 13],
    ['1970-01-01T00:00:03.000Z', 14],
  ]);
});

test('a line that a power cut left half does not hide the others', () => {
  const file = anchorFileOf(made.file);
  const db = openDatabase(made.file);
  dropAnchor(db, 1000);
  appendFileSync(file, '2026-11-23T20:00:00.000Z 13 ab');
  append(db, { at: t0, kind: 'state', who: 'desk', orderId: null, body: 1 });
  dropAnchor(db, 2000);
  db.close();
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(' 13 ab\n');
  expect(readAnchors(file).at(-1)?.id).toBe(13);
});
