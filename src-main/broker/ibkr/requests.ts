import { BrokerError, type Clock } from '#app/ports.ts';
import { explain, meaningOf } from './codes.ts';
import type { Priority } from './pacer.ts';

/** One question under way. Settling it twice does nothing. */
export interface Pending<T> {
  readonly id: number;
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: BrokerError): void;
}

export interface Question {
  /** For messages: "the positions", "the history of AAPL". */
  readonly what: string;
  readonly priority: Exclude<Priority, 'order'>;
  /** Counted from the moment it leaves, not from when it joins the queue. */
  readonly timeoutMs: number;
  readonly send: (id: number) => void;
  readonly cancel?: (id: number) => void;
  /** True = dealt with. Not asked for codes that only warn. */
  readonly onError?: (code: number, text: string) => boolean;
  /** Its message carries no id, so errors about it come without one. */
  readonly withoutId?: boolean;
}

interface Open {
  readonly question: Question;
  reject(error: BrokerError): void;
}

interface Sender {
  send(priority: Exclude<Priority, 'order'>, run: () => void): void;
  /** A question without an id was given up: its answer may still come, and would be taken for that of the next one. */
  confused(error: BrokerError): void;
}

/** Numbers on the wire are int32. */
export const largestOrderNumber = 2_147_483_647;
/** Requests of one connection, and more than it can ever make. */
const room = 1_000_000;

/**
 * Range of request ids, apart from the order ids, which start at `nextOrderId`: errors carry either and nothing else tells them apart.
 * Int32 on the wire. null = order ids have come too close to the end.
 */
export function firstRequestId(nextOrderId: number): number | null {
  const usual = 10_000_000;
  if (nextOrderId < usual - room) return usual;
  const high = 2_000_000_000;
  return nextOrderId < high - room ? high : null;
}

/** Promises for answers: time-outs, refusals, and an end when the connection ends. */
export class Requests {
  readonly #sender: Sender;
  readonly #clock: Clock;
  readonly #open = new Map<number, Open>();
  readonly #first: number;
  /** Of orders that may live: a TWS whose numbers were reset gives them out again. */
  readonly #taken = new Set<number>();
  #next: number;
  #ended: BrokerError | null = null;

  constructor(sender: Sender, clock: Clock, firstId: number) {
    this.#sender = sender;
    this.#clock = clock;
    this.#first = firstId;
    this.#next = firstId;
  }

  /** Nothing new goes under these numbers, and what is said of them is not about a question. */
  keepClear(orderNumbers: readonly number[]): void {
    for (const number of orderNumbers) this.#taken.add(number);
  }

  /** For requests that are answered by a stream. */
  nextId(): number {
    const id = this.#free(this.#next);
    this.#next = id + 1;
    return id;
  }

  /** The number itself, or the first free one after it and after the requests': orders of other clients may have any number, and ours must be above. */
  outside(orderNumber: number): number {
    const free = this.#free(orderNumber);
    const isInside = free >= this.#first && free < this.#first + room;
    return isInside ? this.#free(this.#first + room) : free;
  }

  isRequestId(id: number): boolean {
    return id >= this.#first && id < this.#next && !this.#taken.has(id);
  }

  #free(number: number): number {
    let free = number;
    while (this.#taken.has(free)) free += 1;
    return free;
  }

  start<T>(question: Question): Pending<T> {
    const id = this.nextId();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    // callers may drop it (a closed session): never an unhandled rejection
    promise.catch(() => undefined);
    let stopTimer: (() => void) | null = null;
    const settle = (): boolean => {
      stopTimer?.();
      return this.#open.delete(id);
    };
    const pending: Pending<T> = {
      id,
      promise,
      resolve: (value) => {
        if (settle()) resolve(value);
      },
      reject: (error) => {
        if (settle()) reject(error);
      },
    };
    this.#open.set(id, { question, reject: (error) => pending.reject(error) });
    if (this.#ended !== null) {
      pending.reject(this.#ended);
      return pending;
    }
    this.#sender.send(question.priority, () => {
      if (!this.#open.has(id)) return;
      stopTimer = this.#clock.after(question.timeoutMs, () => this.#expire(id));
      question.send(id);
    });
    return pending;
  }

  /** True = the error belonged to a question of ours. */
  error(id: number, code: number, text: string): boolean {
    const open = this.#open.get(id);
    if (open === undefined) return false;
    if (open.question.onError?.(code, text) === true) return true;
    if (meaningOf(code).level !== 'error' && meaningOf(code).meaning !== '') return false;
    open.reject(new BrokerError(`No answer about ${open.question.what}: ${explain(code, text)}`, code));
    return true;
  }

  /** A refusal that names no request: every question without an id fails. */
  refuseUnnamed(error: BrokerError): void {
    for (const open of [...this.#open.values()]) if (open.question.withoutId === true) open.reject(error);
  }

  end(error: BrokerError): void {
    this.#ended = error;
    for (const open of [...this.#open.values()]) open.reject(error);
  }

  #expire(id: number): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    const { what, timeoutMs, cancel } = open.question;
    const seconds = Math.max(1, Math.round(timeoutMs / 1_000));
    const error = new BrokerError(`TWS did not answer about ${what} within ${seconds} s. Connect again.`);
    open.reject(error);
    if (open.question.withoutId === true) this.#sender.confused(error);
    if (cancel !== undefined) this.#sender.send('query', () => cancel(id));
  }
}
