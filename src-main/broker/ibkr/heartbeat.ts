import type { Clock } from '#app/ports.ts';
import type { EpochMs } from '#shared/units.ts';
import { ServerClock } from './server-clock.ts';
import type { Timeouts } from './timeouts.ts';

interface Line {
  /** Sends the question for the time; `leaving` is called when it goes out. */
  ask(leaving: () => void): void;
  /** The TWS has owed an answer for this long. */
  silent(seconds: number): void;
}

/** While connecting: a TWS that is still logging in may drop the first requests, so they are repeated. */
const firstRepeatMs = 1_000;

/** Asks the TWS for its time: the answers show that it lives, and what its clock says. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #timeouts: Timeouts;
  readonly #line: Line;
  readonly #serverClock = new ServerClock();
  /** When the unanswered questions left, oldest first. */
  #asked: EpochMs[] = [];
  #settled = false;
  #stopBeat: (() => void) | null = null;
  #stopDeadline: (() => void) | null = null;

  constructor(deps: { readonly clock: Clock; readonly timeouts: Timeouts }, line: Line) {
    this.#clock = deps.clock;
    this.#timeouts = deps.timeouts;
    this.#line = line;
  }

  get knowsTime(): boolean {
    return this.#serverClock.known;
  }

  now(): EpochMs {
    return this.#serverClock.at(this.#clock.now());
  }

  /** A moment of this machine's clock on the TWS's. */
  at(local: EpochMs): EpochMs {
    return this.#serverClock.at(local);
  }

  /** Asks until answered; another timer decides when that took too long. */
  start(): void {
    this.#ask();
    this.#stopBeat = this.#clock.every(firstRepeatMs, () => this.#ask());
  }

  /** From here on every answer has a deadline. */
  settle(): void {
    this.#settled = true;
    this.#stopBeat?.();
    this.#stopBeat = this.#clock.every(this.#timeouts.heartbeatMs, () => this.#ask());
  }

  told(seconds: number): void {
    this.#stopDeadline?.();
    this.#stopDeadline = null;
    const now = this.#clock.now();
    this.#serverClock.answer(seconds, this.#asked.shift() ?? now, now);
  }

  stop(): void {
    this.#stopBeat?.();
    this.#stopDeadline?.();
    this.#stopBeat = null;
    this.#stopDeadline = null;
  }

  #ask(): void {
    this.#line.ask(() => {
      this.#asked.push(this.#clock.now());
      if (!this.#settled) return;
      const { heartbeatDeadlineMs } = this.#timeouts;
      this.#stopDeadline ??= this.#clock.after(heartbeatDeadlineMs, () =>
        this.#line.silent(Math.max(1, Math.round(heartbeatDeadlineMs / 1_000))),
      );
    });
  }
}
