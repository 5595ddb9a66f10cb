import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '#app/ports.ts';
import { accountId } from '#shared/ids.ts';
import type { AccountKind } from '#shared/domain/portfolio.ts';
import { SchemaFromFuture } from '#store/migrate.ts';
import { openDatabase } from '#store/open.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { account, anEntry, anOrder, t0 } from './builders.ts';
import { startChild } from './child.ts';
import { damage } from './damage.ts';

type OpenStoreFolder = ReturnType<typeof openStoreFolder>;

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'driftdesk-folder-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Runs with the folder open, and closes it whatever happens. */
function inFolder(run: (folder: OpenStoreFolder) => void): void {
  const folder = openStoreFolder(dir);
  try {
    run(folder);
  } finally {
    folder.close();
  }
}

const use = (folder: OpenStoreFolder, kind: AccountKind, id: string) =>
  folder.open(kind, accountId(id)).close();

/** What openLast finds, in words. */
const last = (): string | null => {
  let found: string | null = null;
  inFolder((folder) => {
    const store = folder.openLast();
    found = store === null ? null : `${store.kind} ${store.account}`;
    store?.close();
  });
  return found;
};

describe('the folder', () => {
  test('is made where it is missing, for this user alone', () => {
    const deep = join(dir, 'a', 'b');
    openStoreFolder(deep).close();
    expect(statSync(deep).mode & 0o777).toBe(0o700);
  });

  test('cannot be a file', () => {
    const file = join(dir, 'letter.txt');
    writeFileSync(file, '');
    const words =
      'cannot be the data folder: a file of that name is in the way. Choose another one with --data.';
    expect(() => openStoreFolder(file)).toThrow(`${file} ${words}`);
    expect(() => openStoreFolder(join(file, 'below'))).toThrow(StoreError);
  });

  test('serves one desk at a time', () => {
    inFolder(() => expect(() => openStoreFolder(dir)).toThrow('Another Driftdesk is using this data folder'));
    openStoreFolder(dir).close();
  });
});

