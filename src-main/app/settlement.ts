import type { Fill } from '#shared/domain/order.ts';
import type { Position } from '#shared/domain/portfolio.ts';
import type { Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';

/** What fills and positions have said of a name since they last agreed. */
interface Open {
  /** Shares filled less shares that the position moved, signed: 0 = they agree. */
  readonly shares: number;
  readonly since: EpochMs;
  /** False = only the position moved: a trade made elsewhere, or a fill that is still on its way. */
  readonly filled: boolean;
}

export interface Unsettled {
  readonly ticker: Ticker;
  readonly why: string;
  readonly since: EpochMs;
}

/** How long a position that moved by itself waits for its fill. A trade made elsewhere brings none, and the position is right all the same. */
const fillPatienceMs = 10 * 1000;

/**
 * A fill and the position that it makes arrive apart, in either order. Until both are there, the name is frozen, so that no interval sells
 * what is already sold or buys what is already bought.
 */
export class Settlement {
  readonly #open = new Map<Ticker, Open>();
  #positions = new Map<Ticker, number>();

  /** The broker's whole book. */
  positions(book: readonly Position[], at: EpochMs): void {
    const before = this.#positions;
    this.#positions = sharesOf(book);
    for (const ticker of new Set([...before.keys(), ...this.#positions.keys()])) {
      this.#moved(ticker, (before.get(ticker) ?? 0) - this.held(ticker), at, false);
    }
  }

  /** A fill that was not known before. */
  fill(fill: Fill, at: EpochMs): void {
    this.#moved(fill.ticker, fill.side === 'BUY' ? fill.shares : -fill.shares, at, true);
  }

  /** The book was loaded after its executions: it shows them. */
  reconciled(book: readonly Position[]): void {
    this.#open.clear();
    this.#positions = sharesOf(book);
  }

  held(ticker: Ticker): number {
    return this.#positions.get(ticker) ?? 0;
  }

  /** Names whose fills and position do not agree yet, with words for the trader. */
  unsettled(now: EpochMs): readonly Unsettled[] {
    for (const [ticker, { filled, since }] of this.#open) {
      if (!filled && Math.abs(now - since) > fillPatienceMs) this.#open.delete(ticker);
    }
    return [...this.#open].map(([ticker, open]) => ({
      ticker,
      since: open.since,
      why: open.filled
        ? `fills say ${this.held(ticker) + open.shares} shares, the TWS still says ${this.held(ticker)}`
        : `the position went to ${this.held(ticker)} shares and no fill has said why yet`,
    }));
  }

  #moved(ticker: Ticker, shares: number, at: EpochMs, filled: boolean): void {
    if (shares === 0) return;
    const before = this.#open.get(ticker);
    const sum = (before?.shares ?? 0) + shares;
    if (sum === 0) this.#open.delete(ticker);
    else this.#open.set(ticker, { shares: sum, since: at, filled: filled || before?.filled === true });
  }
}

const sharesOf = (book: readonly Position[]): Map<Ticker, number> =>
  new Map(book.map(({ ticker, shares }) => [ticker, shares]));
