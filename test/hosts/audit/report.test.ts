import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { auditReport, missingFile } from '#hosts/audit/report.ts';
import { anchorFileOf } from '#store/anchors.ts';
import { type AuditedFile, auditedFile, tamper } from '#test/main/store/audited-file.ts';

let made: AuditedFile;
beforeEach(() => void (made = auditedFile()));
afterEach(() => made.end());

test('the anchors beside the file are asked too', () => {
  writeFileSync(anchorFileOf(made.file), `2026-11-23T20:00:00.000Z 40 ${'a'.repeat(64)}\n`);
  expect(auditReport(made.file)).toMatchObject({
    ok: false,
    lines: [
      'record 40: records 13 to 40 are gone from the end of the chain: an anchor knows of it',
      'NOT ok: 12 records were read, 1 thing is wrong',
    ],
  });
});

test('a file without anchors says so', () => {
  writeFileSync(anchorFileOf(made.file), '');
  expect(auditReport(made.file).lines[0]).toContain('no anchors beside the file');
});

test('many problems are counted, not all told', () => {
  const rows = Array.from({ length: 30 }, (_, n) => `('x-${n}.01', 1, 'USD', NULL)`).join(',');
  tamper(made.file, `INSERT INTO commissions VALUES ${rows}`);
  const { lines } = auditReport(made.file);
  expect(lines).toHaveLength(22);
  expect(lines.slice(-2)).toEqual(['and 10 more', 'NOT ok: 12 records were read, 30 things are wrong']);
});

test('a missing file', () => {
  expect(missingFile(made.file)).toBeNull();
  expect(missingFile(`${made.file}.gone`)).toBe(`There is no file ${made.file}.gone.`);
});
