import { expect, test } from 'vitest';
import { listWords, restoredWords } from '#hosts/restore/words.ts';

const facts = (seq: number, at: number | null) => ({ seq, intervalAt: at, fillAt: at });
const done = {
  file: '/d/paper-DU1.sqlite',
  kept: '/d/kept',
  now: facts(2, 2000),
  before: facts(5, 9000),
  doubt: null,
};

test('a restore says what is there now, what only the kept file has, and what comes next', () => {
  const lines = restoredWords('/d/backups/b.sqlite', done);
  expect(lines.slice(0, 2)).toEqual([
    '/d/paper-DU1.sqlite is b.sqlite now: last interval 2 at 1970-01-01T00:00:02.000Z, last fill 1970-01-01T00:00:02.000Z.',
    'What was there is kept as /d/kept: last interval 5 at 1970-01-01T00:00:09.000Z, last fill 1970-01-01T00:00:09.000Z, ' +
      'so 3 intervals that the backup lacks.',
  ]);
  expect(lines.slice(2).join(' ')).toContain('the desk compares itself with TWS');
});

test.each([
  [
    { before: facts(3, null) },
    'last interval 3 at none, last fill none, so 1 interval that the backup lacks.',
  ],
  [{ before: facts(0, null) }, 'last interval none, last fill none, so no interval that the backup lacks.'],
  [{ before: null }, 'What was there is kept as /d/kept; it cannot be read.'],
  [{ kept: null, before: null }, 'There was no file in its place.'],
  [{ doubt: 'record 3 is gone' }, 'look at it with npm run audit: record 3 is gone.'],
])('%j', (over, words) => {
  expect(restoredWords('b', { ...done, ...over }).join('\n')).toContain(words);
});

test('the list', () => {
  expect(listWords('/d/backups', [])).toEqual(['There are no backups in /d/backups yet.']);
  expect(listWords('/d/backups', [{ name: 'b.sqlite', bytes: 3 * 1024 * 1024 }])).toEqual([
    'b.sqlite  3.0 MB',
  ]);
});
