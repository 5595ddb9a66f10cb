/** One client's market data: each subscription's ticks, and after that only what changed. */
import { epochAt } from '../market/exchange-time.ts';
import { STEP_MS } from '../market/intraday-path.ts';
import { dollars, momentOf, type Quote } from '../market/market.ts';
import { OPEN_MINUTE } from '../market/trading-days.ts';
import { nameAt } from '../market/universe.ts';
import { notice } from '../protocol/account-answers.ts';
import {
  marketDataType,
  snapshotEnd,
  tickGeneric,
  tickPrice,
  tickReqParams,
  tickSize,
  tickString,
} from '../protocol/market-answers.ts';
import type { Value } from '../protocol/framing.ts';
import type { World } from '../world.ts';

const DELAY_MS = 900_000;
/** Volume and time of the last trade go out this often at most, while the last price stands still. */
const VOLUME_EVERY_MS = 1000;

/** Tick types, live and delayed. */
interface TickTypes {
  readonly bidSize: number;
  readonly bid: number;
  readonly ask: number;
  readonly askSize: number;
  readonly last: number;
  readonly lastSize: number;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  readonly close: number;
  readonly open: number;
  readonly time: number;
}
const LIVE: TickTypes = {
  ...{ bidSize: 0, bid: 1, ask: 2, askSize: 3, last: 4, lastSize: 5, high: 6, low: 7, volume: 8, close: 9 },
  ...{ open: 14, time: 45 },
};
const DELAYED: TickTypes = {
  ...{ bid: 66, ask: 67, last: 68, bidSize: 69, askSize: 70, lastSize: 71, high: 72, low: 73, volume: 74 },
  ...{ close: 75, open: 76, time: 88 },
};
const MARK = 37;
const HALTED = 49;
const COMPETING = 'No market data during competing live session';

interface Line {
  readonly reqId: number;
  readonly name: number;
  readonly generic: ReadonlySet<string>;
  readonly types: TickTypes;
  /** False: only trades are subscribed. */
  readonly hasBook: boolean;
  sent: Quote | null;
  volumeSentAt: number;
}

export class MarketDataLines {
  readonly #world: World;
  readonly #send: (fields: readonly Value[]) => void;
  readonly #lines = new Map<number, Line>();
  #type = 1;

  constructor(world: World, send: (fields: readonly Value[]) => void) {
    this.#world = world;
    this.#send = send;
  }

  setType(type: number): void {
    this.#type = type;
  }

