import type { Fill } from '#shared/domain/order.ts';
import type { OwnBook, ReconcileItem } from '#shared/domain/reconcile.ts';
import type { FillId } from '#shared/ids.ts';
import type { EpochMs, Money } from '#shared/units.ts';

/** What reconciliation keeps. */
export interface ReconcileStore {
  /** Differences that nobody has explained yet, oldest first. */
  openItems(): readonly ReconcileItem[];
  /** The newest explained first. */
  closedItems(limit: number): readonly ReconcileItem[];
  /** The newest item about this, open or not; null = there never was one. */
  itemUnder(key: string): ReconcileItem | null;
  saveItem(item: ReconcileItem, at: EpochMs): void;
  /** null = this account was never compared. */
  ownBook(): OwnBook | null;
  saveOwnBook(book: OwnBook): void;
  /** Every fill up to here is in the store. Rises with each new one. */
  fillMark(): number;
  /** Fills and corrections heard after a mark, in the order in which they were heard. */
  fillsAfter(mark: number): readonly Fill[];
  /** The revision that this one replaces; null = it is the first. */
  fillBefore(id: FillId, revision: number): Fill | null;
  /** What the fills heard after a mark did to the cash; null = it cannot be said (a commission is missing, another currency, a correction). */
  cashFlowAfter(mark: number, currency: string): Money | null;
}
