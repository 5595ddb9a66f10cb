import type { Duplex } from 'node:stream';
import type { Order } from '#practice/exchange/order.ts';
import { Market } from '#practice/market/market.ts';
import type { FaultWish } from '#practice/faults/fault.ts';
import { OPEN_MINUTE } from '#practice/market/trading-days.ts';
import { indexOfConId } from '#practice/market/universe.ts';
import { createPractice, type Practice } from '#practice/practice.ts';
import type { PracticeState } from '#practice/state-file.ts';
import type { DayPlan } from './day-plan.ts';
import type { Events } from './events.ts';
import type { VirtualTime } from './virtual-time.ts';

// The practice TWS as a program that can die: what it has saved outlives it, as its state file does.

const saveDelayMs = 100;
const stepMs = 250;
const startMinute = OPEN_MINUTE - 5;
const firstNumber = 700_000_000;
/** As the server does after a crash: numbers of a moment that was not saved are not given out again. */
const lostNumbers = 1000;

const markets = new Map<number, Market>();

/** A market is a function of its seed, and making one takes longer than a whole day. */
export function marketOf(seed: number): Market {
  const known = markets.get(seed);
  if (known !== undefined) return known;
  const market = new Market(seed);
  markets.set(seed, market);
  return market;
}

export class TwsLife {
  readonly #time: VirtualTime;
  readonly #plan: DayPlan;
  readonly #events: Events;
  /** How long until the market is looked at again. */
  readonly #gap: () => number;
  #life = 0;
  #saved: PracticeState | null = null;
  #isSaving = false;
  #hurry = (): void => {};
  /** Seconds that faults have set its clock ahead. */
  #jumpedBy = 0;
  practice: Practice | null = null;
  /** References of orders that the TWS had taken and forgot in a crash. */
  readonly forgotten = new Set<string>();

  constructor(time: VirtualTime, plan: DayPlan, events: Events, gap: () => number) {
    this.#time = time;
    this.#plan = plan;
    this.#events = events;
    this.#gap = gap;
  }

  get owner(): string {
    return `tws ${this.#life}`;
  }

  start(): void {
    this.#life += 1;
    const { marketSeed } = this.#plan;
    const state = this.#saved === null ? this.#first() : restored(this.#saved, this.#time.now);
    const owner = this.owner;
    this.#time.owner = owner;
    this.practice = createPractice({
      seed: marketSeed,
      market: marketOf(marketSeed),
      state,
      timers: {
        now: () => this.#time.now,
        every: (_ms, run) => this.#beat(run, owner),
        after: (ms, run) => this.#time.after(ms, run, owner),
      },
      log: (event, details) => {
        this.#events.note(`tws ${event} ${JSON.stringify(details)}`);
        if (event === 'fault-struck') this.#events.count(`struck: ${String(details['name'])}`);
      },
      onTrade: () => this.#save(),
      onChange: () => this.#saveSoon(owner),
    });
    this.#save();
    this.#events.note(`${owner} is up`);
  }

  /** In order: everything is saved. */
  stop(): void {
    this.#save();
    this.practice?.stop();
    this.#end();
  }

  /** As by kill -9: what came after the last save is forgotten. `rollback`: by how much order numbers fall back besides. */
  kill(rollback: number): void {
    const had = this.orders().map(({ request }) => request.orderRef);
    const kept = new Set(this.#saved?.orders.orders.map(({ request }) => request.orderRef) ?? []);
    for (const ref of had) if (!kept.has(ref)) this.forgotten.add(ref);
    if (this.#saved !== null && rollback > 0) this.#saved = rolledBack(this.#saved, rollback);
    this.#end();
  }

  accept(stream: unknown): void {
    this.practice?.accept(stream as Duplex, 'desk');
  }

  /** How long until the market must be looked at again for the orders that work. */
  patienceMs(): number {
    const placed = (this.practice?.world.orders.alive() ?? []).map(({ placedAt }) => placedAt);
    if (placed.length === 0) return 100_000;
    return Math.min(8000, Math.max(750, (this.#time.now - Math.max(...placed)) / 4));
  }

  /** Looks at the market very soon: an order has come. */
  hurry(): void {
    this.#hurry();
  }

  /** One of the practice TWS's own faults. */
  fault(wish: FaultWish): void {
    this.#time.as(this.owner, () => this.practice?.faults.fire(wish));
    if (wish.name === 'clock-jump') this.#jumpedBy += wish.seconds ?? 0;
  }

  /** Nothing is armed any more, and the clock goes right again. */
  mend(): void {
    this.#time.as(this.owner, () => {
      this.practice?.faults.clear('all');
      if (this.#jumpedBy !== 0) this.practice?.faults.fire({ name: 'clock-jump', seconds: -this.#jumpedBy });
    });
    this.#jumpedBy = 0;
  }

  orders(): readonly Order[] {
    return this.practice?.world.orders.orders() ?? [];
  }

  #end(): void {
    this.practice = null;
    this.#jumpedBy = 0;
    this.#isSaving = false;
    this.#time.forget(this.owner);
    this.#events.note(`${this.owner} is gone`);
  }

  #beat(run: () => void, owner: string): () => void {
    let cancel = (): void => {};
    const again = (ms: number): void => {
      cancel();
      cancel = this.#time.after(
        ms,
        () => {
          run();
          this.#events.count('looks at the market');
          again(this.#gap());
        },
        owner,
      );
    };
    again(stepMs);
    this.#hurry = () => again(stepMs);
    return () => cancel();
  }

  #save(): void {
    this.#saved = this.practice?.save() ?? this.#saved;
  }

  #saveSoon(owner: string): void {
    if (this.#isSaving) return;
    this.#isSaving = true;
    this.#time.after(
      saveDelayMs,
      () => {
        this.#isSaving = false;
        this.#save();
      },
      owner,
    );
  }

  /** A fresh account of this day; its numbers are those of a TWS that has run for years. */
  #first(): PracticeState {
    const { marketSeed, session, begin } = this.#plan;
    const opening = this.#opening();
    const timers = { now: () => begin, every: () => () => {}, after: () => () => {} };
    const made = createPractice({
      ...{ seed: marketSeed, market: marketOf(marketSeed), date: session, startMinute, timers, opening },
    }).save();
    return { ...made, orders: { ...made.orders, nextPermId: firstNumber, nextExecution: firstNumber } };
  }

  #opening() {
    const { cash, holdings, marketSeed, begin } = this.#plan;
    const market = marketOf(marketSeed);
    let left = cash;
    const held = holdings.flatMap(({ conId, weight }) => {
      const price = market.quote(indexOfConId(conId) ?? 0, begin).last / 100;
      const shares = Math.floor((cash * weight) / price);
      left -= shares * price;
      if (shares === 0) return [];
      return [{ conId, shares, avgCost: price, dayStartShares: shares, dayCash: 0, realizedToday: 0 }];
    });
    return { cash: Number(left.toFixed(2)), holdings: held };
  }
}

function restored(state: PracticeState, now: number): PracticeState {
  const { orders } = state;
  return {
    ...state,
    marketTime: Math.max(state.marketTime, now),
    orders: {
      ...orders,
      nextPermId: orders.nextPermId + lostNumbers,
      nextExecution: orders.nextExecution + lostNumbers,
    },
  };
}

const rolledBack = (state: PracticeState, by: number): PracticeState => ({
  ...state,
  orders: {
    ...state.orders,
    nextOrderIds: state.orders.nextOrderIds.map(
      ([client, next]) => [client, Math.max(1, next - by)] as const,
    ),
  },
});
