import type { Fill } from '#shared/domain/order.ts';
import type { AccountValues } from '#shared/domain/portfolio.ts';
import type { EpochMs } from '#shared/units.ts';
import { epochMs } from '#shared/units.ts';
import type { ReconcileStore } from '../ports-reconcile.ts';
import type { Store } from '../ports.ts';

export type FlowStore = Pick<ReconcileStore, 'fillMark' | 'fillsAfter' | 'fillBefore'> &
  Pick<Store, 'tradeLog'>;

/** TWS refreshes account values every three minutes at the latest: cash shows a fill after so long. */
const settleMs = 200_000;
/** Less than this share of NAV is interest, a dividend, a fee or a commission: part of the result. */
const leastFlow = 0.001;

interface Flow {
  readonly at: EpochMs;
  /** What the fill does to the cash, its commission apart. */
  readonly amount: number;
}

/** What account values were when cash and fills last agreed, with the fills that cash must show by now. */
interface Base {
  readonly cash: number;
  readonly nav: number;
  readonly currency: string;
}

/**
 * Deposits and withdrawals, told by cash that no fill explains. Cash lags behind fills, so that any number of the last ones, oldest first,
 * may not be in it yet; what one such number explains is no transfer. Net liquidation has to move along with what is left over. Where it
 * does not, because the market moved as much in the same moment, a deposit is believed all the same once every fill must have been shown,
 * so that it hides no loss; a withdrawal is not, and counts as one.
 */
export class Transfers {
  readonly #store: FlowStore;
  /** Whether positions and fills agree: else a fill that was not heard of moved the cash. */
  readonly #isTied: () => boolean;
  #base: Base | null = null;
  /** Fills that cash may not show yet, oldest first. */
  #recent: readonly Flow[] = [];
  #mark = 0;
  /** Since when there is cash that nothing explains; null = there is none. */
  #oddSince: EpochMs | null = null;

  constructor(store: FlowStore, isTied: () => boolean) {
    this.#store = store;
    this.#isTied = isTied;
  }

  /** A new day, whose first net liquidation has in it all that came before. */
  begin(): void {
    this.#base = null;
  }

  /** Some cash is not explained yet. */
  get isOdd(): boolean {
    return this.#oddSince !== null;
  }

  /** What came (+) or went (−) by itself, as far as it is certain only now. */
  seen({ cash, nav, currency }: AccountValues, now: EpochMs): number {
    const base = this.#baseAt({ cash, nav, currency }, now);
    if (base === null) return 0;
    const gaps = this.#gaps(cash - base.cash);
    const least = leastFlow * nav;
    const smallest = gaps.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a));
    const odd = Math.abs(smallest) > least;
    this.#oddSince = odd ? (this.#oddSince ?? now) : null;
    const told = odd ? toldBy(nav - base.nav, gaps, 5 * least) : null;
    const isLate = this.#oddSince !== null && now - this.#oddSince >= settleMs && this.#isTied();
    if (odd && told === null && !isLate) return 0;
    this.#oddSince = null;
    const taken = told ?? smallest;
    this.#base = { cash: base.cash + taken, nav, currency };
    return odd ? (told ?? Math.max(0, smallest)) : 0;
  }

  /** It begins where cash shows every fill. */
  #baseAt(values: Base, now: EpochMs): Base | null {
    const shown = epochMs(now - settleMs);
    if (this.#base?.currency !== values.currency) {
      const all = { from: shown, to: null, ticker: null, side: null, reason: null };
      this.#recent = [];
      this.#oddSince = null;
      this.#mark = this.#store.fillMark();
      this.#base = this.#store.tradeLog(all).length === 0 ? values : null;
      return this.#base;
    }
    const known = [...this.#recent, ...this.#heard(now)].toSorted((a, b) => a.at - b.at);
    this.#recent = known.filter(({ at }) => at > shown);
    const due = known.filter(({ at }) => at <= shown).reduce((sum, { amount }) => sum + amount, 0);
    this.#base = { ...this.#base, cash: this.#base.cash + due };
    return this.#base;
  }

  #heard(now: EpochMs): readonly Flow[] {
    const fills = this.#store.fillsAfter(this.#mark);
    this.#mark = this.#store.fillMark();
    return fills.map((fill) => {
      const before = fill.revision > 1 ? this.#store.fillBefore(fill.fillId, fill.revision) : null;
      const amount = cashOf(fill) - (before === null ? 0 : cashOf(before));
      return { at: before === null ? fill.at : now, amount };
    });
  }

  /** What is left over if cash shows none of the recent fills, the first, the first two, … */
  #gaps(moved: number): readonly number[] {
    let left = moved;
    return [moved, ...this.#recent.map(({ amount }) => (left -= amount))];
  }
}

/**
 * The transfer among what may be left over that net liquidation moved along with; null = none. Of several the least that leaves no gain
 * beside it, but for `slack`: the market is rather taken to have fallen.
 */
function toldBy(along: number, gaps: readonly number[], slack: number): number | null {
  const told = gaps.filter((gap) => Math.abs(along - gap) <= Math.abs(gap) / 2).toSorted((a, b) => a - b);
  return told.find((gap) => along - gap <= slack) ?? told.at(-1) ?? null;
}

const cashOf = ({ side, shares, price }: Fill): number => (side === 'BUY' ? -1 : 1) * shares * price;
