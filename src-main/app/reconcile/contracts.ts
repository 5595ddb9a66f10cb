import type { Instrument } from '#shared/domain/market.ts';
import type { Position } from '#shared/domain/portfolio.ts';
import { ticker, type Ticker } from '#shared/ids.ts';

export interface NamedPositions {
  /** One per ticker. */
  readonly positions: ReadonlyMap<Ticker, Position>;
  /** Holdings in another contract than the one that is traded under their symbol, as they came. */
  readonly others: readonly Position[];
}

/**
 * Gives each holding a name of its own. A symbol stands for the contract that the desk trades under it; a second contract of the same
 * symbol (another exchange, another currency) is shown under symbol and contract id, which no strategy knows, so that it is counted and
 * never traded.
 */
export function namePositions(
  held: readonly Position[],
  instruments: ReadonlyMap<Ticker, Instrument>,
): NamedPositions {
  const positions = new Map<Ticker, Position>();
  const others: Position[] = [];
  const real = held.filter(({ shares }) => shares !== 0);
  for (const position of real) {
    const traded = instruments.get(position.ticker)?.conId;
    const namesakes = real.filter((other) => other.ticker === position.ticker);
    const first = Math.min(...namesakes.map(({ conId }) => conId));
    if (position.conId === (traded ?? first)) positions.set(position.ticker, position);
    else {
      others.push(position);
      const name = ticker(`${position.ticker} #${position.conId}`);
      positions.set(name, { ...position, ticker: name });
    }
  }
  return { positions, others };
}
