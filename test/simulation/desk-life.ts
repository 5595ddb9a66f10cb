import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Desk } from '#app/desk.ts';
import { createHandlers, journalCommand } from '#app/handlers.ts';
import type { Clock, Log, Store, StoreFolder } from '#app/ports.ts';
import { createIbkrBroker } from '#broker/ibkr/broker.ts';
import { requests, type Handlers, type Input, type RequestName } from '#shared/contract/contract.ts';
import { epochMs } from '#shared/units.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import type { DayPlan } from './day-plan.ts';
import type { Events } from './events.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Something of the desk's that a kill may come just before or just after. */
export type Passing = (point: string) => void;

/** Ways to look at the store, which change nothing. */
const looks: ReadonlySet<string> = new Set([
  ...['file', 'kind', 'account', 'lastSeq', 'savedState', 'order', 'openOrders', 'ordersSince', 'fillsOf'],
  ...['tradeLog', 'proposals', 'bars', 'close'],
]);

/** Fewer questions for the time than usual: each costs as much as a minute of market. */
const timeouts = { heartbeatMs: 40_000 };

/** The desk as a program that can die: its folder as it is at that instant is all that the next one finds. */
export class DeskLife {
  readonly #time: VirtualTime;
  readonly #plan: DayPlan;
  readonly #events: Events;
  readonly #root: string;
  readonly #passing: Passing;
  #life = 0;
  #folder = '';
  #stores: (StoreFolder & { close(): void }) | null = null;
  #handlers: Handlers | null = null;
  desk: Desk | null = null;
  strategy: string;

  constructor(time: VirtualTime, plan: DayPlan, events: Events, root: string, passing: Passing) {
    this.#time = time;
    this.#plan = plan;
    this.#events = events;
    this.#root = root;
    this.#passing = passing;
    this.strategy = JSON.stringify(plan.strategy);
  }

  get owner(): string {
    return `desk ${this.#life}`;
  }

  start(): void {
    this.#life += 1;
    const owner = this.owner;
    const before = this.#folder;
    this.#folder = join(this.#root, String(this.#life));
    mkdirSync(this.#folder, { recursive: true });
    if (before !== '') copyFolder(before, this.#folder);
    this.#time.as(owner, () => this.#open(owner));
  }

  /** Cut off at once; nothing that it still does reaches anything. */
  kill(): void {
    const owner = this.owner;
    const next = join(this.#root, `${this.#life}-left`);
    mkdirSync(next, { recursive: true });
    copyFolder(this.#folder, next);
    this.#folder = next;
    this.#forget(owner);
    this.#events.note(`${owner} is killed`);
  }

  async stop(): Promise<void> {
    const { desk } = this;
    const stores = this.#stores;
    const owner = this.owner;
    await desk?.stop();
    // It may have been killed over it.
    if (this.desk !== desk) return;
    stores?.close();
    this.#stores = null;
    this.#forget(owner);
    this.#events.note(`${owner} has stopped`);
  }

  /** As the trader asks, over the contract. Null where the desk refused, which is noted. */
  async ask<N extends RequestName>(
    name: N,
    input: Input<N>,
  ): Promise<Awaited<ReturnType<Handlers[N]>> | null> {
    const { desk } = this;
    const handlers = this.#handlers;
    if (desk === null || handlers === null) return null;
    this.#time.owner = this.owner;
    this.#events.note(`trader ${name} ${JSON.stringify(input)}`);
    try {
      if (requests[name].kind === 'command') journalCommand(desk, name, input, 'trader');
      return (await handlers[name](input, { who: 'trader' })) as Awaited<ReturnType<Handlers[N]>>;
    } catch (error) {
      this.#events.note(`refused: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  #forget(owner: string): void {
    this.#time.forget(owner);
    const stores = this.#stores;
    const store = this.desk?.store ?? null;
    this.desk = null;
    this.#handlers = null;
    this.#stores = null;
    // Its code may still be running at this very moment.
    this.#time.after(
      0,
      () => {
        store?.close();
        stores?.close();
      },
      `${owner} closing`,
    );
  }

  #open(owner: string): void {
    const stores = openStoreFolder(this.#folder);
    this.#stores = stores;
    const clock: Clock = {
      now: () => epochMs(Math.floor(this.#time.now + this.#plan.skewMs)),
      elapsed: () => this.#time.now,
      every: (ms, run) => this.#time.every(ms, run, owner),
      after: (ms, run) => this.#time.after(ms, run, owner),
    };
    const log = this.#log(owner);
    this.desk = new Desk({
      clock,
      log,
      broker: createIbkrBroker({ clock, log, timeouts }),
      practice: {
        start: () => Promise.resolve({ port: 7497, pid: null, adopted: true, stop: () => Promise.resolve() }),
      },
      stores: { open: (...of) => this.#watched(stores.open(...of)), openLast: () => this.#last(stores) },
      strategy: { path: 'strategy.json', read: () => this.strategy },
      deskSettings: { path: 'desk.json', read: () => JSON.stringify(this.#plan.desk) },
      idPrefix: `${this.#plan.seed.toString(36)}.${this.#life}-`,
      autoConnect: true,
      intervalMs: this.#plan.intervalMs,
      exportCsv: () => ({ fileName: '', csv: '' }),
    });
    this.#handlers = createHandlers(this.desk);
    this.#events.note(`${owner} starts`);
    this.desk.start();
  }

  #last(stores: StoreFolder): Store | null {
    const last = stores.openLast();
    return last === null ? null : this.#watched(last);
  }

  #watched(store: Store): Store {
    const passing = this.#passing;
    return new Proxy(store, {
      get(from, name: keyof Store) {
        const value: unknown = from[name];
        if (typeof value !== 'function' || looks.has(name)) return value;
        return (...given: unknown[]) => {
          passing(`before ${name}`);
          const answer: unknown = Reflect.apply(value, from, given);
          passing(`after ${name}`);
          return answer;
        };
      },
    });
  }

  #log(owner: string): Log {
    const note =
      (level: string) =>
      (what: string, detail: object = {}) =>
        this.#events.note(`${owner} ${level} ${what} ${JSON.stringify(detail)}`);
    return { info: note('info'), warn: note('warn'), error: note('error') };
  }
}

/** As after SIGKILL: the files and what is in the write-ahead log, without what only lived in memory. */
function copyFolder(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    if (name.endsWith('-shm') || name.startsWith('desk.lock')) continue;
    cpSync(join(from, name), join(to, name), { recursive: true });
  }
}
