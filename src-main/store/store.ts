import { StoreError } from '#app/ports.ts';
import type { Store } from '#app/ports.ts';
import type { AccountId } from '#shared/ids.ts';
import { dropAnchor } from './anchors.ts';
import { auditOver } from './audit.ts';
import { backUp } from './backup.ts';
import { barsSince, saveBars } from './bars.ts';
import { markClean } from './clean-mark.ts';
import { recordCommand } from './commands.ts';
import { journal, lastSeq, savedState } from './decisions.ts';
import { ownFillCosts } from './costed-fills.ts';
import { recordCommission, recordFill } from './fills.ts';
import type { Identity } from './identity.ts';
import type { WritableDb } from './open.ts';
import { cancelsSince, openOrders, orderById, ordersSince, saveOrder } from './orders.ts';
import { endProposal, newestProposals } from './proposals.ts';
import {
  cashFlowAfter,
  closedItems,
  fillBefore,
  fillMark,
  fillsAfter,
  itemUnder,
  openItems,
  ownBook,
  saveItem,
  saveOwnBook,
} from './reconcile.ts';
import { safetyOver } from './safety.ts';
import { attempt, attemptLater, codeOf } from './store-error.ts';
import { fillsOf, tradeLog } from './trade-log.ts';
import { limitsOver } from './verdicts.ts';
import { workOf, worksSince } from './works.ts';

interface StoreFile {
  /** Why it may not be written, in words for the trader; null = it may. */
  readonly readOnly: string | null;
  /** The account's own file, where the handle is on a copy. */
  readonly file: string;
  /** Called once the handle is closed. */
  readonly drop: () => void;
}

/** The store over an open file of this account. Every method throws a StoreError, or does the whole of its work. */
export function storeOver(
  db: WritableDb,
  { kind, account }: Identity,
  { readOnly, file, drop }: StoreFile = { readOnly: null, file: db.name, drop: nothing },
): Store {
  const using = <T>(use: () => T): T =>
    attempt(file, () => {
      if (!db.open) throw new StoreError(`${file} is closed.`);
      return readOnly === null ? use() : readingOnly(readOnly, use);
    });
  return {
    file,
    readOnly,
    ...{ findings: [], leftClean: true },
    kind,
    account,
    lastSeq: () => using(() => lastSeq(db)),
    savedState: () => using(() => savedState(db)),
    journal: (entry) => using(() => journal(db, account, entry)),
    saveOrder: (order) => using(() => saveOrder(db, order)),
    order: (id) => using(() => orderById(db, id)),
    openOrders: () => using(() => openOrders(db)),
    ordersSince: (at) => using(() => ordersSince(db, at)),
    cancelsSince: (at) => using(() => cancelsSince(db, at)),
    recordFill: (fill, heardAt) =>
      using(() => {
        refuseOther(file, account, fill.account);
        return recordFill(db, fill, heardAt);
      }),
    recordCommission: (commission, heardAt) => using(() => recordCommission(db, commission, heardAt)),
    fillsOf: (id) => using(() => fillsOf(db, id)),
    tradeLog: (filter) => using(() => tradeLog(db, filter)),
    ownFillCosts: () => using(() => ownFillCosts(db)),
    worksSince: (at) => using(() => worksSince(db, at)),
    work: (id) => using(() => workOf(db, id)),
    proposals: (limit) => using(() => newestProposals(db, limit)),
    endProposal: (id, ended) => using(() => endProposal(db, id, ended)),
    saveBars: (conId, size, bars) => using(() => saveBars(db, conId, size, bars)),
    bars: (conId, size, since) => using(() => barsSince(db, conId, size, since)),
    openItems: () => using(() => openItems(db)),
    closedItems: (limit) => using(() => closedItems(db, limit)),
    itemUnder: (key) => using(() => itemUnder(db, key)),
    saveItem: (item, at) => using(() => saveItem(db, item, at)),
    ownBook: () => using(() => ownBook(db)),
    saveOwnBook: (book) => using(() => saveOwnBook(db, book)),
    fillMark: () => using(() => fillMark(db)),
    fillsAfter: (mark) => using(() => fillsAfter(db, mark)),
    fillBefore: (id, revision) => using(() => fillBefore(db, id, revision)),
    cashFlowAfter: (mark, currency) => using(() => cashFlowAfter(db, mark, currency)),
    ...limitsOver(db, using),
    recordCommand: (command) => using(() => recordCommand(db, command)),
    ...auditOver(db, using),
    safety: safetyOver(db, using),
    markClean: (clean) => using(() => markClean(file, clean)),
    together: (run) => using(() => db.transaction(run).immediate()),
    backUp: (at) =>
      attemptLater(file, async () => {
        if (readOnly !== null) throw new StoreError(readOnly);
        dropAnchor(db, at);
        return backUp(db, { kind, account }, at);
      }),
    checkpoint: () => using(() => void db.pragma('wal_checkpoint(PASSIVE)')),
    close: () =>
      attempt(file, () => {
        closeAnchored(db, readOnly);
        drop();
      }),
  };
}

const nothing = (): void => undefined;

/** SQLite itself refuses every write on the handle; the trader hears why it is one that only reads. */
function readingOnly<T>(why: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (codeOf(error).startsWith('SQLITE_READONLY')) throw new StoreError(why, { cause: error });
    throw error;
  }
}

/** The anchors must know of everything that was written before nobody watches any more. */
function closeAnchored(db: WritableDb, readOnly: string | null): void {
  try {
    if (db.open && !db.memory && readOnly === null) dropAnchor(db, Date.now());
  } catch {
    // A full disk must not keep the file open; the chain itself is complete.
  }
  db.close();
}

function refuseOther(file: string, account: AccountId, other: AccountId): void {
  if (other !== account) {
    throw new StoreError(
      `${file} keeps account ${account}; a fill of account ${other} does not belong in it.`,
    );
  }
}
