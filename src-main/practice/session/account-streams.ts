/** One client's subscriptions to the account: values, positions, summaries and profits. */
import { accountValues } from '../exchange/account-values.ts';
import { valueHolding, valueLedger, type Marks, type Valuation } from '../exchange/valuation.ts';
import { labelOf } from '../market/contracts.ts';
import { formatHourMinute } from '../market/exchange-time.ts';
import { indexOfConId } from '../market/universe.ts';
import * as answer from '../protocol/account-answers.ts';
import type { AccountValue, PortfolioLine } from '../protocol/account-answers.ts';
import type { Value } from '../protocol/framing.ts';
import type { World } from '../world.ts';
import { tellReport } from './report.ts';

/** A real TWS takes three minutes over it; a practice desk should see life. */
const ACCOUNT_EVERY_MS = 3000;
const PNL_EVERY_MS = 1000;

type Send = (fields: readonly Value[]) => void;

export class AccountStreams {
  readonly #world: World;
  readonly #send: Send;
  #updates: Map<string, string> | null = null;
  #positions: Map<number, string> | null = null;
  readonly #positionsMulti = new Map<number, Map<number, string>>();
  readonly #valuesMulti = new Map<number, Map<string, string>>();
  readonly #summaries = new Map<number, { tags: readonly string[]; sent: Map<string, string> }>();
  readonly #pnl = new Map<number, string>();
  readonly #pnlSingle = new Map<number, { conId: number; sent: string }>();
  #accountDueAt = 0;
  /** Until then TWS says that its figures of the account are not to be used; timers' milliseconds. */
  #notReadyUntil = 0;
  #pnlDueAt = 0;

  constructor(world: World, send: Send) {
    this.#world = world;
    this.#send = send;
  }

  subscribeUpdates(now: number): void {
    this.#updates = new Map();
    const { switches, timers, account } = this.#world;
    const notReady = switches.take('account-not-ready');
    if (notReady !== null) this.#notReadyUntil = timers.now() + notReady.seconds * 1000;
    tellReport(
      switches,
      'account',
      () => this.#sendUpdates(now),
      () => this.#send(answer.accountDownloadEnd(account)),
    );
  }

  cancelUpdates(): void {
    this.#updates = null;
  }

  subscribePositions(now: number): void {
    this.#positions = new Map();
    tellReport(
      this.#world.switches,
      'positions',
      () => this.#sendPositions(now),
      () => this.#send(answer.POSITIONS_END),
    );
  }

  cancelPositions(): void {
    this.#positions = null;
  }

  subscribePositionsMulti(reqId: number, now: number): void {
    this.#positionsMulti.set(reqId, new Map());
    this.#sendPositions(now);
    this.#send(answer.positionMultiEnd(reqId));
  }

  subscribeValuesMulti(reqId: number, now: number): void {
    this.#valuesMulti.set(reqId, new Map());
    this.#sendValuesMulti(this.#values(now));
    this.#send(answer.accountUpdateMultiEnd(reqId));
  }

  subscribeSummary(reqId: number, tags: readonly string[], now: number): void {
    this.#summaries.set(reqId, { tags, sent: new Map() });
    this.#sendSummaries(this.#values(now));
    this.#send(answer.accountSummaryEnd(reqId));
  }

  subscribePnl(reqId: number, now: number): void {
    this.#pnl.set(reqId, '');
    this.#sendPnl(now);
  }

  subscribePnlSingle(reqId: number, conId: number, now: number): void {
    this.#pnlSingle.set(reqId, { conId, sent: '' });
    this.#sendPnl(now);
  }

  /** Ends whatever runs under this id; ids of different kinds do not meet in one client. */
  cancel(reqId: number): void {
    for (const streams of [
      this.#positionsMulti,
      this.#valuesMulti,
      this.#summaries,
      this.#pnl,
      this.#pnlSingle,
    ]) {
      streams.delete(reqId);
    }
  }

  /** hasTraded: the account changed since the last tick, so everything is due at once. */
  tick(now: number, hasTraded: boolean): void {
    const wall = this.#world.timers.now();
    if (wall >= this.#pnlDueAt || hasTraded) {
      this.#pnlDueAt = wall + PNL_EVERY_MS;
      this.#sendPnl(now);
    }
    if (hasTraded) this.#sendPositions(now);
    if (wall < this.#accountDueAt && !hasTraded) return;
    this.#accountDueAt = wall + ACCOUNT_EVERY_MS;
    if (this.#updates !== null) this.#sendUpdates(now);
    if (this.#valuesMulti.size + this.#summaries.size === 0) return;
    const values = this.#values(now);
    this.#sendValuesMulti(values);
    this.#sendSummaries(values);
  }

  #sendUpdates(now: number): void {
    const sent = this.#updates;
    if (sent === null) return;
    const { account } = this.#world;
    const values = this.#values(now);
    const isReady = this.#world.timers.now() >= this.#notReadyUntil;
    for (const value of changed(isReady ? values : values.map(notReadyYet), sent)) {
      this.#send(answer.accountValue(account, value));
    }
    for (const line of this.#lines(now)) {
      const fields = answer.portfolioValue(account, line);
      if (isNew(sent, `portfolio ${line.label.conId}`, fields.join(' '))) this.#send(fields);
    }
    this.#send(answer.accountTime(formatHourMinute(now)));
  }

  /** To every subscriber of positions; at first all, then those whose size or cost changed. */
  #sendPositions(now: number): void {
    const lines = this.#lines(now);
    const { account } = this.#world;
    for (const line of lines) {
      // A position closed before anybody asked is none; one closed under a subscriber's eyes is told as 0.
      const text = `${line.shares} ${line.avgCost}`;
      if (this.#positions !== null && isNews(this.#positions, line, text)) {
        this.#send(answer.position(account, line));
      }
      for (const [reqId, sent] of this.#positionsMulti) {
        if (isNews(sent, line, text)) this.#send(answer.positionMulti(reqId, account, line));
      }
    }
  }

  #sendValuesMulti(values: readonly AccountValue[]): void {
    for (const [reqId, sent] of this.#valuesMulti) {
      for (const value of changed(values, sent)) {
        this.#send(answer.accountUpdateMulti(reqId, this.#world.account, value));
      }
    }
  }