  subscribe(reqId: number, name: number, genericTicks: string, snapshot: boolean, now: number): void {
    const { delayed, lines } = this.#world.options;
    if (this.#lines.has(reqId)) {
      this.#send(notice(reqId, 322, 'Error processing request: Duplicate ticker id'));
      return;
    }
    const { switches, conditions } = this.#world;
    const isFull = switches.take('data-lines', {}, ({ most }) => this.#lines.size >= most) !== null;
    if (isFull || this.#lines.size >= lines) {
      this.#send(notice(reqId, 101, 'Max number of tickers has been reached'));
      return;
    }
    if (conditions.competing.isOn) {
      this.#send(notice(reqId, 10197, COMPETING));
      return;
    }
    const poor = switches.take('no-market-data', nameAt(name))?.code ?? null;
    const isDelayed = poor === '10167' || (delayed && this.#type >= 3);
    if (poor === '354' || (delayed && !isDelayed)) {
      this.#send(notice(reqId, 354, 'Requested market data is not subscribed.'));
      return;
    }
    if (isDelayed) {
      const text = 'Requested market data is not subscribed. Displaying delayed market data.';
      this.#send(notice(reqId, 10167, text));
    }
    if (poor === '10090') {
      const text =
        'Part of requested market data is not subscribed. Subscription-independent ticks are still active.';
      this.#send(notice(reqId, 10090, text));
    }
    const line: Line = {
      ...{ reqId, name, generic: new Set(genericTicks.split(',').map((tick) => tick.trim())) },
      ...{ types: isDelayed ? DELAYED : LIVE, hasBook: poor !== '10090', sent: null, volumeSentAt: 0 },
    };
    this.#send(tickReqParams(reqId, 0.01));
    this.#send(marketDataType(reqId, isDelayed ? 3 : 1));
    if (!isDelayed) this.#sendGeneric(line);
    if (!conditions.isDataSilent) this.#update(line, now);
    if (snapshot) this.#send(snapshotEnd(reqId));
    else this.#lines.set(reqId, line);
  }

  cancel(reqId: number): void {
    this.#lines.delete(reqId);
  }

  /** Every line ends without a word. */
  forgetAll(): void {
    this.#lines.clear();
  }

  /** Every line ends because the user's data goes to another session. */
  loseToCompetitor(): void {
    for (const { reqId } of this.#lines.values()) this.#send(notice(reqId, 10197, COMPETING));
    this.#lines.clear();
  }

  /** Tells of a halt or its end; a halted name has no quotes. */
  tellHalt(conId: number, isHalted: boolean): void {
    for (const line of this.#lines.values()) {
      if (nameAt(line.name).conId !== conId) continue;
      const { reqId, types } = line;
      this.#send(tickGeneric(reqId, HALTED, isHalted ? 1 : 0));
      if (isHalted) for (const type of [types.bid, types.ask]) this.#send(tickPrice(reqId, type, -1, 0));
      line.sent = null;
    }
  }

  tick(now: number): void {
    if (this.#world.conditions.isDataSilent) return;
    for (const line of this.#lines.values()) this.#update(line, now);
  }

  #sendGeneric({ reqId, name, generic }: Line): void {
    const { dailyVolume } = nameAt(name);
    if (generic.has('165')) this.#send(tickSize(reqId, 21, dailyVolume));
    if (generic.has('236')) {
      this.#send(tickGeneric(reqId, 46, 3));
      this.#send(tickSize(reqId, 89, Math.round(dailyVolume / 10)));
    }
    const { conId } = nameAt(name);
    this.#send(tickGeneric(reqId, HALTED, this.#world.conditions.isHalted(conId) ? 1 : 0));
  }

  #update(line: Line, now: number): void {
    if (this.#world.conditions.isHalted(nameAt(line.name).conId)) return;
    const { reqId, types, sent } = line;
    const at = line.types === LIVE ? now : now - DELAY_MS;
    const quote = this.#world.market.quote(line.name, at);
    if (line.hasBook) {
      this.#sendSide(reqId, types.bid, types.bidSize, sent?.bid, quote.bid, sent?.bidSize, quote.bidSize);
      this.#sendSide(reqId, types.ask, types.askSize, sent?.ask, quote.ask, sent?.askSize, quote.askSize);
    }
    this.#sendTrade(line, quote, at);
    const { open, high, low, close } = quote;
    this.#sendIfNew(reqId, types.open, sent?.open, open);
    this.#sendIfNew(reqId, types.high, sent?.high, high);
    this.#sendIfNew(reqId, types.low, sent?.low, low);
    this.#sendIfNew(reqId, types.close, sent?.close, close);
    line.sent = quote;
  }

  #sendSide(
    reqId: number,
    type: number,
    sizeType: number,
    wasPrice: number | undefined,
    price: number,
    wasSize: number | undefined,
    size: number,
  ): void {
    if (wasPrice !== price) this.#send(tickPrice(reqId, type, dollars(price), size));
    if (wasPrice !== price || wasSize !== size) this.#send(tickSize(reqId, sizeType, size));
  }

  #sendTrade(line: Line, quote: Quote, at: number): void {
    const { reqId, types, sent, generic } = line;
    const isNewPrice = sent?.last !== quote.last;
    const isDue = at - line.volumeSentAt >= VOLUME_EVERY_MS && sent?.volume !== quote.volume;
    if (!isNewPrice && !isDue) return;
    line.volumeSentAt = at;
    const seconds = Math.floor(lastTradeAt(at) / 1000);
    if (isNewPrice) {
      this.#send(tickPrice(reqId, types.last, dollars(quote.last), quote.lastSize));
      if (types === LIVE) this.#send(tickPrice(reqId, MARK, dollars(quote.last), 0));
    }
    this.#send(tickSize(reqId, types.lastSize, quote.lastSize));
    this.#send(tickString(reqId, types.time, String(seconds)));
    this.#send(tickSize(reqId, types.volume, quote.volume));
    if (generic.has('233')) {
      const average = dollars((quote.high ?? quote.last) + (quote.low ?? quote.last)) / 2;
      const text = [dollars(quote.last), quote.lastSize, at, quote.volume, average.toFixed(4), 'false'];
      this.#send(tickString(reqId, 48, text.join(';')));
    }
  }

  #sendIfNew(reqId: number, type: number, was: number | null | undefined, price: number | null): void {
    if (price !== null && was !== price) this.#send(tickPrice(reqId, type, dollars(price), 0));
  }
}

/** The market's newest trade: now while it is open, at the close when it is over, yesterday's close before it opens. */
function lastTradeAt(at: number): number {
  const { phase, day, step } = momentOf(at);
  if (phase === 'before') return at;
  return epochAt(day, OPEN_MINUTE) + step * STEP_MS;
}
