import { initialState, savedPart } from '#engine/fold.ts';
import type { EngineEvent } from '#engine/input.ts';
import type { EngineState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import type { Step } from '#engine/step.ts';
import { isTerminal } from '#engine/execution/lifecycle.ts';
import { worstPrice } from '#engine/execution/funds.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { Order, OrderState } from '#shared/domain/order.ts';
import { isOver } from '#shared/domain/work.ts';
import type { Work } from '#shared/domain/work.ts';
import type { OrderId, Ticker, WorkId } from '#shared/ids.ts';
import { epochMs, money, price, shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { accountOf, midOf, positionOf, quoteOf } from './engine-builders.ts';
import { aState, approvedAt, workInput } from './work-builders.ts';

/** What the broker knows of an order, whatever the desk has heard. */
interface Truth {
  filled: number;
  alive: boolean;
  /** Its cancel has been asked for. */
  leaving: boolean;
}

/** One thing that happens between two steps; numbers choose among what there is. */
export interface Happening {
  readonly ms: number;
  readonly what:
    | 'nothing'
    | 'quote'
    | 'fill'
    | 'part'
    | 'late'
    | 'confirm'
    | 'reject'
    | 'drop'
    | 'trader'
    | 'by-hand'
    | 'restart'
    | 'block'
    | 'unresolved'
    | 'stale-account';
  readonly which: number;
  readonly size: number;
}

/** A broker and a desk in a few maps: everything that can happen to a child order, and books that are true. */
export class WorkWorld {
  readonly #settings: EngineSettings;
  state: EngineState;
  at: EpochMs = approvedAt;
  seq = 1;
  cash: number;
  readonly orders = new Map<OrderId, Order>();
  readonly truth = new Map<OrderId, Truth>();
  readonly works = new Map<WorkId, Work>();
  readonly held = new Map<Ticker, number>();
  readonly #mids = new Map<Ticker, number>();
  readonly #stops: WorkId[] = [];
  #told: { cash: number; at: EpochMs };
  #away = 0;
  #blocked = 0;

  constructor(works: readonly Work[], cash: number, settings: EngineSettings) {
    this.#settings = settings;
    this.cash = cash;
    this.#told = { cash, at: approvedAt };
    const begun = works.map((work) => ({ ...work, from: work.side === 'SELL' ? work.shares : shares(0) }));
    for (const work of begun) {
      this.works.set(work.workId, work);
      this.#mids.set(work.ticker, midOf(work.ticker));
      this.held.set(work.ticker, work.from);
    }
    this.state = { ...aState(begun), purse: { cash: money(cash), restingSince: null } };
  }

  happen({ ms, what, which, size }: Happening): void {
    this.at = epochMs(this.at + ms);
    const alive = [...this.orders.values()].filter(
      ({ intent }) => this.truth.get(intent.orderId)?.alive === true,
    );
    const order = alive[which % Math.max(1, alive.length)];
    const names = [...this.#mids.keys()];
    const name = names[which % names.length];
    switch (what) {
      case 'quote':
        if (name !== undefined) this.#mids.set(name, (this.#mids.get(name) ?? 0) + ((size % 121) - 60) / 100);
        break;
      case 'fill':
        if (order !== undefined) this.#fill(order, order.intent.shares);
        break;
      case 'part':
        if (order !== undefined) this.#fill(order, 1 + (size % 60));
        break;
      case 'confirm':
        if (order !== undefined && this.truth.get(order.intent.orderId)?.leaving === true)
          this.#end(order, { state: 'cancelled', at: this.at, why: 'cancelled' });
        break;
      case 'late':
        this.#cancelledThenFilled(order, size);
        break;
      case 'reject':
        if (order?.filled === 0) this.#end(order, { state: 'rejected', at: this.at, code: 201, why: 'no' });
        break;
      case 'drop':
        this.#away = 1 + (size % 4);
        break;
      case 'trader':
        this.#stops.push(
          ...[...this.works.keys()].slice(which % this.works.size, (which % this.works.size) + 1),
        );
        break;
      case 'by-hand':
        if (order !== undefined) this.#end(order, { state: 'cancelled', at: this.at, why: 'in TWS' });
        break;
      case 'restart':
        this.state = this.#restarted();
        break;
      case 'block':
        this.#blocked = 1 + (size % 3);
        break;
      case 'unresolved':
        if (order !== undefined)
          this.#say(order, { state: 'unresolved', since: this.at, why: 'nobody knows' });
        break;
      case 'stale-account':
      case 'nothing':
        break;
      default:
        what satisfies never;
    }
    if (what !== 'stale-account') this.#told = { cash: this.cash, at: this.at };
  }

  /** null while the desk is cut off. */
  step(): Step | null {
    if (this.#away > 0) {
      this.#away -= 1;
      return null;
    }
    this.seq += 1;
    const stops = this.#stops.splice(0);
    const input = workInput(this.at, {
      seq: this.seq,
      events: this.#facts(),
      ordersBlocked: this.#blocked > 0 ? 'something' : null,
      commands: stops.map((id) => ({ kind: 'stop', workId: id, reason: 'You stopped it.' })),
    });
    this.#blocked = Math.max(0, this.#blocked - 1);
    const stepped = step(this.state, input, this.#settings);
    if (stepped.silent) return stepped;
    this.state = stepped.state;
    for (const work of stepped.decision.works) this.works.set(work.workId, work);
    for (const id of stepped.decision.cancel) this.#askCancel(id);
    for (const intent of stepped.decision.orders) this.#place(intent);
    return stepped;
  }

  get live(): readonly Work[] {
    return this.state.works.filter((work) => !isOver(work));
  }

  #place(intent: Order['intent']): void {
    this.truth.set(intent.orderId, { filled: 0, alive: true, leaving: false });
    this.orders.set(intent.orderId, {
      ...{ intent, account: accountOf(this.at).account, status: { state: 'working', permId: 1 }, permId: 1 },
      ...{ apiOrderId: this.orders.size, filled: shares(0), avgFillPrice: null, commission: null },
      ...{ createdAt: this.at, updatedAt: this.at },
    });
  }

  #askCancel(id: OrderId): void {
    const order = this.orders.get(id);
    const truth = this.truth.get(id);
    if (order === undefined || truth === undefined)
      throw new Error(`a cancel of ${id}, which was never sent`);
    truth.leaving = true;
    if (!isTerminal(order)) this.#say(order, { state: 'cancelling', since: this.at });
  }

  /** At the worst price that the order allows. */
  #fill(order: Order, wanted: number): void {
    const { intent } = order;
    const truth = this.truth.get(intent.orderId);
    if (truth === undefined) return;
    const size = Math.min(wanted, intent.shares - truth.filled);
    const sign = intent.side === 'BUY' ? 1 : -1;
    const at = worstPrice(intent, this.#settings);
    truth.filled += size;
    if (truth.filled >= intent.shares) truth.alive = false;
    this.cash -= sign * size * at;
    this.held.set(intent.ticker, (this.held.get(intent.ticker) ?? 0) + sign * size);
    const known = this.orders.get(intent.orderId) ?? order;
    this.orders.set(intent.orderId, {
      ...known,
      filled: shares(truth.filled),
      avgFillPrice: price(at),
      status: truth.filled >= intent.shares ? { state: 'filled', at: this.at } : known.status,
      updatedAt: this.at,
    });
  }

  /** The desk hears the cancel first, then of what filled before it. */
  #cancelledThenFilled(order: Order | undefined, size: number): void {
    if (order === undefined || this.truth.get(order.intent.orderId)?.leaving !== true) return;
    this.#end(order, { state: 'cancelled', at: this.at, why: 'cancelled' });
    this.step();
    this.at = epochMs(this.at + 1 + (size % (this.#settings.execution.settleMs - 1)));
    this.#fill(this.orders.get(order.intent.orderId) ?? order, 1 + (size % 40));
  }

  #end(order: Order, status: OrderState): void {
    const truth = this.truth.get(order.intent.orderId);
    if (truth !== undefined) truth.alive = false;
    this.#say(this.orders.get(order.intent.orderId) ?? order, status);
  }

  #say(order: Order, status: OrderState): void {
    this.orders.set(order.intent.orderId, { ...order, status, updatedAt: this.at });
  }

  #restarted(): EngineState {
    const saved = JSON.parse(JSON.stringify(savedPart(this.state))) as ReturnType<typeof savedPart>;
    const loaded = aState([], [], this.at);
    return {
      ...loaded,
      ...initialState(saved),
      instruments: loaded.instruments,
      account: loaded.account,
      quotes: loaded.quotes,
    };
  }

  #facts(): EngineEvent[] {
    const known = [...this.orders.values()];
    return [
      {
        kind: 'quotes',
        quotes: [...this.#mids].map(([name, mid]) =>
          quoteOf(name, this.at, { bid: price(round(mid - 0.01)), ask: price(round(mid + 0.01)) }),
        ),
      },
      {
        kind: 'account',
        values: accountOf(this.#told.at, {
          cash: money(this.#told.cash),
          availableFunds: money(this.#told.cash),
        }),
      },
      { kind: 'positions', positions: [...this.held].map(([name, size]) => positionOf(name, size)) },
      { kind: 'orders', orders: known.filter((order) => !isTerminal(order)) },
      { kind: 'children', orders: known.filter(isTerminal) },
    ];
  }
}

const round = (x: number): number => Math.round(x * 100) / 100;
