import { EventName, type IBApi } from '@stoqey/ib';
import type { BrokerTarget, SessionState } from '#app/ports.ts';
import type { EpochMs } from '#shared/units.ts';
import * as trouble from './connect-trouble.ts';
import { explain } from './codes.ts';
import { concernsBooks } from './decoder-guard.ts';
import type { ConnectionHooks, Deps, SendResult } from './deps.ts';
import type { TickSink } from './frames.ts';
import { Greeting } from './greeting.ts';
import { Heartbeat } from './heartbeat.ts';
import { newLibrary } from './library.ts';
import { Pacer, type Priority } from './pacer.ts';

const noId = -1;
/** After the TWS has said that messages came too fast: longer than the second that it counts over. */
const restMs = 5_000;
/** An order number was used before: the TWS counts from a higher one than it said. */
const numberUsed = 103;
const live: readonly SessionState[] = ['ready', 'synced', 'reconciled', 'degraded'];

/**
 * One TCP connection and its own library object, which is thrown away with it: the library keeps what was asked while it was down and sends
 * it on the next connect, orders included.
 */
export class Connection {
  readonly target: BrokerTarget;
  readonly api: IBApi;
  readonly deps: Deps;
  readonly #hooks: ConnectionHooks;
  readonly #pacer: Pacer;
  readonly #heartbeat: Heartbeat;
  #state: SessionState = 'tcp';
  readonly #greeting = new Greeting();
  #ticks: TickSink | null = null;
  #lostIbkr: string | null = null;
  /** What the operating system said about the socket. */
  #socketTrouble = '';
  #framesSent = 0;
  #stopStage: () => void = () => undefined;
  /** When anything came from the TWS, on this machine's clock. */
  #heardAt: EpochMs | null = null;

