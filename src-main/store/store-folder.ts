import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StoreError } from '#app/ports.ts';
import type { Store, StoreFolder } from '#app/ports.ts';
import { accountId } from '#shared/ids.ts';
import type { AccountKind } from '#shared/domain/portfolio.ts';
import { dropAnchor } from './anchors.ts';
import { beginAudit } from './audit-begin.ts';
import { beginMarks, wasLeftClean } from './clean-mark.ts';
import { findingsIn, refuseOrphanLog } from './findings.ts';
import { lockFolder } from './folder-lock.ts';
import { claim } from './identity.ts';
import type { Identity } from './identity.ts';
import { migrate } from './migrate.ts';
import { damageIn, isDamage } from './inspect.ts';
import { openDatabase } from './open.ts';
import { openDamaged, openUnwritable } from './open-read-only.ts';
import { refuseHalfRestored } from './restore.ts';
import { attempt, codeOf } from './store-error.ts';
import { storeOver } from './store.ts';

interface OpenStoreFolder extends StoreFolder {
  /** Lets another desk use the folder. Stores that are open stay so: close them first. */
  close(): void;
}

/** Makes the folder where it is missing, and holds it against other desks until it is closed or the process ends. Throws a StoreError. */
export function openStoreFolder(dataDir: string): OpenStoreFolder {
  const folder = resolve(dataDir);
  makeFolder(folder);
  const unlock = lockFolder(folder);
  beginMarks(
    folder,
    readdirSync(folder).filter((name) => identityFrom(name) !== null),
  );
  return {
    open: (kind, account) => {
      const store = openAccount(folder, { kind, account });
      rememberLast(folder, { kind, account });
      return store;
    },
    openLast: () => {
      const last = attempt(folder, () => lastUsed(folder));
      return last === null ? null : openAccount(folder, last);
    },
    close: unlock,
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (!['EEXIST', 'ENOTDIR'].includes(codeOf(error))) {
      throw new StoreError(
        `The data folder ${folder} cannot be made (${codeOf(error)}). Choose another one with --data.`,
        { cause: error },
      );
    }
    throw new StoreError(
      `${folder} cannot be the data folder: a file of that name is in the way. Choose another one with --data.`,
      { cause: error },
    );
  }
}

function openAccount(folder: string, identity: Identity): Store {
  const file = join(folder, fileName(identity));
  refuseHalfRestored(file);
  refuseOrphanLog(file);
  const damage = damageIn(file);
  if (damage !== null) return openDamaged(file, identity, damage);
  try {
    return openForWriting(file, identity);
  } catch (error) {
    // Damage that only shows once the file is used, or rights that are missing: reading may still go.
    if (isDamage(causeOf(error))) return openDamaged(file, identity, wordsOf(causeOf(error)));
    const shown = isUnwritable(causeOf(error)) ? openUnwritable(file, identity, wordsOf(error)) : null;
    if (shown !== null) return shown;
    throw error;
  }
}

function openForWriting(file: string, identity: Identity): Store {
  const leftClean = attempt(file, () => wasLeftClean(file));
  const db = openDatabase(file);
  return attempt(file, () => {
    try {
      migrate(db);
      claim(db, identity);
      beginAudit(db);
      const findings = findingsIn(db, identity, Date.now());
      dropAnchor(db, Date.now());
      return { ...storeOver(db, identity), findings, leftClean };
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

const causeOf = (error: unknown): unknown => (error instanceof StoreError ? error.cause : error);
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const isUnwritable = (error: unknown): boolean =>
  /^(SQLITE_(READONLY|PERM|CANTOPEN)|EROFS|EACCES|EPERM)/.test(codeOf(error));

const kinds: readonly AccountKind[] = ['practice', 'paper', 'live'];
const plainAccount = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

function fileName({ kind, account }: Identity): string {
  if (!plainAccount.test(account)) {
    throw new StoreError(
      `"${account}" cannot be an account id: only letters, digits, "-" and "_" may name its file.`,
    );
  }
  return `${kind}-${account}.sqlite`;
}

/** null for every other file, copies made before a migration among them. */
function identityFrom(name: string): Identity | null {
  const kind = kinds.find((kind) => name.startsWith(`${kind}-`));
  if (kind === undefined || !name.endsWith('.sqlite')) return null;
  return identityOf(kind, name.slice(kind.length + 1, -'.sqlite'.length));
}

function identityOf(kind: unknown, account: unknown): Identity | null {
  const known = kinds.find((name) => name === kind);
  if (known === undefined || typeof account !== 'string' || !plainAccount.test(account)) return null;
  return { kind: known, account: accountId(account) };
}

// ---- Which account was used last

const lastFile = 'last-account.json';

/** The remembered account if its file is there, else the account whose file changed last. */
function lastUsed(folder: string): Identity | null {
  const remembered = readLast(folder);
  if (remembered !== null && changedAt(join(folder, fileName(remembered))) !== null) return remembered;
  const known = readdirSync(folder)
    .map(identityFrom)
    .filter((found) => found !== null)
    .map((found) => ({ found, at: changedAt(join(folder, fileName(found))) ?? 0 }));
  return known.sort((a, b) => b.at - a.at)[0]?.found ?? null;
}

function readLast(folder: string): Identity | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, lastFile), 'utf8'));
    if (typeof value !== 'object' || value === null || !('kind' in value) || !('account' in value))
      return null;
    return identityOf(value.kind, value.account);
  } catch {
    // Missing or damaged: the newest file answers as well.
    return null;
  }
}

function rememberLast(folder: string, identity: Identity): void {
  try {
    const part = join(folder, `${lastFile}.part`);
    writeFileSync(part, `${JSON.stringify(identity)}\n`, { mode: 0o600, flush: true });
    renameSync(part, join(folder, lastFile));
  } catch {
    // Only a convenience for the next start; the account's own file is open and sound.
  }
}

/** Newest change of the file or its log, in milliseconds; null where there is no such file. */
function changedAt(file: string): number | null {
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return null;
  return Math.max(changed, statSync(`${file}-wal`, { throwIfNoEntry: false })?.mtimeMs ?? 0);
}
