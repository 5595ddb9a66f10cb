import { mkdtempSync, rmSync } from 'node:fs';
import { existsSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrameReader } from '#practice/protocol/framing.ts';
import { seededRandom } from '#test/support/random.ts';
import { compareBooks, openOrders } from './day-end.ts';
import type { Night, Stretch } from './day-night.ts';
import { planOf, type DayPlan } from './day-plan.ts';
import { DeskLife } from './desk-life.ts';
import { Events } from './events.ts';
import { Messages, noMessageFaults } from './messages.ts';
import { minuteMs, type KillPoint, type Mishap } from './mishaps.ts';
import { OrderWatch } from './order-watch.ts';
import { Trader } from './trader.ts';
import { TwsLife } from './tws-life.ts';
import { VirtualTime } from './virtual-time.ts';
import { Wire } from './wire.ts';

// One trading day of a seed, from before the open to after the close: the real desk, the real library and the real practice TWS in this
// process, on a clock of their own.

export interface Outcome {
  readonly seed: number;
  /** Of everything that happened; the same for the same seed. */
  readonly digest: string;
  readonly counts: Readonly<Record<string, number>>;
  /** What must not be and was; empty = a good day. */
  readonly violations: readonly string[];
  readonly last: readonly string[];
}

const memory = '/dev/shm';
const scratch = existsSync(memory) ? memory : tmpdir();