  constructor(target: BrokerTarget, deps: Deps, hooks: ConnectionHooks) {
    this.target = target;
    this.deps = deps;
    this.#hooks = hooks;
    this.#pacer = new Pacer(deps.clock);
    this.#heartbeat = new Heartbeat(deps, {
      ask: (leaving) =>
        this.send('query', () => {
          leaving();
          this.api.reqCurrentTime();
        }),
      silent: (seconds) => this.close(trouble.noHeartbeat(target, seconds), null),
    });
    this.api = newLibrary(target, {
      heard: () => (this.#heardAt = deps.clock.now()),
      isOver: () => this.#state === 'closed',
      ticks: () => this.#ticks,
      failed: (error) => deps.log.error('a tick could not be taken in', { error: String(error) }),
      broken: (why) => {
        deps.log.error('messages cannot be read', { why });
        const greeted = this.#greeting.whole() !== null;
        this.close(greeted ? trouble.unreadable(target) : trouble.wrongVersion(target, Number.NaN), null);
      },
    });
    this.#listen();
  }

  takeTicks(sink: TickSink): void {
    this.#ticks = sink;
  }

  get state(): SessionState {
    return this.#state;
  }

  get isLive(): boolean {
    return live.includes(this.#state);
  }

  now(): EpochMs {
    return this.#heartbeat.now();
  }

  open(): void {
    if (this.#state === 'closed') return;
    this.#enter('tcp', `Connecting to ${this.target.host}:${this.target.port}`, this.deps.timeouts.tcpMs);
    try {
      this.api.connect(this.target.clientId);
    } catch (error) {
      this.close(trouble.unreachable(this.target, String(error)), null);
    }
  }

  /** For states above `ready`, which the session decides. */
  advance(state: 'synced' | 'reconciled', message: string): void {
    this.#enter(state, message, null);
  }

  /** Sends when the budget allows, unless the connection has ended by then. */
  send(priority: Exclude<Priority, 'order'>, run: () => void): void {
    this.#pacer.push(priority, () => {
      if (this.#state !== 'closed') this.#write(run);
    });
  }

  /** Why `sendNow` would turn an order away, for the trader; null = it would not. */
  get noRoom(): string | null {
    if (this.#pacer.isResting) return trouble.resting;
    return this.#pacer.hasRoom('order') ? null : trouble.tooManyMessages;
  }

  /** `heardAt` on the TWS's clock. */
  traffic(): { readonly heardAt: EpochMs | null; readonly sentLastSecond: number } {
    const heardAt = this.#heardAt === null ? null : this.#heartbeat.at(this.#heardAt);
    return { heardAt, sentLastSecond: this.#pacer.sentLastSecond };
  }

  /** Hands one message to the socket in this very call, or makes sure that it never leaves. */
  sendNow(run: () => void): SendResult {
    if (!this.isLive || !this.api.isConnected) return 'failed';
    if (!this.#pacer.take('order')) return 'busy';
    const before = this.#framesSent;
    this.#write(run);
    if (this.#framesSent > before) return 'sent';
    // it may sit in one of the library's queues: only the end of the connection stops it for certain
    this.close(trouble.notHanded(this.target), null);
    return 'failed';
  }

  /**
   * Wraps a callback of the library: nothing escapes into its socket handler, nothing runs after the end. A fact that cannot be taken in
   * ends the connection, so that the books are compared again; a quote is only missed.
   */
  guard<A extends unknown[]>(kind: 'facts' | 'quotes', run: (...args: A) => void): (...args: A) => void {
    return (...args) => {
      if (this.#state === 'closed') return;
      try {
        run(...args);
      } catch (error) {
        this.deps.log.error('a TWS message could not be taken in', { error: String(error) });
        if (kind === 'facts') this.close(trouble.unreadable(this.target), null);
      }
    };
  }

  close(message: string, code: number | null): void {
    if (this.#state === 'closed') return;
    this.#stopStage();
    this.#heartbeat.stop();
    this.#pacer.stop();
    this.#state = 'closed';
    try {
      this.api.disconnect();
    } catch (error) {
      this.deps.log.warn('the socket did not close cleanly', { error: String(error) });
    }
    this.api.removeAllListeners();
    this.#hooks.state('closed', message, code);
  }

  #write(run: () => void): void {
    try {
      run();
    } catch (error) {
      // the library's command queue stands still after a throw, so nothing more would leave
      this.deps.log.error('a message could not be written', { error: String(error) });
      this.close(trouble.notHanded(this.target), null);
    }
  }

  #enter(state: SessionState, message: string, deadlineMs: number | null, code: number | null = null): void {
    if (this.#state === 'closed') return;
    this.#stopStage();
    this.#state = state;
    this.#stopStage =
      deadlineMs === null
        ? () => undefined
        : this.deps.clock.after(deadlineMs, () => this.close(trouble.tooSlow(this.target, state), null));
    this.#hooks.state(state, message, code);
  }

  #listen(): void {
    const { api, target, deps } = this;
    api.on(EventName.sent, () => {
      // the library's first bytes: TCP stands
      if (this.#state === 'tcp')
        this.#enter('greeting', 'Connected; waiting for TWS', deps.timeouts.greetingMs);
      this.#framesSent++;
    });
    api.on(
      EventName.server,
      this.guard('facts', (version: number) => {
        if (!(version >= trouble.oldestServerVersion))
          this.close(trouble.wrongVersion(target, version), null);
        else this.#enter('started', 'TWS answered; loading accounts', deps.timeouts.readyMs);
      }),
    );
    api.on(
      EventName.managedAccounts,
      this.guard('facts', (list: string) => {
        this.#greeting.accountsAre(list);
        this.#readyWhenComplete();
      }),
    );
    api.on(
      EventName.nextValidId,
      this.guard('facts', (id: number) => this.#numbered(id)),
    );
    api.on(
      EventName.currentTime,
      this.guard('facts', (seconds: number) => {
        this.#heartbeat.told(seconds);
        this.#readyWhenComplete();
      }),
    );
    api.on(
      EventName.info,
      this.guard('facts', (text: string, code: number) => this.#notice(noId, code, text)),
    );
    api.on(
      EventName.error,
      this.guard('facts', (error: Error, code: number, id: number) => this.#notice(id, code, error.message)),
    );
    api.on(
      EventName.disconnected,
      this.guard('facts', () => {
        const refused = this.#state === 'tcp';
        this.close(
          refused ? trouble.unreachable(target, this.#socketTrouble) : trouble.dropped(target, this.#state),
          refused ? 502 : null,
        );
      }),
    );
  }

  #numbered(id: number): void {
    const said = this.#greeting.nextOrderIdIs(id);
    if (said === 'used-up') this.close(trouble.orderIdsUsedUp(this.target), null);
    if (said === 'first') this.#heartbeat.start();
    if (said === 'known') this.#hooks.numbered(id);
  }

  #readyWhenComplete(): void {
    const whole = this.#greeting.whole();
    if (this.#state !== 'started' || whole === null || !this.#heartbeat.knowsTime) return;
    this.#heartbeat.settle();
    // first, so that whoever hears of the state can use the session
    this.#hooks.ready(whole.nextOrderId, whole.accounts);
    this.#enter('ready', `Connected to ${whole.accounts.join(', ')}`, null);
    if (this.#lostIbkr !== null) this.#enter('degraded', this.#lostIbkr, null, 1100);
  }

  /** `info` and `error` of the library are one stream: which of them carries a message depends on its id only. */
  #notice(id: number, code: number, text: string): void {
    // it may have been about an order
    if (!Number.isInteger(id) || !Number.isInteger(code))
      throw new Error(`notice ${code} about ${id}: ${text}`);
    if (code === 502 && id === noId) {
      this.#socketTrouble = text;
      return;
    }
    if (code === 326) this.close(trouble.clientIdInUse(this.target), 326);
    else if (code === 506)
      this.close(trouble.wrongVersion(this.target, Number(/\d+/.exec(text)?.[0] ?? Number.NaN)), 506);
    else if (code === 1300) this.close(trouble.portChanged(this.target, text), 1300);
    else if (code === 100) {
      this.#pacer.rest(restMs);
      this.#hooks.notice(id, code, text);
    } else if (code === numberUsed) {
      this.send('query', () => this.api.reqIds());
      this.#hooks.notice(id, code, text);
    } else if (code === 505 && id === noId && concernsBooks(text)) {
      this.deps.log.error('a TWS message could not be decoded', { text });
      this.close(trouble.unreadable(this.target), 505);
    } else if (code === 1100 || code === 2110) this.#lost(code, text);
    else if (code === 1101 || code === 1102) this.#regained(code, text);
    else this.#hooks.notice(id, code, text);
  }

  #lost(code: number, text: string): void {
    this.#lostIbkr = explain(code, text);
    if (this.isLive) this.#enter('degraded', this.#lostIbkr, null, code);
  }

  #regained(code: number, text: string): void {
    this.#lostIbkr = null;
    if (!this.isLive) return;
    this.#enter('ready', explain(code, text), null, code);
    this.#hooks.restored(code === 1101);
  }
}
