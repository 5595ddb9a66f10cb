import { EventName, type Contract } from '@stoqey/ib';
import { BrokerError, type BrokerEvent } from '#app/ports.ts';
import type { AccountValues, Position } from '#shared/domain/portfolio.ts';
import type { AccountId } from '#shared/ids.ts';
import type { Connection } from './connection.ts';
import type { Pending, Requests } from './requests.ts';
import { isNumber, toAccountValues, toPosition } from './translate.ts';

/** Before a server that says that it is not ready is asked again. */
const notReadyMs = 2_000;

/** Account values and positions of one account: loaded whole, then kept up to date by the TWS. */
export class Account {
  readonly #link: Connection;
  readonly #requests: Requests;
  readonly #emit: (event: BrokerEvent) => void;
  readonly #account: AccountId;
  readonly #values = new Map<string, string>();
  #currency = '';
  #isReady = true;
  #positions = new Map<number, Position>();
  /** The download under way; live changes go into it too. */
  #download: Map<number, Position> | null = null;
  #askedValues: Pending<AccountValues> | null = null;
  #askedPositions: Pending<readonly Position[]> | null = null;
  #hasValues = false;
  #hasPositions = false;
  readonly #changed = new Set<'account' | 'positions'>();
  #batchSet = false;

  constructor(link: Connection, requests: Requests, emit: (event: BrokerEvent) => void, account: AccountId) {
    this.#link = link;
    this.#requests = requests;
    this.#emit = emit;
    this.#account = account;
    const { api } = link;
    api.on(
      EventName.updateAccountValue,
      link.guard('facts', (key: string, value: string, currency: string, owner: string) => {
        if (this.#isOurs(owner)) this.#value(key, value, currency);
      }),
    );
    api.on(
      EventName.accountDownloadEnd,
      link.guard('facts', (owner: string) => {
        if (this.#isOurs(owner)) this.#valuesEnd();
      }),
    );
    api.on(
      EventName.position,
      link.guard('facts', (owner: string, contract: Contract, size: number, avgCost?: number) => {
        if (this.#isOurs(owner)) this.#position(contract, size, avgCost);
      }),
    );
    api.on(
      EventName.positionEnd,
      link.guard('facts', () => this.#positionsEnd()),
    );
  }

  /** Loads the account's values and leaves the subscription running. */
  values(): Promise<AccountValues> {
    this.#values.clear();
    this.#askedValues = this.#requests.start<AccountValues>({
      what: 'the account values',
      priority: 'query',
      timeoutMs: this.#link.deps.timeouts.reportMs,
      withoutId: true,
      send: () => this.#subscribeValues(),
    });
    return this.#askedValues.promise;
  }

  positions(): Promise<readonly Position[]> {
    const { api } = this.#link;
    this.#askedPositions = this.#requests.start<readonly Position[]>({
      what: 'the positions',
      priority: 'query',
      timeoutMs: this.#link.deps.timeouts.reportMs,
      withoutId: true,
      send: () => {
        // a running subscription is not answered anew
        if (this.#hasPositions) api.cancelPositions();
        this.#download = new Map();
        api.reqPositions();
      },
    });
    return this.#askedPositions.promise;
  }

  #isOurs(owner: string): boolean {
    return owner === '' || owner === this.#account;
  }

  #subscribeValues(): void {
    const { api } = this.#link;
    this.#isReady = true;
    if (this.#hasValues) api.reqAccountUpdates(false, this.#account);
    this.#hasValues = true;
    api.reqAccountUpdates(true, this.#account);
  }

  #value(key: string, value: string, currency: string): void {
    if (key === 'AccountReady') this.#isReady = value !== 'false';
    if (!this.#isReady) return;
    this.#values.set(key, value);
    if (key === 'NetLiquidation') this.#currency = currency;
    if (this.#askedValues === null) this.#announce('account');
  }

  #valuesEnd(): void {
    const asked = this.#askedValues;
    if (asked === null) return;
    if (!this.#isReady) {
      // the server is resetting, and what it sent is not to be used
      this.#link.deps.log.warn('the account is not ready yet');
      this.#values.clear();
      this.#link.deps.clock.after(notReadyMs, () => {
        if (this.#askedValues === asked) this.#link.send('query', () => this.#subscribeValues());
      });
      return;
    }
    this.#askedValues = null;
    const values = this.#current();
    if (values === null) {
      asked.reject(
        new BrokerError(
          `TWS sent no usable figures for account ${this.#account}. Check the account in TWS, then connect again.`,
        ),
      );
    } else asked.resolve(values);
  }

  #position(contract: Contract, size: number, avgCost: number | undefined): void {
    const position = toPosition(contract, size, avgCost);
    if (position === null) {
      throw new Error(`unreadable position: ${contract.symbol ?? ''} ${contract.conId ?? ''} ${size}`);
    }
    if (isNumber(size) && !Number.isInteger(size)) {
      this.#link.deps.log.warn('a fraction of a share is left out', { ticker: position.ticker, size });
    }
    const book = this.#download ?? this.#positions;
    if (position.shares === 0) book.delete(position.conId);
    else book.set(position.conId, position);
    if (this.#download === null && this.#hasPositions) this.#announce('positions');
  }

  #positionsEnd(): void {
    if (this.#download === null) return;
    this.#positions = this.#download;
    this.#download = null;
    this.#hasPositions = true;
    this.#askedPositions?.resolve([...this.#positions.values()]);
    this.#askedPositions = null;
  }

  #current(): AccountValues | null {
    return toAccountValues(this.#account, this.#currency, this.#values, this.#link.now());
  }

  #announce(what: 'account' | 'positions'): void {
    this.#changed.add(what);
    if (this.#batchSet) return;
    this.#batchSet = true;
    this.#link.deps.clock.after(this.#link.deps.timeouts.batchMs, () => this.#flush());
  }

  #flush(): void {
    this.#batchSet = false;
    const changed = new Set(this.#changed);
    this.#changed.clear();
    if (this.#link.state === 'closed') return;
    const values = changed.has('account') && this.#askedValues === null ? this.#current() : null;
    if (values !== null) this.#emit({ kind: 'account', values });
    if (changed.has('positions') && this.#download === null) {
      this.#emit({ kind: 'positions', positions: [...this.#positions.values()] });
    }
  }
}
