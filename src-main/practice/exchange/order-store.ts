/** All orders and executions with their numbers; what the state file keeps of them. */
import { hashText } from '../market/random.ts';
import { isAlive, type Execution, type Order } from './order.ts';

/** Older finished orders and executions are dropped: some days of a busy desk, and a state file that is quick to write. */
const KEPT = 1500;
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
  #nextPermId: number;
  #nextExecution: number;

  constructor(account: string, state: OrderStoreState) {
    this.#orders = state.orders.map((order) => ({ ...order }));
    this.#executions = [...state.executions];
    this.#nextOrderIds = new Map(state.nextOrderIds);
    this.#nextPermId = state.nextPermId;
    this.#nextExecution = state.nextExecution;
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

  /** In IB's shape: host, run, fill, correction. */
  newExecId(): string {
    return `${this.#execPrefix}.${hex(this.#nextExecution++)}.01.01`;
  }

  /** How many executions are kept. */
  get executionCount(): number {
    return this.#executions.length;
  }

  find(clientId: number, orderId: number): Order | null {
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
    if (this.#orders.length > KEPT) {
      const oldest = this.#orders.findIndex((o) => !isAlive(o));
      if (oldest >= 0) this.#orders.splice(oldest, 1);
    }
  }

  addExecution(execution: Execution): void {
    this.#executions.push(execution);
    if (this.#executions.length > KEPT) this.#executions.shift();
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

function hex(n: number): string {
  return (n >>> 0).toString(16).padStart(8, '0');
}
