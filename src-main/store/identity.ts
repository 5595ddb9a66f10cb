import { StoreError } from '#app/ports.ts';
import { accountId } from '#shared/ids.ts';
import type { AccountId } from '#shared/ids.ts';
import type { AccountKind } from '#shared/domain/portfolio.ts';
import type { ReadableDb, WritableDb } from './open.ts';

export interface Identity {
  readonly kind: AccountKind;
  readonly account: AccountId;
}

interface IdentityRow {
  readonly kind: AccountKind;
  readonly account: string;
}

/** Whose file it is; null in a new one. */
export function identityOf(db: ReadableDb): Identity | null {
  const row = db.prepare<[], IdentityRow>('SELECT kind, account FROM identity').get();
  return row === undefined ? null : { kind: row.kind, account: accountId(row.account) };
}

/** A new file takes the identity; one that has another refuses, whatever it is called: a copied or renamed file never mixes two accounts. */
export function claim(db: WritableDb, wanted: Identity): void {
  const owner = identityOf(db);
  if (owner === null) {
    db.prepare('INSERT INTO identity (id, kind, account) VALUES (1, ?, ?)').run(wanted.kind, wanted.account);
    return;
  }
  expectOwner(db, db.name, wanted);
}

/** Throws a StoreError where the file is another account's, or nobody's. */
export function expectOwner(db: ReadableDb, file: string, wanted: Identity): void {
  const owner = identityOf(db);
  if (owner?.kind === wanted.kind && owner.account === wanted.account) return;
  const whose = owner === null ? 'nobody' : `the ${owner.kind} account ${owner.account}`;
  throw new StoreError(
    `${file} belongs to ${whose}, not to the ${wanted.kind} account ${wanted.account}. ` +
      'Give the file its own name back, or choose another data folder with --data.',
  );
}