describe('open', () => {
  test('keeps accounts and kinds in files of their own', () => {
    inFolder((folder) => {
      const paper = folder.open('paper', account);
      const practice = folder.open('practice', account);
      expect(practice).toMatchObject({
        file: join(dir, 'practice-DU1234567.sqlite'),
        kind: 'practice',
        account,
      });
      practice.journal(anEntry(1, [anOrder('o-1', 1)]));
      expect([practice.openOrders().length, paper.openOrders().length]).toEqual([1, 0]);
      paper.close();
      practice.close();
    });
  });

  test.each(['', '../DU1', 'DU1/2', 'DU 1', 'DÜ1', '.DU1', 'D'.repeat(41)])(
    'refuses the account id "%s"',
    (id) => {
      inFolder((folder) => expect(() => use(folder, 'paper', id)).toThrow(`"${id}" cannot be an account id`));
      expect(readdirSync(dir).filter((name) => name.endsWith('.sqlite'))).toEqual([]);
    },
  );

  test("refuses another account's file under this account's name", () => {
    inFolder((folder) => {
      use(folder, 'paper', 'DU1');
      renameSync(join(dir, 'paper-DU1.sqlite'), join(dir, 'live-U2.sqlite'));
      expect(() => use(folder, 'live', 'U2')).toThrow(
        `${join(dir, 'live-U2.sqlite')} belongs to the paper account DU1, not to the live account U2.`,
      );
    });
  });

  test('refuses a file from a newer build, and leaves it as it was', () => {
    inFolder((folder) => {
      use(folder, 'paper', 'DU1');
      const file = join(dir, 'paper-DU1.sqlite');
      const db = openDatabase(file);
      db.pragma('user_version = 99');
      db.close();
      const before = readFileSync(file);
      expect(() => use(folder, 'paper', 'DU1')).toThrow(SchemaFromFuture);
      expect(() => use(folder, 'paper', 'DU1')).toThrow(
        `${file} was written by a newer Driftdesk (version 99, this build knows 3).`,
      );
      expect(readFileSync(file).equals(before)).toBe(true);
    });
  });

  test('refuses a damaged file and a folder in its place', () => {
    inFolder((folder) => {
      writeFileSync(join(dir, 'paper-DU1.sqlite'), 'no database at all, only words '.repeat(50));
      mkdirSync(join(dir, 'paper-DU2.sqlite'));
      expect(() => use(folder, 'paper', 'DU1')).toThrow(`${join(dir, 'paper-DU1.sqlite')} is damaged`);
      expect(() => use(folder, 'paper', 'DU2')).toThrow(`${join(dir, 'paper-DU2.sqlite')} is a folder`);
    });
  });

  test.each(['orders', 'fills', 'saved_state', 'commands'])(
    'opens a file whose table %s is damaged for reading only, and leaves it as it was',
    (table) => {
      inFolder((folder) => {
        use(folder, 'paper', 'DU1');
        const file = join(dir, 'paper-DU1.sqlite');
        damage(file, table);
        const before = readFileSync(file);
        const store = folder.open('paper', accountId('DU1'));
        expect(store.readOnly).toContain(`${file} is damaged`);
        expect(() => store.recordCommand({ at: t0, who: 'w', name: 'n', input: 1 })).toThrow(
          String(store.readOnly),
        );
        expect(store.lastSeq()).toBe(0);
        store.close();
        expect(readFileSync(file).equals(before)).toBe(true);
      });
    },
  );

  test('refuses a file of which nothing can be read, not even whose it is', () => {
    inFolder((folder) => {
      use(folder, 'paper', 'DU1');
      damage(join(dir, 'paper-DU1.sqlite'), 'identity');
      expect(() => use(folder, 'paper', 'DU1')).toThrow('nothing in it can be read');
    });
  });

  test('refuses a file of which a restore was cut off', () => {
    inFolder((folder) => {
      use(folder, 'paper', 'DU1');
      writeFileSync(join(dir, 'paper-DU1.sqlite.restoring'), '');
      expect(() => use(folder, 'paper', 'DU1')).toThrow('Run the same npm run restore again');
    });
  });

  test.skipIf(process.platform === 'win32')(
    'opens a file that this user may only read for reading only',
    async () => {
      inFolder((folder) => {
        const store = folder.open('practice', account);
        store.journal(anEntry(1, []));
        store.close();
      });
      const file = join(dir, `practice-${account}.sqlite`);
      for (const name of readdirSync(dir)) chmodSync(join(dir, name), 0o666);
      chmodSync(file, 0o444);
      chmodSync(dir, 0o777);
      const child = startChild('open-as-nobody.ts', dir);
      expect(await child.line(() => true)).toBe(
        `1 intervals; ${file} cannot be written: the file or its folder is read-only. Allow writing to both, or choose another data folder ` +
          'with --data. It is open for reading only: its history is shown, and nothing is sent.',
      );
      await child.kill();
    },
  );

  test('takes up a file that a kill left empty', () => {
    writeFileSync(join(dir, 'paper-DU1.sqlite'), '');
    inFolder((folder) => use(folder, 'paper', 'DU1'));
    inFolder((folder) => expect(folder.openLast()?.lastSeq()).toBe(0));
  });
});

describe('openLast', () => {
  test('is null where nothing was ever opened', () => {
    expect(last()).toBeNull();
  });

  test('is the account opened last', () => {
    inFolder((folder) => {
      use(folder, 'paper', 'DU1');
      use(folder, 'practice', 'DU-2_x');
    });
    expect(last()).toBe('practice DU-2_x');
    inFolder((folder) => use(folder, 'paper', 'DU1'));
    expect(last()).toBe('paper DU1');
  });

  test.each([
    '',
    '{"kind":"paper"',
    '[]',
    '{"kind":"margin","account":"DU1"}',
    '{"kind":"paper","account":"../x"}',
    '{"kind":"paper","account":"GONE"}',
  ])('is the newest file where the note says %j; copies do not count', (note) => {
    inFolder((folder) => {
      use(folder, 'paper', 'DU1');
      use(folder, 'live', 'U2');
    });
    utimesSync(join(dir, 'live-U2.sqlite'), 1000, 1000);
    writeFileSync(join(dir, 'paper-DU9.before-v2.sqlite'), 'a copy');
    writeFileSync(join(dir, 'last-account.json'), note);
    expect(last()).toBe('paper DU1');
  });

  test('leaves no half-written note behind', () => {
    inFolder((folder) => use(folder, 'paper', 'DU1'));
    expect(readdirSync(dir).filter((name) => name.startsWith('last-account'))).toEqual(['last-account.json']);
    expect(JSON.parse(readFileSync(join(dir, 'last-account.json'), 'utf8'))).toEqual({
      kind: 'paper',
      account: 'DU1',
    });
  });
});
