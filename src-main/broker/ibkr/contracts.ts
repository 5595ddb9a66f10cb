import { EventName, SecType, type Contract, type ContractDetails } from '@stoqey/ib';
import { BrokerError, type InstrumentLookup } from '#app/ports.ts';
import type { Instrument, PriceIncrement } from '#shared/domain/market.ts';
import { conId, ticker, type ConId, type Ticker } from '#shared/ids.ts';
import type { Connection } from './connection.ts';
import type { Pending, Requests } from './requests.ts';
import { parseHours } from './trading-hours.ts';
import { isId, isNumber, isPositive } from './translate.ts';
import { knownZone } from './zone-time.ts';

const defaultExchange = 'SMART';
const currency = 'USD';

interface Cached {
  readonly instrument: Instrument;
  readonly loadedAt: number;
}

/** Trading hours cover only some days ahead. */
const keepMs = 6 * 3_600 * 1_000;

type Found = { readonly instrument: Instrument } | { readonly why: string };

/** US stocks by symbol, routed SMART, with the tick rule of that route. Kept for this connection only: another TWS has other ids. */
export class Contracts {
  readonly #link: Connection;
  readonly #requests: Requests;
  readonly #details = new Map<
    number,
    { readonly pending: Pending<ContractDetails[]>; readonly rows: ContractDetails[] }
  >();
  readonly #rules = new Map<number, Pending<readonly PriceIncrement[]>>();
  readonly #byTicker = new Map<Ticker, Cached>();
  readonly #byConId = new Map<ConId, Instrument>();

  constructor(link: Connection, requests: Requests) {
    this.#link = link;
    this.#requests = requests;
    const { api } = link;
    api.on(
      EventName.contractDetails,
      link.guard('quotes', (id: number, details: ContractDetails) => {
        this.#details.get(id)?.rows.push(details);
      }),
    );
    api.on(
      EventName.contractDetailsEnd,
      link.guard('quotes', (id: number) => {
        const asked = this.#details.get(id);
        asked?.pending.resolve(asked.rows);
      }),
    );
    api.on(
      EventName.marketRule,
      link.guard('quotes', (rule: number, rows: unknown[]) => {
        this.#rules.get(rule)?.resolve(toIncrements(rows));
      }),
    );
  }

  /** What `lookup` has found in this connection. */
  known(id: ConId): Instrument | null {
    return this.#byConId.get(id) ?? null;
  }

