import type { Cause, ReconcileItem } from '#shared/domain/reconcile.ts';
import type { ItemKind } from '#shared/domain/reconcile.ts';
import type { Ticker } from '#shared/ids.ts';
import { type EpochMs, money, type Money } from '#shared/units.ts';
import type { ReconcileStore } from '../ports-reconcile.ts';

/** What is said of a difference when it is found. */
export type Finding = Pick<ReconcileItem, 'key' | 'kind' | 'ticker' | 'expected' | 'found'> &
  Partial<Pick<ReconcileItem, 'orderId' | 'permId' | 'execId' | 'evidence' | 'value'>>;

export interface Explanation {
  readonly by: string;
  readonly cause: Cause;
  readonly note: string;
}

/** Differences of these kinds say nothing about what is held or working in a name: they are told, and freeze nothing. */
const harmless: readonly ItemKind[] = [
  'manual-trade',
  'correction',
  'commission-missing',
  'cash-difference',
  'other-contract',
];

/** Differences of the books themselves, whose worth adds up. */
const ofTheBooks: readonly ItemKind[] = [
  'missing-fill',
  'unexplained',
  'transfer',
  'corporate-action',
  'bust',
  'cash-difference',
];

/** The list of differences: every change is in the store before anybody sees it. */
export class Items {
  readonly #store: ReconcileStore;
  readonly #open = new Map<string, ReconcileItem>();

  constructor(store: ReconcileStore) {
    this.#store = store;
    for (const item of store.openItems()) this.#open.set(item.key, item);
  }

  /** Oldest first. */
  open(): readonly ReconcileItem[] {
    return [...this.#open.values()];
  }

  under(key: string): ReconcileItem | null {
    return this.#open.get(key) ?? null;
  }

  byId(id: string): ReconcileItem | null {
    return this.open().find((item) => item.id === id) ?? null;
  }

  /** The newest about this, open or not. */
  newest(key: string): ReconcileItem | null {
    return this.#open.get(key) ?? this.#store.itemUnder(key);
  }

  /** Opens an item, or brings the open one up to date. True = it was not open before. */
  raise(finding: Finding, at: EpochMs): boolean {
    const open = this.#open.get(finding.key);
    const item = { ...(open ?? blank(finding, at)), ...finding };
    if (open !== undefined && JSON.stringify(open) === JSON.stringify(item)) return false;
    this.#store.saveItem(item, at);
    this.#open.set(item.key, item);
    return open === undefined;
  }

  /** Something that was explained the moment it was found. False = it reads as it did. */
  note(finding: Finding, explanation: Explanation, at: EpochMs): boolean {
    const before = this.newest(finding.key);
    const base = before ?? blank(finding, at);
    const item = explained({ ...base, ...finding }, explanation, before?.explainedAt ?? at);
    if (before !== null && JSON.stringify(before) === JSON.stringify(item)) return false;
    this.#store.saveItem(item, at);
    this.#open.delete(item.key);
    return true;
  }

  /** False = it is not open. */
  explain(key: string, explanation: Explanation, at: EpochMs): boolean {
    const open = this.#open.get(key);
    if (open === undefined) return false;
    this.#store.saveItem(explained(open, explanation, at), at);
    this.#open.delete(key);
    return true;
  }

  /** The difference is gone by itself. */
  settle(key: string, note: string, at: EpochMs): boolean {
    return this.explain(key, { by: 'desk', cause: 'settled', note }, at);
  }

  /** Names that must not trade, each with why. */
  frozen(): readonly { readonly ticker: Ticker; readonly why: string }[] {
    return this.open().flatMap((item) => {
      const { ticker, expected, found } = item;
      return ticker === null || !freezesName(item)
        ? []
        : [{ ticker, why: `${found}; ${expected}. Look at it under Reconcile` }];
    });
  }

  /** What the unexplained differences of the books are worth together. */
  total(): Money {
    return money(
      this.open()
        .filter(({ kind }) => ofTheBooks.includes(kind))
        .reduce((sum, { value }) => sum + (value ?? 0), 0),
    );
  }
}

export const freezesName = ({ ticker, kind, explainedAt }: ReconcileItem): boolean =>
  explainedAt === null && ticker !== null && !harmless.includes(kind);

const blank = ({ key, kind, ticker }: Finding, at: EpochMs): ReconcileItem => ({
  ...{ id: `${key}@${at}`, key, kind, ticker, orderId: null, permId: 0, execId: null },
  ...{ expected: '', found: '', evidence: '', value: null, openedAt: at },
  ...{ explainedAt: null, explainedBy: null, cause: null, note: '' },
});

const explained = (item: ReconcileItem, { by, cause, note }: Explanation, at: EpochMs): ReconcileItem => ({
  ...item,
  explainedAt: at,
  explainedBy: by,
  cause,
  note,
});
