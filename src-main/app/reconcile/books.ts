import { instantOf, wallClock } from '#shared/calendar.ts';
import type { Fill } from '#shared/domain/order.ts';
import type { AccountValues } from '#shared/domain/portfolio.ts';
import type { OwnBook } from '#shared/domain/reconcile.ts';
import type { ConId, FillId, Ticker } from '#shared/ids.ts';
import { epochMs, type EpochMs, money } from '#shared/units.ts';
import type { Ledger } from '../ledger.ts';
import type { BrokerBook, Store } from '../ports.ts';
import { sessionOverWhy } from '../recovery.ts';
import { Settlement, type TieOut, type Unsettled } from '../settlement.ts';
import { diagnose, mayHaveFilled } from './difference.ts';
import type { Items } from './items.ts';

/** How far back an own order could be the reason of a difference: a long weekend and a day. */
const memoryMs = 5 * 24 * 3_600_000;
/** The TWS tells changes of the account's values every three minutes. */
const cashQuietMs = 200_000;
const cent = 0.01;
const tiny = 1e-6;

const dayMs = 24 * 3_600_000;

/** Positions and cash, ours against the broker's: what differs becomes an item, and what they agree on is kept for the next start. */
export class Books {
  readonly #store: Store;
  readonly #items: Items;
  readonly settlement: Settlement;
  #cash: OwnBook['cash'];
  #saved = '';
  #lastFillAt: EpochMs | null = null;

  constructor(store: Store, items: Items) {
    this.#store = store;
    this.#items = items;
    this.settlement = new Settlement(({ fillId, revision }) => store.fillBefore(fillId, revision));
    const book = store.ownBook();
    this.#cash = book?.cash ?? null;
    this.settlement.restore(book, book === null ? [] : store.fillsAfter(book.fillMark));
  }

  fill(fill: Fill): void {
    this.settlement.fill(fill, fill.at);
    this.#lastFillAt = epochMs(Math.max(this.#lastFillAt ?? 0, fill.at));
  }

  /**
   * After the fills of a book were taken in. `patient` = a difference that began after this moment may still go away by itself; null = the
   * desk was away, and nothing is on its way.
   */
  compare(ledger: Ledger, book: BrokerBook, patient: EpochMs | null, now: EpochMs, priceOf: PriceOf): void {
    this.settlement.positions(book.positions, now);
    if (!this.settlement.isKnown) this.settlement.accept(null);
    for (const tie of this.settlement.differences()) {
      const early = patient !== null && tie.since > patient;
      const fresh = tie.filledAt !== null && patient !== null && tie.filledAt > patient;
      if (!early && !fresh) this.#raise(ledger, tie, book, now, priceOf);
    }
    this.sweep(now);
    this.#compareCash(book.values, now);
    this.save(now);
  }

