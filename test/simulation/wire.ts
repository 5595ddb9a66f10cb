import { EventEmitter } from 'node:events';
import type { SeededRandom } from '#test/support/random.ts';
import type { Messages } from './messages.ts';
import type { Owner, VirtualTime } from './virtual-time.ts';

// One TCP connection between the desk and the TWS, in memory: the same bytes, with the delays, cuts and losses that the day's plan wants.

/** How a connection carries what is written. */
export interface Weather {
  /** Of one way, milliseconds. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** Chance that a chunk arrives in pieces. */
  readonly split: number;
}

type End = 'desk' | 'tws';

/** One end, as `net.Socket` and `Duplex` look from where they are used. */
export class WireEnd extends EventEmitter {
  readonly #wire: Wire;
  readonly side: End;
  #corked = 0;
  #held: Buffer[] = [];
  destroyed = false;
  readonly writableLength = 0;

  constructor(wire: Wire, end: End) {
    super();
    this.#wire = wire;
    this.side = end;
  }

  get writable(): boolean {
    return !this.destroyed;
  }

  write(chunk: Buffer): boolean {
    if (this.destroyed) return false;
    if (this.#corked > 0) this.#held.push(chunk);
    else this.#wire.carry(this.side, chunk);
    return true;
  }

  cork(): void {
    this.#corked += 1;
  }

  uncork(): void {
    this.#corked = Math.max(0, this.#corked - 1);
    if (this.#corked > 0 || this.#held.length === 0) return;
    const held = Buffer.concat(this.#held);
    this.#held = [];
    if (!this.destroyed) this.#wire.carry(this.side, held);
  }

  end(done?: () => void): void {
    this.#wire.hangUp(this.side);
    done?.();
  }

  destroy(): void {
    this.#wire.hangUp(this.side);
  }
}

export interface WireHooks {
  /** Just before bytes of the desk's go on their way, and just after. */
  writing(chunk: Buffer): void;
  written(chunk: Buffer): void;
  /** Just before the desk hears bytes, and just after. */
  hearing(chunk: Buffer): void;
  heard(chunk: Buffer): void;
  /** Just before the TWS hears bytes. */
  reaching(chunk: Buffer): void;
  /** For the trace and its hash. */
  note(what: string, bytes: Buffer | null): void;
}

export class Wire {
  readonly desk: WireEnd;
  readonly tws: WireEnd;
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;
  readonly #weather: Weather;
  readonly #hooks: WireHooks;
  readonly #messages: Messages;
  readonly #owners: Readonly<Record<End, Owner>>;
  /** When the newest chunk to each end is due: TCP keeps order. */
  readonly #due: Record<End, number> = { desk: 0, tws: 0 };
  /** Ends to which nothing is carried any more, and which hear of no end. */
  readonly #deaf = new Set<End>();
  #isOpen = true;

  constructor(
    time: VirtualTime,
    random: SeededRandom,
    weather: Weather,
    messages: Messages,
    owners: Readonly<Record<End, Owner>>,
    hooks: WireHooks,
  ) {
    this.#time = time;
    this.#random = random;
    this.#weather = weather;
    this.#messages = messages;
    this.#owners = owners;
    this.#hooks = hooks;
    this.desk = new WireEnd(this, 'desk');
    this.tws = new WireEnd(this, 'tws');
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  carry(from: End, chunk: Buffer): void {
    if (from === 'desk') {
      this.#hooks.writing(chunk);
      if (this.desk.destroyed) return;
      this.#send('tws', chunk);
      this.#hooks.written(chunk);
      return;
    }
    for (const { bytes, lateMs } of this.#messages.pass(chunk)) {
      if (lateMs === 0) this.#send('desk', bytes);
      else this.#time.after(lateMs, () => this.#send('desk', bytes), this.#owners.tws);
    }
  }

  /** One end closes in order: what it wrote still arrives, then the other hears of the end. */
  hangUp(end: End): void {
    const mine = this[end];
    if (mine.destroyed) return;
    mine.destroyed = true;
    this.#isOpen = false;
    const other: End = end === 'desk' ? 'tws' : 'desk';
    this.#time.after(0, () => mine.emit('close'), this.#owners[end]);
    if (this.#deaf.has(other)) return;
    this.#time.at(
      Math.max(this.#due[other], this.#time.now + this.#weather.latencyMs),
      () => this.#closed(other),
      this.#owners[other],
    );
  }

  /** Nobody listens there. */
  refuse(): void {
    this.#isOpen = false;
    this.desk.destroyed = true;
    this.#time.as(this.#owners.desk, () => {
      this.desk.emit('error', new Error('connect ECONNREFUSED 127.0.0.1:7497'));
      this.desk.emit('close');
    });
  }

  /** The connection breaks: what is on its way is lost with it, and both ends hear of it. */
  cut(): void {
    if (!this.#isOpen) return;
    this.#hooks.note('cut', null);
    this.#isOpen = false;
    for (const end of ['desk', 'tws'] as const) {
      this.#deaf.add(end);
      this.#time.after(1, () => this.#closed(end), this.#owners[end]);
    }
  }

  /** Nothing is carried any more, and nobody is told. The TWS finds out after `forgetMs` only. */
  silence(ends: readonly End[], forgetMs: number): void {
    if (!this.#isOpen) return;
    this.#hooks.note(`silence to ${ends.join(' and ')}`, null);
    for (const end of ends) this.#deaf.add(end);
    this.#time.after(forgetMs, () => this.#closed('tws'), this.#owners.tws);
  }

  /** A program died: its end is gone, what it wrote still arrives. */
  died(end: End): void {
    this[end].removeAllListeners();
    this.hangUp(end);
  }

  #closed(end: End): void {
    const mine = this[end];
    if (mine.destroyed) return;
    mine.destroyed = true;
    this.#isOpen = false;
    mine.emit('close');
  }

  #send(to: End, chunk: Buffer): void {
    const { latencyMs, jitterMs, split } = this.#weather;
    const isSplit = chunk.length > 1 && this.#random.uniform() < split;
    const at = isSplit ? 1 + Math.floor(this.#random.uniform() * (chunk.length - 1)) : chunk.length;
    for (const part of isSplit ? [chunk.subarray(0, at), chunk.subarray(at)] : [chunk]) {
      const due = this.#time.now + latencyMs + jitterMs * this.#random.uniform();
      this.#due[to] = Math.max(this.#due[to], due);
      this.#time.at(this.#due[to], () => this.#arrive(to, part), this.#owners[to]);
    }
  }

  #arrive(to: End, chunk: Buffer): void {
    const end = this[to];
    if (end.destroyed || this.#deaf.has(to)) return;
    this.#hooks.note(`to ${to}`, chunk);
    if (to === 'tws') {
      this.#hooks.reaching(chunk);
      end.emit('data', chunk);
      return;
    }
    this.#hooks.hearing(chunk);
    if (end.destroyed) return;
    end.emit('data', chunk);
    this.#hooks.heard(chunk);
  }
}
