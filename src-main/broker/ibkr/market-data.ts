import { EventName, MarketDataType, SecType } from '@stoqey/ib';
import type { BrokerEvent } from '#app/ports.ts';
import { emptyQuote, type Instrument, type Quote } from '#shared/domain/market.ts';
import type { ConId } from '#shared/ids.ts';
import { meaningOf } from './codes.ts';
import type { Connection } from './connection.ts';
import type { Requests } from './requests.ts';
import { withGeneric, withKind, withPrice, withSize } from './ticks.ts';

interface Stream {
  readonly instrument: Instrument;
  id: number;
  quote: Quote;
  /** Asked for delayed prices because there is no permission for live ones. */
  delayed: boolean;
}

const tickPriceMessage = '1';
const bidTick = '1';
const noPermission: readonly number[] = [354, 10168, 10186];
/** The stream stands still until it is asked for again. */
const stopped: readonly number[] = [101, 10197, 10225];

/** Quotes of the names on the list, the last value of each at most once a batch. */
export class MarketData {
  readonly #link: Connection;
  readonly #requests: Requests;
  readonly #emit: (event: BrokerEvent) => void;
  readonly #byConId = new Map<ConId, Stream>();
  readonly #byRequest = new Map<number, Stream>();
  readonly #dirty = new Set<Stream>();
  readonly #retry = new Set<Stream>();
  #type: MarketDataType | null = null;
  #batchSet = false;

  constructor(link: Connection, requests: Requests, emit: (event: BrokerEvent) => void) {
    this.#link = link;
    this.#requests = requests;
    this.#emit = emit;
    const { api } = link;
    api.on(
      EventName.tickPrice,
      link.guard('quotes', (id: number, tick: number, value: number) =>
        this.#change(id, (quote, at) => withPrice(quote, tick, value, at)),
      ),
    );
    api.on(
      EventName.tickSize,
      link.guard('quotes', (id: number, tick?: number, value?: number) =>
        this.#change(id, (quote, at) => withSize(quote, tick ?? -1, value, at)),
      ),
    );
    api.on(
      EventName.tickGeneric,
      link.guard('quotes', (id: number, tick: number, value: number) =>
        this.#change(id, (quote, at) => withGeneric(quote, tick, value, at)),
      ),
    );
    // the library loses the size that comes with a bid: its tick type is 0, which it takes for none
    api.on(
      EventName.received,
      link.guard('quotes', (fields: string[]) => {
        const [message, , id, tick, , size] = fields;
        if (message !== tickPriceMessage || tick !== bidTick || size === undefined || size === '') return;
        this.#change(Number(id), (quote, at) => withSize(quote, 0, Number(size), at));
      }),
    );
    api.on(
      EventName.marketDataType,
      link.guard('quotes', (id: number, type: number) => this.#change(id, (quote) => withKind(quote, type))),
    );
  }

  subscribe(instruments: readonly Instrument[]): void {
    const wanted = new Map(instruments.map((each) => [each.conId, each]));
    for (const [id, stream] of this.#byConId) if (!wanted.has(id)) this.#drop(stream);
    for (const [id, instrument] of wanted) if (!this.#byConId.has(id)) this.#add(instrument);
  }

  lines(): { readonly linesOpen: number; readonly lineLimit: number } {
    return { linesOpen: this.#byRequest.size, lineLimit: this.#link.deps.settings.marketDataLines };
  }

  /** After the TWS lost its data requests: all of them again, starting from nothing known. */
  resubscribe(): void {
    this.#type = null;
    for (const stream of this.#byConId.values()) this.#ask(stream, false);
  }

  /** True = the error belonged to a quote stream, and was dealt with as far as it can be. */
  error(id: number, code: number): boolean {
    const stream = this.#byRequest.get(id);
    if (stream === undefined) return false;
    if (noPermission.includes(code) && !stream.delayed) this.#ask(stream, true);
    else if (stopped.includes(code)) this.#pause(stream);
    else if (meaningOf(code).level === 'error') this.#silence(stream);
    return true;
  }

  #add(instrument: Instrument): void {
    const quote = emptyQuote(instrument.ticker, 'live', this.#link.now());
    const stream: Stream = { instrument, id: 0, quote, delayed: false };
    this.#byConId.set(instrument.conId, stream);
    this.#ask(stream, false);
  }

  #drop(stream: Stream): void {
    this.#byConId.delete(stream.instrument.conId);
    this.#dirty.delete(stream);
    this.#retry.delete(stream);
    const { id } = stream;
    if (this.#byRequest.delete(id)) this.#link.send('data', () => this.#link.api.cancelMktData(id));
  }

  #ask(stream: Stream, delayed: boolean): void {
    const { api } = this.#link;
    const { conId, ticker: symbol, currency } = stream.instrument;
    this.#byRequest.delete(stream.id);
    const id = this.#requests.nextId();
    stream.id = id;
    stream.delayed = delayed;
    stream.quote = emptyQuote(symbol, delayed ? 'delayed' : 'live', this.#link.now());
    this.#byRequest.set(id, stream);
    this.#markDirty(stream);
    this.#setType(delayed ? MarketDataType.DELAYED : MarketDataType.REALTIME);
    this.#link.send('data', () => {
      if (this.#byRequest.get(id) !== stream) return;
      api.reqMktData(
        id,
        { conId, symbol, secType: SecType.STK, exchange: 'SMART', currency },
        '',
        false,
        false,
      );
    });
  }

  /** Holds for the requests that follow it. Requests leave in the order in which they were made. */
  #setType(type: MarketDataType): void {
    if (this.#type === type) return;
    this.#type = type;
    this.#link.send('data', () => this.#link.api.reqMarketDataType(type));
  }

  /** No price of a dead stream may look current. */
  #silence(stream: Stream): void {
    stream.quote = emptyQuote(stream.instrument.ticker, stream.quote.kind, this.#link.now());
    this.#markDirty(stream);
  }

  #pause(stream: Stream): void {
    this.#silence(stream);
    if (this.#retry.size === 0) {
      this.#link.deps.clock.after(this.#link.deps.timeouts.resubscribeMs, () => this.#askAgain());
    }
    this.#retry.add(stream);
  }

  #askAgain(): void {
    const streams = [...this.#retry];
    this.#retry.clear();
    for (const stream of streams) {
      const { id } = stream;
      this.#link.send('data', () => this.#link.api.cancelMktData(id));
      this.#ask(stream, false);
    }
  }

  #change(id: number, next: (quote: Quote, at: Quote['at']) => Quote): void {
    const stream = this.#byRequest.get(id);
    if (stream === undefined) return;
    const quote = next(stream.quote, this.#link.now());
    if (quote === stream.quote) return;
    stream.quote = quote;
    this.#markDirty(stream);
  }

  #markDirty(stream: Stream): void {
    this.#dirty.add(stream);
    if (this.#batchSet) return;
    this.#batchSet = true;
    this.#link.deps.clock.after(this.#link.deps.timeouts.batchMs, () => {
      this.#batchSet = false;
      const streams = [...this.#dirty];
      this.#dirty.clear();
      if (this.#link.state === 'closed') return;
      for (const { quote } of streams) this.#emit({ kind: 'quote', quote });
    });
  }
}
