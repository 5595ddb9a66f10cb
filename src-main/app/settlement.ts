import type { Fill } from '#shared/domain/order.ts';
import type { Position } from '#shared/domain/portfolio.ts';
import type { OwnBook, OwnPosition } from '#shared/domain/reconcile.ts';
import type { ConId, FillId, Ticker } from '#shared/ids.ts';
import { type EpochMs, price } from '#shared/units.ts';

/** One contract in both books. */
export interface TieOut {
  readonly conId: ConId;
  readonly ticker: Ticker;
  /** What the last agreement and all fills since make it, signed. */
  readonly own: number;
  /** What the TWS shows. */
  readonly tws: number;
  readonly ownCost: number;
  readonly twsCost: number;
  /** When they began to differ; null = they agree. */
  readonly since: EpochMs | null;
  /** When a fill moved the own side last; null = not since the last agreement. */
  readonly filledAt: EpochMs | null;
}

export interface Unsettled {
  readonly ticker: Ticker;
  readonly why: string;
  readonly since: EpochMs;
}

const signed = ({ side, shares }: Pick<Fill, 'side' | 'shares'>): number =>
  side === 'BUY' ? shares : -shares;

/**
 * The desk's own book of positions: where the desk and the TWS last agreed, moved by every fill since, own or not. A fill and the position
 * that it makes arrive apart, in either order; until both are there the name is frozen, so that no interval sells what is already sold.
 */
export class Settlement {
  readonly #names = new Map<ConId, TieOut>();
  /** Signed shares of each fill as it now counts. */
  readonly #counted = new Map<FillId, number>();
  readonly #replaced: (fill: Fill) => Fill | null;
  /** False until the first comparison of this account's life: then the TWS is believed. */
  #isKnown = false;

  /** `replaced`: the revision of a fill that this one takes the place of. */
  constructor(replaced: (fill: Fill) => Fill | null = () => null) {
    this.#replaced = replaced;
  }

  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** What an earlier run left behind, and the fills recorded after it. Until the TWS shows its positions, the two are taken to agree. */
  restore(book: OwnBook | null, fills: readonly Fill[]): void {
    this.#names.clear();
    this.#counted.clear();
    this.#isKnown = book !== null;
    for (const { conId, ticker, shares, avgCost } of book?.positions ?? [])
      this.#put({ ...nothing(conId, ticker), own: shares, ownCost: avgCost });
    for (const fill of fills) this.fill(fill, fill.at);
    for (const name of this.#names.values()) this.#put({ ...name, tws: name.own, twsCost: name.ownCost });
  }

  /** The broker's whole book. */
  positions(book: readonly Position[], at: EpochMs): void {
    const shown = new Map(book.map((position) => [position.conId, position]));
    for (const { conId, ticker, shares, avgCost } of book)
      this.#see({ ...this.#at(conId, ticker), tws: shares, twsCost: avgCost }, at);
    for (const name of [...this.#names.values()])
      if (!shown.has(name.conId)) this.#see({ ...name, tws: 0, twsCost: 0 }, at);
  }

  /** A fill or a correction that was not known before. */
  fill(fill: Fill, at: EpochMs): void {
    const before = this.#counted.get(fill.fillId) ?? signedOrNone(this.#replaced(fill));
    this.#counted.set(fill.fillId, signed(fill));
    const name = this.#at(fill.conId, fill.ticker);
    this.#see({ ...name, own: name.own + signed(fill) - before, filledAt: at }, at);
  }

  /** The TWS is right about this contract; null = about all of them. */
  accept(conId: ConId | null): void {
    if (conId === null) this.#isKnown = true;
    for (const name of [...this.#names.values()])
      if (conId === null || name.conId === conId) this.#put(agreed(name));
  }

  /** A new day: corrections of older fills are looked up in the store. */
  forgetFills(): void {
    this.#counted.clear();
  }

  tieOut(): readonly TieOut[] {
    return [...this.#names.values()].filter(({ own, tws }) => own !== 0 || tws !== 0);
  }

  differences(): readonly (TieOut & { readonly since: EpochMs })[] {
    return [...this.#names.values()].flatMap((name) =>
      name.since === null ? [] : [{ ...name, since: name.since }],
    );
  }

  /** What the fills make it, signed. */
  ownOf(conId: ConId): number {
    return this.#names.get(conId)?.own ?? 0;
  }

  own(): readonly OwnPosition[] {
    return [...this.#names.values()]
      .filter(({ own }) => own !== 0)
      .map(({ conId, ticker, own, ownCost }) => ({ conId, ticker, shares: own, avgCost: price(ownCost) }));
  }

  /** Names whose fills and position do not agree yet, with words for the trader. */
  unsettled(): readonly Unsettled[] {
    return this.differences().map(({ ticker, since, own, tws, filledAt }) => ({
      ticker,
      since,
      why:
        filledAt === null
          ? `the position went from ${own} to ${tws} shares and no fill has said why yet`
          : `fills say ${own} shares, the TWS still says ${tws}`,
    }));
  }

  #at(conId: ConId, ticker: Ticker): TieOut {
    return this.#names.get(conId) ?? nothing(conId, ticker);
  }

  #see(name: TieOut, at: EpochMs): void {
    if (name.own === name.tws) this.#put(agreed(name));
    else this.#put({ ...name, since: name.since ?? at });
  }

  #put(name: TieOut): void {
    if (name.own === 0 && name.tws === 0) this.#names.delete(name.conId);
    else this.#names.set(name.conId, name);
  }
}

const signedOrNone = (fill: Fill | null): number => (fill === null ? 0 : signed(fill));

const agreed = (name: TieOut): TieOut => ({
  ...name,
  own: name.tws,
  ownCost: name.twsCost,
  since: null,
  filledAt: null,
});

const nothing = (conId: ConId, ticker: Ticker): TieOut => ({
  ...{ conId, ticker, own: 0, tws: 0, ownCost: 0, twsCost: 0 },
  ...{ since: null, filledAt: null },
});
