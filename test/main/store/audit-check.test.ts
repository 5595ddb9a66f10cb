import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import Database from 'better-sqlite3';
import { checkAudit } from '#store/audit-check.ts';
import { sha256 } from '#store/audit.ts';
import { type AuditedFile, auditedFile, tamper } from './audited-file.ts';

let made: AuditedFile;
beforeEach(() => void (made = auditedFile()));
afterEach(() => made.end());

function check(anchors: Parameters<typeof checkAudit>[1] = []) {
  const db = new Database(made.file, { readonly: true });
  try {
    return checkAudit(db, anchors);
  } finally {
    db.close();
  }
}

/** What is found once the file was changed so; the problems as [record, words]. */
function after(sql: string, anchors: Parameters<typeof checkAudit>[1] = []) {
  tamper(made.file, sql);
  return check(anchors).problems.map(({ id, what }) => [id, what]);
}

const anchor = (id: number, hash: string) => ({ at: '2026-11-23T20:00:00.000Z', id, hash });

test('a file as the desk left it is sound', () => {
  const { records, problems, lastHash } = check();
  expect([records, problems]).toEqual([12, []]);
  expect(check([anchor(12, lastHash)]).problems).toEqual([]);
});

describe('in the chain', () => {
  const changed = 'it does not read as it was written: its content does not match its hash';

  test('one byte of a body', () => {
    expect(
      after('UPDATE audit SET body_json = replace(body_json, \'"AAPL"\', \'"AAPK"\') WHERE id = 4'),
    ).toEqual([[4, changed]]);
  });

  test.each(['at_ms = at_ms + 1', "who = 'nobody'", "kind = 'state'", "order_id = 'o-7'"])('%s', (change) => {
    expect(after(`UPDATE audit SET ${change} WHERE id = 5`)[0]).toEqual([5, changed]);
  });

  test('a body changed and its hash made to fit: the next record gives it away', () => {
    const rehash = sha256('anything');
    expect(after(`UPDATE audit SET hash = '${rehash}', body_json = '{}' WHERE id = 2`)[0]).toEqual([
      2,
      changed,
    ]);
  });

  test('a record removed from the middle', () => {
    expect(after('DELETE FROM audit WHERE id = 2')).toEqual([[3, 'record 2, which came before it, is gone']]);
    expect(after('DELETE FROM audit WHERE id IN (1)')[0]).toEqual([
      3,
      'records 1 to 2, which came before it, are gone',
    ]);
  });

  test('two records swapped', () => {
    const swap = `UPDATE audit SET id = 99 WHERE id = 7; UPDATE audit SET id = 7 WHERE id = 8; UPDATE audit SET id = 8 WHERE id = 99`;
    expect(after(swap)[0]).toEqual([7, changed]);
  });

  test('the identity of the file', () => {
    expect(after('UPDATE identity SET created_ms = created_ms - 1')[0]?.[1]).toContain(
      'it does not stand on the identity of this file',
    );
  });
});

describe('at the end of the chain', () => {
  test('the last record removed', () => {
    expect(after('DELETE FROM audit WHERE id = 12')[0]).toEqual([
      12,
      'record 12 is gone from the end of the chain: the counter of the table knows of it',
    ]);
  });

  test('the last record removed with the counter and its row: only the anchor knows', () => {
    const { lastHash } = check();
    const cut =
      "DELETE FROM audit WHERE id = 12; UPDATE sqlite_sequence SET seq = 11 WHERE name = 'audit'; DELETE FROM saved_state; DELETE FROM intervals WHERE seq = 2";
    tamper(made.file, cut);
    expect(check().problems).toEqual([]);
    expect(check([anchor(12, lastHash)]).problems.map(({ what }) => what)).toEqual([
      'record 12 is gone from the end of the chain: an anchor knows of it',
    ]);
  });

  test('a chain that was written anew from some record on', () => {
    expect(check([anchor(3, sha256('what it was'))]).problems.map(({ id, what }) => [id, what])).toEqual([
      [3, 'the anchor of 2026-11-23T20:00:00.000Z has another hash for it: the chain was written anew'],
    ]);
  });
});

describe('in the tables', () => {
  test.each([
    [
      "UPDATE fills SET price = 199 WHERE fill_id = 'f-1'",
      8,
      'fills f-1 revision 1 was changed behind the journal’s back: price is 199, recorded as 201.2',
    ],
    [
      "UPDATE orders SET filled_shares = 100 WHERE order_id = 'o-2'",
      7,
      'orders o-2 was changed behind the journal’s back: filled_shares is 100, recorded as 0',
    ],
    [
      'UPDATE commissions SET amount_money = 0.5',
      10,
      'commissions f-1.01 was changed behind the journal’s back: amount_money is 0.5, recorded as 1',
    ],
    [
      "UPDATE commands SET input_json = '{}'",
      11,
      'commands 1 was changed behind the journal’s back: input is {}, recorded as {"orderId":"o-1"}',
    ],
    [
      "DELETE FROM fills WHERE fill_id = 'f-2'",
      9,
      'fills f-2 revision 1 was removed behind the journal’s back',
    ],
    [
      "INSERT INTO commissions VALUES ('f-9.01', 5, 'USD', NULL)",
      null,
      'commissions f-9.01 is in no record: it was put there behind the journal’s back',
    ],
  ])('%s', (sql, id, words) => {
    expect(after(sql)).toEqual([[id, words]]);
  });

  test('the input of an interval', () => {
    expect(after("UPDATE intervals SET input_json = '{}' WHERE seq = 1")[0]?.[1]).toContain(
      'intervals 1 was changed behind the journal’s back: inputHash is ',
    );
  });
});
