import type { Clock } from '#app/ports.ts';

/** Most urgent first. */
export const priorities = ['cancel', 'order', 'query', 'data', 'history'] as const;
/** Messages in one second above which a TWS complains (100) and drops the connection. */
export const messageBudget = 50;
export type Priority = (typeof priorities)[number];

const windowMs = 1_000;

/**
 * Messages in any one second after which a class must wait. A TWS drops the connection at more than 50 a second, counted over everything,
 * so bulk requests leave room for questions, and those leave room for orders and cancels.
 */
const ceilings: Readonly<Record<Priority, number>> = {
  cancel: 49,
  order: 49,
  query: 45,
  data: 40,
  history: 25,
};

/** The sending budget of one connection. What waits in it dies with the connection; orders never wait in it. */
export class Pacer {
  readonly #clock: Clock;
  /** Times of the sends of the last second, oldest first. */
  #sent: number[] = [];
  readonly #waiting: Readonly<Record<Priority, (() => void)[]>> = {
    cancel: [],
    order: [],
    query: [],
    data: [],
    history: [],
  };
  /** Until when nothing but cancels leaves, in the clock's ms; 0 = no rest was asked for. */
  #restUntil = 0;
  #restMs = 0;
  #stopTimer: (() => void) | null = null;
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `send` at once if there is room, else as soon as there is, urgent ones first. */
  push(priority: Exclude<Priority, 'order'>, send: () => void): void {
    if (this.#stopped) return;
    this.#waiting[priority].push(send);
    this.#drain();
  }

  /** Takes room for one message that leaves now; false = there is none. */
  take(priority: Priority): boolean {
    if (!this.hasRoom(priority)) return false;
    this.#sent.push(this.#clock.now());
    return true;
  }

  hasRoom(priority: Priority): boolean {
    if (this.#stopped || (priority !== 'cancel' && this.isResting)) return false;
    return this.#recent() < ceilings[priority];
  }

  /** Lets nothing but cancels out for a while: the TWS has complained, and drops the connection next. */
  rest(ms: number): void {
    this.#restUntil = this.#clock.now() + ms;
    this.#restMs = ms;
  }

  get isResting(): boolean {
    const left = this.#restUntil - this.#clock.now();
    // a clock that was set back must not make it last
    return left > 0 && left <= this.#restMs;
  }

  get sentLastSecond(): number {
    return this.#recent();
  }

  stop(): void {
    this.#stopped = true;
    this.#stopTimer?.();
    this.#stopTimer = null;
    for (const priority of priorities) this.#waiting[priority].length = 0;
  }

  #recent(): number {
    const now = this.#clock.now();
    // a clock that was set back must neither free the budget nor block it for long
    this.#sent = this.#sent.map((at) => Math.min(at, now)).filter((at) => at > now - windowMs);
    return this.#sent.length;
  }

  #drain(): void {
    for (const priority of priorities) {
      const queue = this.#waiting[priority];
      while (queue.length > 0) {
        if (!this.take(priority)) {
          this.#wakeFor(priority);
          return;
        }
        queue.shift()?.();
      }
    }
  }

  #wakeFor(priority: Priority): void {
    if (this.#stopTimer !== null || this.#stopped) return;
    const blocking = this.#sent[this.#sent.length - ceilings[priority]] ?? this.#clock.now();
    const wait = Math.max(1, blocking + windowMs - this.#clock.now());
    // at least once a window: a rest ends in between, and cancels do not wait for it
    this.#stopTimer = this.#clock.after(Math.min(wait, windowMs), () => {
      this.#stopTimer = null;
      this.#drain();
    });
  }
}