  /** Items whose difference is gone. */
  sweep(now: EpochMs): void {
    const differing = new Set(this.settlement.differences().map(({ conId }) => positionKey(conId)));
    for (const { key } of this.#items.open())
      if (key.startsWith('position:') && !differing.has(key))
        this.#items.settle(key, 'The TWS and the own book of fills agree again.', now);
  }

  /** Signed shares that fills made and positions do not show yet. */
  unshown(): readonly { readonly ticker: Ticker; readonly shares: number }[] {
    return this.settlement
      .differences()
      .flatMap(({ ticker, own, tws, filledAt }) =>
        filledAt === null ? [] : [{ ticker, shares: own - tws }],
      );
  }

  /** Names that wait for a fill or a position, and have no item yet. */
  unsettled(): readonly Unsettled[] {
    const open = new Set(this.#items.open().map(({ key }) => key));
    const covered = new Set(
      this.settlement
        .differences()
        .filter(({ conId }) => open.has(positionKey(conId)))
        .map(({ ticker }) => ticker),
    );
    return this.settlement.unsettled().filter(({ ticker }) => !covered.has(ticker));
  }

  /** What an explained item stands for is right from now on. */
  accept(key: string, now: EpochMs): void {
    if (key === 'cash') this.#cash = null;
    const tie = this.settlement.differences().find(({ conId }) => positionKey(conId) === key);
    if (tie !== undefined) this.settlement.accept(tie.conId);
    this.save(now);
  }

  save(now: EpochMs): void {
    if (!this.settlement.isKnown) return;
    const book = { fillMark: this.#store.fillMark(), cash: this.#cash, positions: this.settlement.own() };
    const text = JSON.stringify(book);
    if (text === this.#saved) return;
    this.#store.saveOwnBook({ at: now, ...book });
    this.#saved = text;
  }

  #raise(ledger: Ledger, tie: TieOut, book: BrokerBook, now: EpochMs, priceOf: PriceOf): void {
    const { conId, ticker, own, tws } = tie;
    const { kind, evidence, proven, order } = diagnose(tie, {
      recorded: this.#fillsOfToday(conId, now),
      listed: new Set<FillId>(book.fills.map(({ fillId }) => fillId)),
      orders: this.#store
        .ordersSince(epochMs(now - memoryMs))
        .filter(({ intent }) => intent.conId === conId)
        .map((each) => ledger.get(each.intent.orderId) ?? each),
    });
    const each = priceOf(tie) ?? (tie.twsCost > 0 ? tie.twsCost : tie.ownCost);
    const finding = {
      ...{ key: positionKey(conId), kind, ticker, evidence, orderId: order?.intent.orderId ?? null },
      expected: `the desk’s own fills make it ${own}`,
      found: `the TWS shows ${tws} shares of ${ticker}`,
      value: money(Math.abs(tws - own) * Math.abs(each)),
    };
    if (proven) {
      this.#items.note(finding, { by: 'desk', cause: 'corporate-action', note: evidence }, now);
      this.settlement.accept(conId);
      return;
    }
    this.#items.raise(finding, now);
    if (order !== null && mayHaveFilled(order) && isOwnConclusion(order.status))
      ledger.settle(
        order.intent.orderId,
        {
          state: 'unresolved',
          since: now,
          why: `its session is over and the TWS does not list it any more, but the position went from ${own} to ${tws} shares: it may have filled`,
        },
        now,
      );
  }

  #fillsOfToday(conId: ConId, now: EpochMs): readonly Fill[] {
    const from = instantOf(wallClock(now).date, 0);
    const today = { from, to: epochMs(from + dayMs), ticker: null, side: null, reason: null };
    return this.#store
      .tradeLog(today)
      .map(({ fill }) => fill)
      .filter((fill) => fill.conId === conId);
  }

  /** Only where nothing moves: a fill and the cash that it costs come apart. */
  #compareCash({ cash, currency }: AccountValues, now: EpochMs): void {
    const isQuiet = this.#lastFillAt === null || now - this.#lastFillAt > cashQuietMs;
    if (!isQuiet || this.settlement.differences().length > 0) return;
    const flow = this.#cash === null ? null : this.#store.cashFlowAfter(this.#cash.fillMark, currency);
    const difference = this.#cash === null || flow === null ? 0 : cash - (this.#cash.amount + flow);
    if (Math.abs(difference) > cent + tiny) {
      this.#items.raise(
        {
          ...{ key: 'cash', kind: 'cash-difference' as const, ticker: null },
          expected: `fills and commissions make it ${(cash - difference).toFixed(2)}`,
          found: `the TWS shows ${cash.toFixed(2)} ${currency} of cash, ${Math.abs(difference).toFixed(2)} ${difference > 0 ? 'more' : 'less'}`,
          evidence: 'Interest, dividends, fees, deposits and withdrawals move cash without a fill.',
          value: money(Math.abs(difference)),
        },
        now,
      );
      return;
    }
    this.#items.settle('cash', 'Cash agrees again.', now);
    this.#cash = { amount: cash, fillMark: this.#store.fillMark() };
  }
}

/** Market price of a contract; null = none is known. */
export type PriceOf = (tie: TieOut) => number | null;

export const positionKey = (conId: ConId): string => `position:${conId}`;

const isOwnConclusion = (status: { readonly state: string; readonly why?: string }): boolean =>
  status.why === sessionOverWhy;
