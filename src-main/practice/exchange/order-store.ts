/** All orders and executions with their numbers; what the state file keeps of them. */
import { hashText } from '../market/random.ts';
import { isAlive, type Execution, type Order } from './order.ts';

const FIRST_ORDER_ID = 1;
/** 2024-01-01: permanent ids of a fresh account start from the seconds since then, so that they grow across fresh starts too. */
const ID_EPOCH_SECONDS = 1_704_067_200;
const IDS_PER_SECOND = 8;

export interface OrderStoreState {
  readonly orders: readonly Order[];
  readonly executions: readonly Execution[];
  /** [client id, next order id] */
  readonly nextOrderIds: readonly (readonly [number, number])[];
  readonly nextPermId: number;
  readonly nextExecution: number;
}

export function freshOrders(wallMs: number): OrderStoreState {
  const first = Math.floor((wallMs / 1000 - ID_EPOCH_SECONDS) * IDS_PER_SECOND);
  return { orders: [], executions: [], nextOrderIds: [], nextPermId: first, nextExecution: first };
}

export class OrderStore {
  readonly #orders: Order[];
  readonly #executions: Execution[];
  readonly #nextOrderIds: Map<number, number>;
  readonly #execPrefix: string;
  readonly #kept: number;
  #nextPermId: number;
  #nextExecution: number;
  #lastBound: number;

  /** kept: older finished orders and executions beyond so many are dropped. */
  constructor(account: string, state: OrderStoreState, kept = Number.POSITIVE_INFINITY) {
    this.#kept = kept;
    // What older state files lack comes first.
    this.#orders = state.orders.map((order) => ({ ...NOT_HELD, ...order }));
    this.#executions = [...state.executions];
    this.#nextOrderIds = new Map(state.nextOrderIds);
    this.#nextPermId = state.nextPermId;
    this.#nextExecution = state.nextExecution;
    this.#lastBound = Math.min(0, ...this.#orders.map((order) => order.orderId));
    this.#execPrefix = hex(hashText(account) & 0xffff);
  }

  nextOrderId(clientId: number): number {
    return this.#nextOrderIds.get(clientId) ?? FIRST_ORDER_ID;
  }

  /** Marks an order id as used up. */
  useOrderId(clientId: number, orderId: number): void {
    this.#nextOrderIds.set(clientId, Math.max(this.nextOrderId(clientId), orderId + 1));
  }

  newPermId(): number {
    return this.#nextPermId++;
  }

  /** Ids are given out again as if TWS had never seen the last ones; the orders that had them keep their permIds only. */
  rollBack(by: number): void {
    for (const [clientId, next] of this.#nextOrderIds) {
      const first = Math.max(FIRST_ORDER_ID, next - by);
      this.#nextOrderIds.set(clientId, first);
      for (const order of this.#orders) {
        if (order.clientId === clientId && order.orderId >= first) order.orderId = 0;
      }
    }
  }

  /** Orders typed in TWS become the client's who asked for them, under negative ids. */
  bindManual(): void {
    for (const order of this.#orders) {
      if (order.clientId !== 0 || order.orderId !== 0 || !isAlive(order)) continue;
      this.#lastBound -= 1;
      order.orderId = this.#lastBound;
    }
  }

  orders(): readonly Order[] {
    return this.#orders;
  }

  /** In IB's shape: host, run, fill, correction. */
  newExecId(): string {
    return `${this.#execPrefix}.${hex(this.#nextExecution++)}.01.01`;
  }

  /** How many executions are kept. */
  get executionCount(): number {
    return this.#executions.length;
  }

  /** Nothing is found under 0, which is no order's own id. */
  find(clientId: number, orderId: number): Order | null {
    if (orderId === 0) return null;
    return this.#orders.findLast((o) => o.clientId === clientId && o.orderId === orderId) ?? null;
  }

  alive(): Order[] {
    return this.#orders.filter(isAlive);
  }

  completedSince(at: number): Order[] {
    return this.#orders.filter((order) => order.completedAt !== null && order.completedAt >= at);
  }

  executionsSince(at: number): Execution[] {
    return this.#executions.filter((execution) => execution.at >= at);
  }

  add(order: Order): void {
    this.#orders.push(order);
    if (this.#orders.length > this.#kept) {
      const oldest = this.#orders.findIndex((o) => !isAlive(o));
      if (oldest >= 0) this.#orders.splice(oldest, 1);
    }
  }

  addExecution(execution: Execution): void {
    this.#executions.push(execution);
    if (this.#executions.length > this.#kept) this.#executions.shift();
  }

  state(): OrderStoreState {
    return {
      orders: this.#orders,
      executions: this.#executions,
      nextOrderIds: [...this.#nextOrderIds],
      nextPermId: this.#nextPermId,
      nextExecution: this.#nextExecution,
    };
  }
}

const NOT_HELD = { whyHeld: '', heldUntil: null } as const;

function hex(n: number): string {
  return (n >>> 0).toString(16).padStart(8, '0');
}
