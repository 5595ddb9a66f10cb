/** What the history service counts by. */
export interface HistoryAsk {
  /** Two asks with the same question are identical. */
  readonly question: string;
  /** Contract, exchange and kind of data. */
  readonly series: string;
  readonly barSeconds: number;
  /** Bid and ask in one answer count as two requests. */
  readonly isBidAsk: boolean;
}

/** An ask that may leave; `at` moves to when it really did. Times are those of a clock that nobody sets, in ms. */
export interface HistoryTurn {
  readonly ask: HistoryAsk;
  at: number;
}

// IBKR's limits; those of small bars are hard, the others keep away from its soft throttling.
export const identicalMs = 15_000;
const seriesMs = 2_000;
const seriesMost = 5;
const smallBarSeconds = 30;
const smallMs = 600_000;
const smallMost = 60;

/** Keeps the history service's own limits, which are apart from the message rate of the connection. */
export class HistoryPacer {
  /** Oldest first. */
  #turns: HistoryTurn[] = [];

  /** How long this ask must wait; 0 = it may leave now. */
  waitMs(ask: HistoryAsk, at: number): number {
    this.#turns = this.#turns.filter((turn) => at - turn.at < smallMs);
    return Math.max(this.#identical(ask, at), this.#series(ask, at), this.#small(ask, at));
  }

  take(ask: HistoryAsk, at: number): HistoryTurn {
    const turn = { ask, at };
    this.#turns.push(turn);
    return turn;
  }

  #identical({ question }: HistoryAsk, at: number): number {
    const last = this.#turns.findLast((turn) => turn.ask.question === question);
    return last === undefined ? 0 : Math.max(0, last.at + identicalMs - at);
  }

  #series({ series }: HistoryAsk, at: number): number {
    const recent = this.#turns.filter((turn) => turn.ask.series === series && at - turn.at < seriesMs);
    return waitForRoom(recent, seriesMost - 1, seriesMs, at);
  }

  #small(ask: HistoryAsk, at: number): number {
    if (ask.barSeconds > smallBarSeconds) return 0;
    const small = this.#turns.filter((turn) => turn.ask.barSeconds <= smallBarSeconds);
    return waitForRoom(small, smallMost - costOf(ask), smallMs, at);
  }
}

const costOf = ({ isBidAsk }: HistoryAsk): number => (isBidAsk ? 2 : 1);

/** Until so many of them have left the window that no more than `most` remain. */
function waitForRoom(turns: readonly HistoryTurn[], most: number, windowMs: number, at: number): number {
  const sorted = turns.toSorted((a, b) => a.at - b.at);
  let cost = sorted.reduce((sum, { ask }) => sum + costOf(ask), 0);
  for (const turn of sorted) {
    if (cost <= most) return 0;
    cost -= costOf(turn.ask);
    if (cost <= most) return Math.max(0, turn.at + windowMs - at);
  }
  return 0;
}