  #sendSummaries(values: readonly AccountValue[]): void {
    for (const [reqId, { tags, sent }] of this.#summaries) {
      for (const value of changed(summaryOf(values, tags), sent)) {
        this.#send(answer.accountSummary(reqId, this.#world.account, value));
      }
    }
  }

  #sendPnl(now: number): void {
    if (this.#pnl.size + this.#pnlSingle.size === 0) return;
    const marks = this.#marks(now);
    const total = valueLedger(this.#world.ledger, marks);
    for (const [reqId, sent] of this.#pnl) {
      const fields = answer.pnl(reqId, roundedPnl(total));
      if (fields.join(' ') === sent) continue;
      this.#pnl.set(reqId, fields.join(' '));
      this.#send(fields);
    }
    for (const [reqId, single] of this.#pnlSingle) {
      const fields = this.#single(reqId, single.conId, marks);
      if (fields.join(' ') === single.sent) continue;
      single.sent = fields.join(' ');
      this.#send(fields);
    }
  }

  #single(reqId: number, conId: number, marks: Marks): Value[] {
    const holding = this.#world.ledger.holdingOf(conId);
    if (holding === null) return answer.pnlSingle(reqId, 0, { daily: 0, unrealized: 0, realized: 0 }, 0);
    const line = valueHolding(holding, marks(conId));
    return answer.pnlSingle(reqId, holding.shares, roundedPnl(line), Number(line.value.toFixed(2)));
  }

  #lines(now: number): PortfolioLine[] {
    const marks = this.#marks(now);
    return this.#world.ledger.holdings().flatMap((holding) => {
      const name = indexOfConId(holding.conId);
      if (name === null) return [];
      const { price, value, unrealized, realized } = valueHolding(holding, marks(holding.conId));
      const round = (n: number) => Number(n.toFixed(2));
      return [
        {
          label: labelOf(name),
          ...{
            shares: holding.shares,
            price,
            value: round(value),
            avgCost: Number(holding.avgCost.toFixed(8)),
          },
          ...{ unrealized: round(unrealized), realized: round(realized) },
        },
      ];
    });
  }

  #values(now: number): AccountValue[] {
    return accountValues(this.#world.account, valueLedger(this.#world.ledger, this.#marks(now)));
  }

  #marks(now: number): Marks {
    return this.#world.exchange.marks(now);
  }
}

/** The asked tags; `$LEDGER` stands for the cash values by currency, `All` for everything. */
function summaryOf(values: readonly AccountValue[], tags: readonly string[]): AccountValue[] {
  const wanted = new Set(tags);
  const hasLedger = tags.some((tag) => tag.startsWith('$LEDGER'));
  const ledgerKeys = new Set([
    'CashBalance',
    'TotalCashBalance',
    'StockMarketValue',
    'RealizedPnL',
    'UnrealizedPnL',
  ]);
  return values.filter(({ key, currency }) => {
    if (hasLedger && ledgerKeys.has(key)) return true;
    return (wanted.has(key) || wanted.has('All')) && currency !== 'BASE';
  });
}

/** What TWS lists while its servers are being reset. */
function notReadyYet(value: AccountValue): AccountValue {
  if (value.key === 'AccountReady') return { ...value, value: 'false' };
  return value.currency !== '' && value.key !== 'Currency' ? { ...value, value: '0.00' } : value;
}

function changed(values: readonly AccountValue[], sent: Map<string, string>): AccountValue[] {
  return values.filter((value) => isNew(sent, `${value.key} ${value.currency}`, value.value));
}

function isNews(sent: Map<number, string>, line: PortfolioLine, text: string): boolean {
  const { conId } = line.label;
  return (line.shares !== 0 || sent.has(conId)) && isNew(sent, conId, text);
}

function isNew<Key>(sent: Map<Key, string>, key: Key, text: string): boolean {
  if (sent.get(key) === text) return false;
  sent.set(key, text);
  return true;
}

function roundedPnl({ daily, unrealized, realized }: Pick<Valuation, 'daily' | 'unrealized' | 'realized'>) {
  const round = (n: number) => Number(n.toFixed(2));
  return { daily: round(daily), unrealized: round(unrealized), realized: round(realized) };
}