  async lookup(tickers: readonly Ticker[]): Promise<InstrumentLookup> {
    const unique = [...new Set(tickers)];
    const answers = await Promise.all(unique.map(async (each) => [each, await this.#one(each)] as const));
    return {
      found: answers.flatMap(([, answer]) => ('instrument' in answer ? [answer.instrument] : [])),
      unknown: answers.flatMap(([each, answer]) =>
        'why' in answer ? [{ ticker: each, why: answer.why }] : [],
      ),
    };
  }

  async #one(name: Ticker): Promise<Found> {
    const cached = this.#byTicker.get(name);
    if (cached !== undefined && this.#link.deps.clock.now() - cached.loadedAt < keepMs) return cached;
    try {
      const found = await this.#instrument(name, await this.#ask(name));
      if ('instrument' in found) {
        this.#byTicker.set(name, { ...found, loadedAt: this.#link.deps.clock.now() });
        this.#byConId.set(found.instrument.conId, found.instrument);
      }
      return found;
    } catch (error) {
      // one name without an answer must not cost the others; the end of the connection costs all
      if (!(error instanceof BrokerError) || this.#link.state === 'closed') throw error;
      return { why: error.code === 200 ? `IBKR knows no US stock with the symbol ${name}.` : error.message };
    }
  }

  async #ask(name: Ticker): Promise<ContractDetails[]> {
    const contract: Contract = { symbol: name, secType: SecType.STK, exchange: defaultExchange, currency };
    const pending = this.#requests.start<ContractDetails[]>({
      what: `the contract ${name}`,
      priority: 'query',
      timeoutMs: this.#link.deps.timeouts.reportMs,
      send: (id) => this.#link.api.reqContractDetails(id, contract),
    });
    this.#details.set(pending.id, { pending, rows: [] });
    try {
      return await pending.promise;
    } finally {
      this.#details.delete(pending.id);
    }
  }

  async #instrument(name: Ticker, rows: readonly ContractDetails[]): Promise<Found> {
    const exact = rows.filter((row) => row.contract.symbol === name && row.contract.currency === currency);
    const details = exact[0];
    if (details === undefined) return { why: `IBKR knows no US stock with the symbol ${name}.` };
    if (new Set(exact.map((row) => row.contract.conId)).size > 1) {
      const where = exact.map((row) => row.contract.primaryExch ?? '').join(', ');
      return { why: `IBKR knows several stocks with the symbol ${name} (${where}).` };
    }
    return toInstrument(details, await this.#increments(details));
  }

  async #increments(details: ContractDetails): Promise<readonly PriceIncrement[]> {
    const rule = smartRuleOf(details);
    if (rule !== null) {
      const increments = await this.#rule(rule);
      if (increments.length > 0) return increments;
    }
    // the smallest tick anywhere: too fine at worst, and then IBKR refuses the order
    this.#link.deps.log.warn('no market rule; using the smallest tick', {
      symbol: details.contract.symbol ?? '',
    });
    return isPositive(details.minTick) ? [{ lowEdge: 0, increment: details.minTick }] : [];
  }

  #rule(rule: number): Promise<readonly PriceIncrement[]> {
    const running = this.#rules.get(rule);
    if (running !== undefined) return running.promise;
    const pending = this.#requests.start<readonly PriceIncrement[]>({
      what: `the market rule ${rule}`,
      priority: 'query',
      timeoutMs: this.#link.deps.timeouts.reportMs,
      send: () => this.#link.api.reqMarketRule(rule),
    });
    this.#rules.set(rule, pending);
    pending.promise.catch(() => this.#rules.delete(rule));
    return pending.promise;
  }
}

/** `marketRuleIds` runs parallel to `validExchanges`; the rule of SMART counts, and where it is not named the first one. */
export function smartRuleOf(details: ContractDetails): number | null {
  const rules = (details.marketRuleIds ?? '').split(',');
  const index = (details.validExchanges ?? '').split(',').indexOf(defaultExchange);
  const rule = Number(rules[Math.max(0, index)] || Number.NaN);
  return Number.isInteger(rule) ? rule : null;
}

/** Lowest edge first; rows that make no sense are left out. */
export function toIncrements(rows: readonly unknown[]): readonly PriceIncrement[] {
  return rows
    .flatMap((row) => {
      const { lowEdge, increment } = row as Partial<PriceIncrement>;
      return isNumber(lowEdge) && isPositive(increment) ? [{ lowEdge, increment }] : [];
    })
    .sort((a, b) => a.lowEdge - b.lowEdge);
}

export function toInstrument(details: ContractDetails, priceIncrements: readonly PriceIncrement[]): Found {
  const { contract } = details;
  const name = contract.symbol ?? '';
  if (!isId(contract.conId)) return { why: `IBKR gave no contract id for ${name}.` };
  if (priceIncrements.length === 0) return { why: `IBKR gave no price steps for ${name}.` };
  if (isNumber(details.priceMagnifier) && details.priceMagnifier > 1) {
    return { why: `${name} is quoted in fractions of its currency, which this build does not trade.` };
  }
  const timeZone = knownZone(details.timeZoneId ?? '');
  if (timeZone === null)
    return { why: `The time zone of ${name} is not known: "${details.timeZoneId ?? ''}".` };
  return {
    instrument: {
      ticker: ticker(name),
      conId: conId(contract.conId),
      name: details.longName ?? '',
      sector: details.industry ?? '',
      primaryExchange: contract.primaryExch ?? '',
      currency: contract.currency ?? currency,
      timeZone,
      sessions: parseHours(details.liquidHours ?? '', timeZone),
      priceIncrements,
      lot: lotOf(details),
    },
  };
}

/** Whole shares only, whatever fractions the broker would take. */
function lotOf(details: ContractDetails): number {
  const step = Math.max(details.minSize ?? 1, details.sizeIncrement ?? 1);
  return Number.isFinite(step) ? Math.max(1, Math.ceil(step)) : 1;
}
