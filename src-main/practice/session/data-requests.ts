/** Requests about contracts and prices. */
import {
  contractFacts,
  findContract,
  MARKET_RULE,
  MARKET_RULE_ID,
  NO_CONTRACT,
} from '../market/contracts.ts';
import { epochAt, formatStamp } from '../market/exchange-time.ts';
import { OPEN_MINUTE, SESSIONS } from '../market/trading-days.ts';
import { nameAt, NAMES } from '../market/universe.ts';
import { notice } from '../protocol/account-answers.ts';
import type { ContractQuery } from '../protocol/contract-fields.ts';
import {
  contractData,
  contractDataEnd,
  headTimestamp,
  marketRule,
  symbolSamples,
} from '../protocol/market-answers.ts';
import type { DataMessage } from '../protocol/requests.ts';
import type { Client } from './client.ts';
import { HistoryStreams } from './history-streams.ts';
import { MarketDataLines } from './market-data-lines.ts';

/** A symbol search finds this many names at most, as at IBKR. */
const MAX_SAMPLES = 16;

const HISTORY_REFUSALS = {
  pacing: 'Historical data request pacing violation',
  'no-data': 'HMDS query returned no data',
  permission: 'No market data permissions for NYSE STK',
  competing: 'Trading TWS session is connected from a different IP address',
} as const;

export class DataRequests {
  readonly #client: Client;
  readonly lines: MarketDataLines;
  readonly #history: HistoryStreams;

  constructor(client: Client) {
    this.#client = client;
    this.lines = new MarketDataLines(client.world, client.send);
    this.#history = new HistoryStreams(client.world, client.send);
  }

  tick(now: number): void {
    this.lines.tick(now);
    this.#history.tick(now);
  }

  handle(request: DataMessage): void {
    const { clock } = this.#client.world;
    switch (request.kind) {
      case 'market-data': {
        const { reqId, contract, genericTicks, snapshot } = request;
        const name = this.#find(reqId, contract);
        if (name !== null) this.lines.subscribe(reqId, name, genericTicks, snapshot, clock.now());
        break;
      }
      case 'cancel-market-data':
        this.lines.cancel(request.reqId);
        break;
      case 'market-data-type':
        this.lines.setType(request.type);
        break;
      case 'history': {
        const name = this.#find(request.reqId, request.contract);
        if (name !== null && !this.#isHistoryStruck(request.reqId, name))
          this.#history.request(request.reqId, name, request.query, clock.now());
        break;
      }
      case 'cancel-history':
        this.#history.cancel(request.reqId);
        break;
      case 'contract-details':
        this.#contractDetails(request.reqId, request.contract);
        break;
      case 'head-timestamp':
        if (this.#find(request.reqId, request.contract) !== null) {
          this.#headTimestamp(request.reqId, request.formatDate);
        }
        break;
      case 'cancel-head-timestamp':
        break;
      case 'market-rule':
        this.#marketRule(request.ruleId);
        break;
      case 'symbol-search':
        this.#searchSymbols(request.reqId, request.pattern);
        break;
    }
  }

  /** Every subscription ends without a word. */
  forgetAll(): void {
    this.lines.forgetAll();
    this.#history.forgetAll();
  }

  /** True: the request was answered with an error, or will never be answered. */
  #isHistoryStruck(reqId: number, name: number): boolean {
    const { switches, conditions } = this.#client.world;
    const { symbol } = nameAt(name);
    if (conditions.cut.isOn || conditions.historyFarm.isOn) return true;
    if (switches.take('history-unanswered', { symbol }) !== null) return true;
    const refused = switches.take('history-refused', { symbol });
    if (refused === null) return false;
    const text = `Historical Market Data Service error message:${HISTORY_REFUSALS[refused.why]}`;
    this.#client.send(notice(reqId, 162, text));
    return true;
  }

  /** null after telling the client that there is no such contract. */
  #find(reqId: number, contract: ContractQuery): number | null {
    const name = findContract(contract);
    if (name === null) this.#client.send(notice(reqId, 200, NO_CONTRACT));
    return name;
  }

  #contractDetails(reqId: number, contract: ContractQuery): void {
    const { world, send } = this.#client;
    const name = this.#find(reqId, contract);
    if (name === null) return;
    send(contractData(reqId, contractFacts(name, contract.exchange, world.clock.now())));
    send(contractDataEnd(reqId));
  }

  #headTimestamp(reqId: number, formatDate: number): void {
    const at = epochAt(SESSIONS[0] ?? 0, OPEN_MINUTE);
    this.#client.send(headTimestamp(reqId, formatDate === 2 ? String(at / 1000) : formatStamp(at)));
  }

  #marketRule(ruleId: number): void {
    const { send } = this.#client;
    if (ruleId === MARKET_RULE_ID) send(marketRule(ruleId, MARKET_RULE));
    else send(notice(-1, 321, `Error validating request.-'b8' : cause - Unknown market rule ${ruleId}`));
  }

  #searchSymbols(reqId: number, pattern: string): void {
    const wanted = pattern.toUpperCase();
    const found = NAMES.filter((n) => n.symbol.startsWith(wanted) || n.name.includes(wanted));
    const samples = found.slice(0, MAX_SAMPLES).map((n) => ({
      ...{ conId: n.conId, symbol: n.symbol, primaryExchange: n.exchange, description: n.name },
    }));
    this.#client.send(symbolSamples(reqId, samples));
  }
}
