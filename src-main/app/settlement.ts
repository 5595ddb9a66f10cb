import type { Fill } from '#shared/domain/order.ts';
import type { Position } from '#shared/domain/portfolio.ts';
import type { Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';

interface Expected {
  readonly shares: number;
  readonly since: EpochMs;
}

/**
 * A fill arrives before the position that it makes. Until the broker's position shows it, the name is frozen, so that no interval sells
 * what is already sold or buys what is already bought.
 */
export class Settlement {
  readonly #expected = new Map<Ticker, Expected>();
  #positions = new Map<Ticker, number>();

  /** The broker's whole book. */
  positions(book: readonly Position[]): void {
    this.#positions = new Map(book.map(({ ticker, shares }) => [ticker, shares]));
    for (const [ticker, { shares }] of this.#expected) {
      if (this.held(ticker) === shares) this.#expected.delete(ticker);
    }
  }

  /** A fill that was not known before. */
  fill(fill: Fill, at: EpochMs): void {
    const signed = fill.side === 'BUY' ? fill.shares : -fill.shares;
    const before = this.#expected.get(fill.ticker)?.shares ?? this.held(fill.ticker);
    this.#expected.set(fill.ticker, { shares: before + signed, since: at });
  }

  /** The book was loaded together with its executions: they agree by construction. */
  reconciled(book: readonly Position[]): void {
    this.#expected.clear();
    this.positions(book);
  }

  held(ticker: Ticker): number {
    return this.#positions.get(ticker) ?? 0;
  }

  /** Names whose position does not show the fills yet, with words for the trader. */
  unsettled(): readonly { readonly ticker: Ticker; readonly why: string; readonly since: EpochMs }[] {
    return [...this.#expected].map(([ticker, { shares, since }]) => ({
      ticker,
      since,
      why: `fills say ${shares} shares, the TWS still says ${this.held(ticker)}`,
    }));
  }
}
