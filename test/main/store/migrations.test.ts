import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrate } from '#store/migrate.ts';
import { openDatabase } from '#store/open.ts';

/** SHA-256 of each migration as it shipped. Add a line for a new one; never change one. null = not shipped yet. */
const shipped: Readonly<Record<string, string | null>> = {
  '0001-initial.ts': '45e038139223625d53c26b395ee15b573753e453ee64bcc82149ece912d77659',
  '0002-more-reasons.ts': '86c90ff74c4eb2ea3de457dfd2ca853979aa510882f9cbd177e2897654319e1e',
  '0003-order-safety.ts': '15a2b12e2032172943a7439f6e1b22cea93dd2293bf2d0533fc0fde044dfd9ba',
};

test('shipped ones are unchanged and all of them are listed', () => {
  const folder = 'src-main/store/migrations';
  const found = readdirSync(folder)
    .sort()
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]);
  const kept = found.map(([name = '', hash]) => [name, shipped[name] === null ? null : hash]);
  expect(Object.fromEntries(kept)).toEqual(shipped);
  const db = openDatabase(':memory:');
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(found.length);
});
