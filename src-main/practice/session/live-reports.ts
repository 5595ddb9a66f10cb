/** What one client hears unasked about its orders: the place where such reports get lost, late, doubled or out of order. */
import type { Execution, Order } from '../exchange/order.ts';
import type { Value } from '../protocol/framing.ts';
import { commissionReport, execution, openOrder, orderStatus } from '../protocol/order-answers.ts';
import type { World } from '../world.ts';

/** An execution that waits for its commission to go first is told after so long anyway. */
const OVERTAKE_LIMIT_MS = 2000;

type Message = readonly Value[];

export class LiveReports {
  readonly #world: World;
  readonly #version: number;
  readonly #send: (message: Message) => void;
  /** Reports that are kept back, by order id; null: they are dropped. */
  readonly #muted = new Map<number, Message[] | null>();
  /** Executions whose commission goes first, by execId. */
  readonly #overtaken = new Map<string, Message>();

  constructor(world: World, version: number, send: (message: Message) => void) {
    this.#world = world;
    this.#version = version;
    this.#send = send;
  }

  /** From now on nothing about the order is told but executions; after so long all of it, null: never. */
  mute(orderId: number, forMs: number | null): void {
    if (forMs === null) {
      this.#muted.set(orderId, null);
      return;
    }
    this.#muted.set(orderId, []);
    this.#world.timers.after(forMs, () => {
      const kept = this.#muted.get(orderId) ?? [];
      this.#muted.delete(orderId);
      for (const message of kept) this.#send(message);
    });
  }

  order(order: Order): void {
    const { switches } = this.#world;
    const status = orderStatus(order);
    const messages = [openOrder(order, null), status];
    if (this.#muted.has(order.orderId)) {
      this.#muted.get(order.orderId)?.push(...messages);
      return;
    }
    if (switches.take('status-missing', order) !== null) return;
    for (const message of messages) this.#send(message);
    if (switches.take('status-twice', order) !== null) this.#send(status);
  }

  filled(fill: Execution): void {
    const { switches, timers } = this.#world;
    const message = execution(-1, fill, this.#version);
    if (switches.take('commission-first', fill) === null) {
      this.#send(message);
      return;
    }
    this.#overtaken.set(fill.execId, message);
    timers.after(OVERTAKE_LIMIT_MS, () => this.#letOvertakenGo(fill.execId));
  }

  charged(fill: Execution): void {
    const { switches, timers } = this.#world;
    const message = commissionReport(fill);
    const late = switches.take('commission-late', fill);
    if (late !== null) timers.after(late.seconds * 1000, () => this.#send(message));
    else if (switches.take('commission-never', fill) === null) this.#send(message);
    this.#letOvertakenGo(fill.execId);
  }

  #letOvertakenGo(execId: string): void {
    const message = this.#overtaken.get(execId);
    this.#overtaken.delete(execId);
    if (message !== undefined) this.#send(message);
  }
}
