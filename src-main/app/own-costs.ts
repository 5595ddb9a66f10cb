import { type CostTotals, noFills, withFill } from '#engine/optimizer/calibration.ts';
import type { Ticker } from '#shared/ids.ts';
import type { Desk } from './desk.ts';
import type { OwnFillCost } from './ports.ts';

/** What own fills cost against what was expected of them: summed anew when orders changed, for the next interval. */
export class OwnCosts {
  readonly #desk: Desk;
  #due = true;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Fills, commissions or the account changed. */
  changed(): void {
    this.#due = true;
  }

  feed(): void {
    const { store, inbox } = this.#desk;
    if (!this.#due || store === null) return;
    inbox.ownCosts(totalsByName(store.ownFillCosts()));
    this.#due = false;
  }
}

export function totalsByName(
  fills: readonly OwnFillCost[],
): readonly (CostTotals & { readonly ticker: Ticker })[] {
  const totals = new Map<Ticker, CostTotals>();
  for (const fill of fills) totals.set(fill.ticker, withFill(totals.get(fill.ticker) ?? noFills, fill));
  return [...totals].map(([ticker, own]) => ({ ticker, ...own }));
}
