import type { Status } from '#shared/contract/rows.ts';
import type { AccountId } from '#shared/ids.ts';
import { epochMs, type EpochMs } from '#shared/units.ts';
import {
  type Broker,
  BrokerError,
  type BrokerEvent,
  type BrokerSession,
  type BrokerTarget,
  type Clock,
  type Log,
  type SessionState,
} from './ports.ts';
import type { PracticeLauncher, PracticeProcess } from './ports-practice.ts';
import { WrongAccount } from './targets.ts';

export interface LinkHooks {
  /** The session is ready: open the store, reconcile, load the market. A rejection closes the session. */
  bringUp(session: BrokerSession, account: AccountId): Promise<void>;
  /** Everything but `state`. */
  event(session: BrokerSession, event: BrokerEvent): void;
  /** State, message or retry time changed. */
  changed(): void;
  /** A session that had been open is gone. */
  lost(why: string): void;
}

const firstDelayMs = 1_000;
const longestDelayMs = 60_000;

/** The TWS listens on another port now (1300): whatever answers on the old one some day is not what the trader chose. */
const isPortChange = (error: unknown): boolean => error instanceof BrokerError && error.code === 1300;

type LinkState = Status['connection']['state'];

/** Keeps the desk connected to what the trader chose: one session per attempt, back-off between attempts, nothing carried over. */
export class Link {
  readonly #parts: { broker: Broker; practice: PracticeLauncher; clock: Clock; log: Log };
  readonly #hooks: LinkHooks;
  #state: LinkState = 'idle';
  #message = 'Not connected. Choose a connection and click Connect.';
  #target: BrokerTarget | null = null;
  #session: BrokerSession | null = null;
  #process: PracticeProcess | null = null;
  #retryAt: EpochMs | null = null;
  #delayMs = firstDelayMs;
  #cancelRetry: () => void = () => {};
  /** Rises with every attempt, so that answers of an earlier one are recognised and dropped. */
  #attempt = 0;

  constructor(
    parts: { broker: Broker; practice: PracticeLauncher; clock: Clock; log: Log },
    hooks: LinkHooks,
  ) {
    this.#parts = parts;
    this.#hooks = hooks;
  }

  get session(): BrokerSession | null {
    return this.#session;
  }

  get target(): BrokerTarget | null {
    return this.#target;
  }

  status(): Status['connection'] {
    return { state: this.#state, target: this.#target, message: this.#message, retryAt: this.#retryAt };
  }

  /** Replaces whatever is connected; resolves when the attempt has started, not when it has succeeded. */
  connect(target: BrokerTarget): void {
    this.#drop('another connection was chosen');
    this.#target = target;
    this.#delayMs = firstDelayMs;
    void this.#try();
  }

  /** Gives a session up, as if it had failed by itself; one that is not the present one any more is left alone. */
  fail(session: BrokerSession, error: unknown): void {
    if (this.#session === session) this.#failed(error);
  }

  disconnect(): void {
    this.#drop('disconnected by the trader');
    this.#target = null;
    this.#show('idle', 'Disconnected. Choose a connection and click Connect.');
  }

  /** Ends everything; the practice TWS is stopped with the desk that started it. */
  async stop(): Promise<void> {
    this.#drop('the desk stops');
    this.#target = null;
    await this.#process?.stop();
    this.#process = null;
  }

  #drop(why: string): void {
    this.#attempt += 1;
    this.#cancelRetry();
    this.#retryAt = null;
    const session = this.#session;
    this.#session = null;
    session?.close(why);
    if (session) this.#hooks.lost(why);
  }

  async #try(): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const target = this.#target;
    if (target === null) return;
    this.#retryAt = null;
    try {
      const address = await this.#addressOf(target);
      if (attempt !== this.#attempt) return;
      this.#show('tcp', `Connecting to ${address.host}:${address.port}`);
      const session = this.#parts.broker.open(address, (event) => this.#heard(attempt, event));
      this.#session = session;
      const account = await session.ready();
      if (attempt !== this.#attempt) return;
      await this.#hooks.bringUp(session, account);
      this.#delayMs = firstDelayMs;
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(error);
    }
  }

  async #addressOf(target: BrokerTarget): Promise<BrokerTarget> {
    if (target.kind !== 'practice') return target;
    this.#show('starting', 'Starting the practice TWS');
    this.#process = await this.#parts.practice.start();
    return { ...target, host: '127.0.0.1', port: this.#process.port };
  }

  #heard(attempt: number, event: BrokerEvent): void {
    const session = this.#session;
    if (attempt !== this.#attempt || session === null) return;
    if (event.kind !== 'state') {
      this.#hooks.event(session, event);
      return;
    }
    if (event.state === 'closed') this.#failed(new BrokerError(event.message, event.code));
    else this.#show(event.state satisfies SessionState, event.message);
  }

  #failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#parts.log.warn('connection failed', { message });
    this.#drop(message);
    if (error instanceof WrongAccount || isPortChange(error)) {
      this.#show('closed', message);
      return;
    }
    this.#retryAt = epochMs(this.#parts.clock.now() + this.#delayMs);
    this.#cancelRetry = this.#parts.clock.after(this.#delayMs, () => void this.#try());
    this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
    this.#show('waiting', message);
  }

  #show(state: LinkState, message: string): void {
    this.#state = state;
    this.#message = message;
    this.#hooks.changed();
  }
}
