/** Cash and positions of the one account. Sales credit cash at once. Money in dollars, costs with commission as at IBKR. */

export interface Holding {
  readonly conId: number;
  /** Negative when short. */
  shares: number;
  /** Dollars a share including commissions; 0 when flat. */
  avgCost: number;
  /** What was held when the day began. */
  dayStartShares: number;
  /** Cash that today's trades in this name brought (sales) or took (purchases), commissions included. */
  dayCash: number;
  realizedToday: number;
}

/** A change of the account that no execution made. */
export interface Adjustment {
  readonly kind: 'split' | 'transfer' | 'dividend';
  readonly conId: number;
  /** Signed change of the position. */
  readonly shares: number;
  readonly cash: number;
}

export interface Opening {
  readonly cash: number;
  /** [conId, shares] */
  readonly positions: readonly (readonly [number, number])[];
}

export interface LedgerState {
  cash: number;
  holdings: Holding[];
  /** What the account began with; left out: what is held now. */
  opening?: Opening;
  adjustments?: readonly Adjustment[];
}

export class Ledger {
  #cash: number;
  readonly #holdings: Map<number, Holding>;
  readonly #adjustments: Adjustment[];
  readonly opening: Opening;

  constructor(state: LedgerState) {
    this.#cash = state.cash;
    this.#holdings = new Map(state.holdings.map((holding) => [holding.conId, { ...holding }]));
    this.#adjustments = [...(state.adjustments ?? [])];
    this.opening = state.opening ?? {
      cash: state.cash,
      positions: state.holdings.map(({ conId, shares }) => [conId, shares]),
    };
  }

  get cash(): number {
    return this.#cash;
  }

  /** Every name that is held, or was traded today. */
  holdings(): readonly Holding[] {
    return [...this.#holdings.values()];
  }

  sharesOf(conId: number): number {
    return this.#holdings.get(conId)?.shares ?? 0;
  }

  holdingOf(conId: number): Holding | null {
    return this.#holdings.get(conId) ?? null;
  }

  /** Books an execution; signed shares. The profit realised by it after commission; null when it closed nothing. */
  book(conId: number, shares: number, price: number, commission: number): number | null {
    const holding = this.#holdings.get(conId) ?? emptyHolding(conId);
    this.#holdings.set(conId, holding);
    const cash = -shares * price - commission;
    this.#cash += cash;
    holding.dayCash += cash;
    const closing = closedBy(holding.shares, shares);
    const realized = realize(holding, closing, shares, price, commission);
    enlarge(holding, shares - closing, price, commission * (1 - closing / shares));
    return realized;
  }

  adjustments(): readonly Adjustment[] {
    return this.#adjustments;
  }

  /** A position changes without a trade; what it cost in all stays. */
  adjust(kind: Adjustment['kind'], conId: number, shares: number): void {
    const holding = this.#holdings.get(conId) ?? emptyHolding(conId);
    this.#holdings.set(conId, holding);
    const then = Number((holding.shares + shares).toFixed(6));
    const cost = holding.shares * holding.avgCost;
    this.#adjustments.push({ kind, conId, shares: then - holding.shares, cash: 0 });
    holding.avgCost = then === 0 ? 0 : Math.abs(cost / then);
    holding.dayStartShares += then - holding.shares;
    holding.shares = then;
  }

  /** Cash for a position. */
  pay(conId: number, cash: number): void {
    this.#adjustments.push({ kind: 'dividend', conId, shares: 0, cash });
    this.#cash += cash;
    const holding = this.#holdings.get(conId);
    if (holding !== undefined) holding.dayCash += cash;
  }

  /** The next morning: profits of the day start again from nothing. */
  newDay(): void {
    for (const holding of this.#holdings.values()) {
      if (holding.shares === 0) this.#holdings.delete(holding.conId);
      holding.dayStartShares = holding.shares;
      holding.dayCash = 0;
      holding.realizedToday = 0;
    }
  }

  state(): LedgerState {
    return {
      cash: this.#cash,
      holdings: this.holdings().map((holding) => ({ ...holding })),
      opening: this.opening,
      adjustments: this.#adjustments,
    };
  }
}

function emptyHolding(conId: number): Holding {
  return { conId, shares: 0, avgCost: 0, dayStartShares: 0, dayCash: 0, realizedToday: 0 };
}

/** The part of the traded shares that closes what is held; the same sign as traded. */
function closedBy(held: number, traded: number): number {
  if (held === 0 || Math.sign(held) === Math.sign(traded)) return 0;
  return Math.sign(traded) * Math.min(Math.abs(held), Math.abs(traded));
}

function realize(
  holding: Holding,
  closing: number,
  traded: number,
  price: number,
  commission: number,
): number | null {
  if (closing === 0) return null;
  const profit = -closing * (price - holding.avgCost) - commission * (closing / traded);
  holding.shares += closing;
  if (holding.shares === 0) holding.avgCost = 0;
  holding.realizedToday += profit;
  return profit;
}

function enlarge(holding: Holding, opening: number, price: number, commission: number): void {
  if (opening === 0) return;
  const shares = holding.shares + opening;
  const cost = holding.shares * holding.avgCost + opening * price + commission;
  holding.avgCost = cost / shares;
  holding.shares = shares;
}