export async function runDay(seed: number, print: ((line: string) => void) | null = null): Promise<Outcome> {
  const root = mkdtempSync(join(scratch, 'driftdesk-day-'));
  const day = new SimulatedDay(planOf(seed), root, print);
  try {
    return await day.run();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A kill that waits for its moment. */
interface Ambush {
  readonly point: KillPoint;
  passes: number;
  readonly downMs: number;
}

const aheadMs = 1500;
/** Before a session: for a TWS to start, and a desk after it. */
const wakeMs = 30 * minuteMs;
const longestAmbushMs = 20 * minuteMs;

class SimulatedDay {
  readonly #plan: DayPlan;
  readonly #time: VirtualTime;
  readonly #events: Events;
  readonly #watch: OrderWatch;
  readonly #tws: TwsLife;
  readonly #desk: DeskLife;
  readonly #trader: Trader;
  readonly #random;
  #wire: Wire | null = null;
  #ambush: Ambush | null = null;
  /** Orders until the connection breaks over one; 0 = it does not. */
  #cutAfter = 0;
  #twsAmbush: Extract<Mishap, { kind: 'kill-tws-order' }> | null = null;
  #nextAct = 0;
  #isQuiet = false;

  constructor(plan: DayPlan, root: string, print: ((line: string) => void) | null) {
    this.#plan = plan;
    this.#time = new VirtualTime(plan.begin);
    this.#events = new Events(() => this.#time.now, print);
    this.#random = seededRandom(plan.seed * 31 + 5);
    this.#watch = new OrderWatch(this.#events, () => this.#time.now);
    this.#tws = new TwsLife(this.#time, plan, this.#events, () => this.#gap());
    this.#desk = new DeskLife(this.#time, plan, this.#events, root, (point) => this.#pass(point));
    this.#trader = new Trader(plan, this.#desk, this.#events);
  }

  async run(): Promise<Outcome> {
    const { seed, night } = this.#plan;
    this.#events.note(`seed ${seed} ${JSON.stringify(this.#plan)}`);
    this.#time.onCrash = (owner, error) => this.#crashed(owner, error);
    const uninstall = this.#time.install();
    const connect = net.connect;
    net.connect = ((...given: unknown[]) =>
      this.#connect(given[1] as () => void)) as unknown as typeof net.connect;
    try {
      this.#tws.start();
      this.#desk.start();
      await this.#trade(this.#plan);
      if (night !== null) {
        await this.#sleep(night);
        await this.#trade(night.next);
      }
      this.#count();
      await this.#desk.stop();
      this.#tws.stop();
      await this.#time.runUntil(this.#time.now + minuteMs);
    } finally {
      net.connect = connect;
      uninstall();
    }
    return {
      seed,
      digest: this.#events.digest(),
      counts: Object.fromEntries(this.#events.counts),
      violations: this.#events.violations,
      last: this.#events.last(),
    };
  }

  /** One session, from before its open to after its close, and the books of both sides after it. */
  async #trade(stretch: Stretch): Promise<void> {
    this.#isQuiet = false;
    for (const { at, mishap } of stretch.mishaps) this.#later(at, () => this.#befall(mishap));
    this.#look();
    this.#later(stretch.quietFrom, () => this.#calm(stretch.close));
    await this.#time.runUntil(stretch.end);
    this.#compare();
  }

  /** To the next session. Where nobody is awake, the clock goes there in one step. */
  async #sleep({ desk, restart, next }: Night): Promise<void> {
    const time = this.#time;
    this.#events.count(`night: ${desk}`);
    this.#events.note(`night: the desk ${desk}`);
    if (desk === 'stopped') await this.#desk.stop();
    if (desk === 'killed') {
      this.#desk.kill();
      this.#wire?.died('desk');
    }
    if (desk !== 'up') await this.#wakeAt(next.begin - wakeMs);
    if (restart !== null) {
      this.#later(restart.at, () => this.#tws.stop());
      this.#later(restart.at + restart.downMs, () => this.#tws.start());
    }
    await time.runUntil(next.begin - wakeMs / 2);
    this.#startDesk();
    await time.runUntil(next.begin);
  }

  /** What was due meanwhile comes at once, as after a machine has slept. */
  async #wakeAt(at: number): Promise<void> {
    this.#time.sleepUntil(at);
    await this.#time.runUntil(at);
  }

  #later(at: number, run: () => void): void {
    this.#time.at(at, run, 'simulator');
  }

  // ---- The wire

  #connect(connected: () => void) {
    const { weather, messageFaults } = this.#plan;
    const events = this.#events;
    const owner = this.#desk.owner;
    const reader = new FrameReader();
    const messages = new Messages(
      this.#random,
      () => (this.#isQuiet ? noMessageFaults : messageFaults),
      (what, message) => {
        events.count(`message: ${what}`);
        events.note(`${what} ${message}`);
      },
    );
    const wire: Wire = new Wire(
      this.#time,
      this.#random,
      weather,
      messages,
      { desk: owner, tws: this.#tws.owner },
      {
        writing: (chunk) => this.#writing(chunk, owner, 'before'),
        written: (chunk) => this.#writing(chunk, owner, 'after'),
        hearing: () => this.#pass('before hearing'),
        heard: () => this.#pass('after hearing'),
        note: (what, bytes) => events.note(what, bytes),
        reaching: (chunk) => {
          const practice = this.#tws.practice;
          if (practice === null || !this.#watch.reaching(reader.read(chunk), practice)) return;
          this.#tws.hurry();
          this.#strikeTws();
        },
      },
    );
    this.#wire = wire;
    events.count('connections');
    this.#time.after(weather.latencyMs, () => {
      if (wire.desk.destroyed) return;
      if (this.#tws.practice === null) wire.refuse();
      else {
        this.#time.as(this.#tws.owner, () => this.#tws.accept(wire.tws));
        this.#time.as(owner, connected);
      }
    });
    return wire.desk;
  }

  #writing(chunk: Buffer, owner: string, when: 'before' | 'after'): void {
    const { desk } = this.#desk;
    const fields = chunk.subarray(4).toString('utf8').split('\0');
    const isOrder = fields[0] === '3';
    if (when === 'before') {
      if (isOrder) this.#pass('before order');
      this.#pass('before send');
      if (desk !== null && this.#desk.owner === owner && this.#desk.desk === desk)
        this.#watch.leaving(fields.slice(0, -1), desk, owner);
    } else {
      if (isOrder) this.#pass('after order');
      this.#pass('after send');
      if (isOrder && this.#cutAfter > 0) this.#cutOver();
    }
  }

  // ---- Mishaps

  #befall(mishap: Mishap): void {
    const events = this.#events;
    events.note(`mishap ${JSON.stringify(mishap)}`);
    const wire = this.#wire?.isOpen === true ? this.#wire : null;
    switch (mishap.kind) {
      case 'cut':
        if (wire === null) return;
        wire.cut();
        break;
      case 'silence':
        if (wire === null) return;
        wire.silence(mishap.to === 'both' ? ['desk', 'tws'] : [mishap.to], mishap.forgetMs);
        break;
      case 'kill-desk':
        this.#lieInWait(mishap.point, mishap.passes, mishap.downMs);
        return;
      case 'stop-desk':
        if (this.#desk.desk === null) return;
        void this.#desk
          .stop()
          .then(() => this.#later(this.#time.now + mishap.downMs, () => this.#startDesk()));
        break;
      case 'cut-order':
        this.#cutAfter = mishap.passes;
        return;
      case 'kill-tws-order':
        this.#twsAmbush = mishap;
        return;
      case 'kill-tws':
        this.#killTws(mishap.rollback, mishap.downMs);
        return;
      case 'restart-tws':
        if (this.#tws.practice === null) return;
        this.#tws.stop();
        this.#later(this.#time.now + mishap.downMs, () => this.#tws.start());
        break;
      case 'tws-fault':
        if (this.#tws.practice === null) return;
        events.count(`fault: ${mishap.fault.name}`);
        this.#tws.fault(mishap.fault);
        this.#tws.hurry();
        return;
    }
    events.count(mishap.kind);
  }

  #killTws(rollback: number, downMs: number): void {
    if (this.#tws.practice === null) return;
    this.#events.count('kill-tws');
    this.#wire?.died('tws');
    this.#tws.kill(rollback);
    this.#later(this.#time.now + downMs, () => this.#tws.start());
  }

  #strikeTws(): void {
    const ambush = this.#twsAmbush;
    if (ambush === null) return;
    this.#twsAmbush = null;
    this.#events.count(ambush.kind);
    this.#later(this.#time.now + ambush.afterMs, () => this.#killTws(0, ambush.downMs));
  }

  /** What was written stays on its way for ever. */
  #cutOver(): void {
    this.#cutAfter -= 1;
    if (this.#cutAfter > 0) return;
    this.#events.count('cut-order');
    this.#wire?.cut();
  }

  #lieInWait(point: KillPoint, passes: number, downMs: number): void {
    if (this.#ambush !== null || this.#desk.desk === null) return;
    const ambush: Ambush = { point, passes, downMs };
    this.#ambush = ambush;
    if (point === 'any') this.#kill(ambush);
    else
      this.#later(this.#time.now + longestAmbushMs, () => {
        if (this.#ambush === ambush) this.#kill(ambush);
      });
  }

  #pass(point: string): void {
    const ambush = this.#ambush;
    if (ambush === null || !isAt(ambush.point, point)) return;
    ambush.passes -= 1;
    if (ambush.passes <= 0) this.#kill(ambush);
  }

  #kill(ambush: Ambush): void {
    this.#ambush = null;
    if (this.#desk.desk === null) return;
    this.#events.count('kill-desk');
    this.#events.count(`killed at ${ambush.point}`);
    this.#watch.killed(this.#desk.desk);
    this.#desk.kill();
    this.#wire?.died('desk');
    this.#later(this.#time.now + ambush.downMs, () => this.#startDesk());
  }

  #startDesk(): void {
    if (this.#desk.desk === null) this.#desk.start();
  }

  // ---- The trader, and the pace of the market

  #look(): void {
    this.#nextAct = this.#time.now + this.#trader.pauseMs();
    this.#later(this.#nextAct, () => {
      if (this.#isQuiet) return;
      void this.#trader.act().then(() => this.#look());
    });
  }

  #calm(close: number): void {
    this.#ambush = null;
    this.#twsAmbush = null;
    this.#cutAfter = 0;
    this.#isQuiet = true;
    this.#events.note('from here on nothing goes wrong');
    this.#tws.mend();
    // What is down comes up within minutes; the desk may take some more to find it.
    for (let at = this.#time.now + 8 * minuteMs; at < close; at += 4 * minuteMs)
      this.#later(at, () => void this.#trader.calm());
    this.#later(close - 5 * minuteMs, () => this.#expectReady());
  }

  #expectReady(): void {
    const { desk } = this.#desk;
    if (desk === null) this.#events.violated('the desk is not running');
    else if (desk.ordersBlocked() !== null)
      this.#events.violated(`long after the last mishap the desk is still blocked: ${desk.ordersBlocked()}`);
  }

  /** The TWS looks at its market seldom while nothing depends on it. */
  #gap(): number {
    const now = this.#time.now;
    const { desk } = this.#desk;
    const interval = desk?.interval.nextAt ?? Number.POSITIVE_INFINITY;
    const soon = [interval, this.#nextAct].filter((at) => at > now);
    const next = Math.min(...soon) - now;
    const usual = this.#tws.patienceMs();
    // Prices must be fresh when something is decided: one look just before it.
    return next > aheadMs + 250 ? Math.min(usual, next - aheadMs) : Math.min(usual, next + aheadMs);
  }

  // ---- The end

  #crashed(owner: string, error: unknown): void {
    if (owner.endsWith('closing')) return;
    if (owner.startsWith('desk') && owner !== this.#desk.owner) return;
    if (owner === this.#desk.owner && this.#desk.desk === null) return;
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#events.violated(`${owner} threw at nobody: ${words}`);
  }

  #compare(): void {
    const { desk } = this.#desk;
    const { practice } = this.#tws;
    if (desk === null || practice === null) {
      this.#events.violated('the day ended without a desk or without a TWS');
      return;
    }
    compareBooks(desk, practice.truth(), this.#watch, this.#tws.forgotten, this.#events);
  }

  /** What is left when all is over. */
  #count(): void {
    const events = this.#events;
    const { desk } = this.#desk;
    const { practice } = this.#tws;
    if (desk === null || practice === null) return;
    for (const { status } of openOrders(desk)) events.count(`left ${status.state}`);
    const lost = [...this.#watch.sent].filter((ref) => !this.#watch.reached.has(ref)).length;
    if (lost > 0) events.count('orders lost on their way', lost);
    events.count('fills', practice.truth().executions.length);
  }
}

function isAt(wanted: KillPoint, point: string): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'journal':
      return point === 'before journal';
    case 'after-journal':
      return point === 'after journal';
    case 'save-order':
      return point.endsWith(' saveOrder');
    case 'record-fill':
      return point.endsWith(' recordFill');
    case 'record-commission':
      return point.endsWith(' recordCommission');
    case 'store':
      return !/ (send|order|hearing)$/.test(point);
    default:
      return point === wanted.replace('-', ' ');
  }
}
