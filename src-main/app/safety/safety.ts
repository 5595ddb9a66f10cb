import type { SafetyRule } from '#engine/execution/may-trade.ts';
import type { TradingMode } from '#engine/input.ts';
import { instantOf, wallClock } from '#shared/calendar.ts';
import { ContractError } from '#shared/contract/wire.ts';
import type { AccountKind } from '#shared/domain/portfolio.ts';
import { type SafetyEvent, strictness, type TradingState } from '#shared/domain/safety.ts';
import type { AccountId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Desk } from '../desk.ts';
import type { BrokerBook, BrokerEvent, BrokerSession, BrokerTarget, Store } from '../ports.ts';
import { Arming } from './arming.ts';
import { CleanMark } from './clean-mark.ts';
import { EarlyCommands } from './early-commands.ts';
import { capWords, firstDayCap } from './first-day.ts';
import { intervalBudget } from './flood.ts';
import { restorer } from './kill-record.ts';
import { KillSwitch } from './kill.ts';
import { Measures } from './measures.ts';
import { OpenOrders } from './open-orders.ts';
import { SafetyRecord } from './record.ts';
import { stopAllOwn, stopGrowing } from './stopping.ts';
import { limitWords, type Reading, Trips } from './trips.ts';

const lookEveryMs = 1_000;

export type Note = Pick<SafetyEvent, 'kind' | 'who' | 'what' | 'reason'> &
  Partial<Pick<SafetyEvent, 'numbers' | 'trip'>>;

/** What may be sent at all: the trading state, arming, what trips by itself, and the kill switch. */
export class Safety {
  readonly open = new OpenOrders();
  readonly arming = new Arming();
  readonly trips = new Trips();
  readonly measures: Measures;
  readonly kill: KillSwitch;
  readonly mark: CleanMark;
  readonly record: SafetyRecord;
  readonly early: EarlyCommands;
  /** Throws where there were too many extra intervals of late. */
  readonly spendInterval: () => void;
  readonly #desk: Desk;
  state: TradingState = 'active';
  /** Why it is not active, in words. */
  why = '';
  by = '';
  since: EpochMs | null = null;
  #stopLooking: () => void = () => {};

  constructor(desk: Desk) {
    this.#desk = desk;
    this.measures = new Measures(desk);
    this.kill = new KillSwitch(desk, this);
    this.mark = new CleanMark(desk);
    this.record = new SafetyRecord(desk.parts.log);
    this.early = new EarlyCommands(desk.parts.log);
    this.spendInterval = intervalBudget(() => desk.parts.clock.elapsed());
  }

  start(): void {
    this.#stopLooking = this.#desk.parts.clock.every(lookEveryMs, () =>
      this.#desk.guarded(() => this.look()),
    );
  }

  stop(): void {
    this.#stopLooking();
    this.record.flush();
    this.mark.look();
  }

  // ---- What is asked

  /** Why the desk sends nothing at all; null = it may. */
  get halted(): string | null {
    return this.state === 'halted' ? this.why : null;
  }

  blocked(): string | null {
    if (this.halted !== null) return `halted: ${this.halted}`;
    // A reset that is lost with the desk would bring back what it ended.
    if (!this.record.saved) return 'what was decided about trading could not be written down yet';
    return this.arming.blocked(this.#desk.now());
  }

  /** For the engine, and for every child of an order that is being worked. While only reductions go, no cap keeps them back. */
  rule(): SafetyRule {
    const { store, deskSettings } = this.#desk;
    const isCapped = this.arming.needed && this.state !== 'reducing';
    const cap = isCapped ? firstDayCap(store, deskSettings.safety, this.#desk.now()) : null;
    return { state: this.state, cap };
  }

  /** Throws in words where the mode is not for this account or this state. */
  checkMode(mode: TradingMode): void {
    if (mode === 'observe') return;
    if (mode === 'auto' && !this.mayAuto)
      throw new ContractError(
        'refused',
        'Auto is for practice and paper accounts; a live account trades by approval. (desk.json safety.allowLiveAuto, and an armed account, change that.)',
      );
    if (!this.arming.isArmed(this.#desk.now()))
      throw new ContractError(
        'refused',
        `${this.arming.connected?.account ?? 'This account'} is live and disarmed: the desk only observes. Arm it in the Safety tab first.`,
      );
    if (mode === 'auto' && this.state !== 'active')
      throw new ContractError(
        'refused',
        `Nothing goes by itself while trading is ${this.state}: ${this.why}`,
      );
  }

  get mayAuto(): boolean {
    return this.arming.mayAuto(this.#desk.deskSettings.safety.allowLiveAuto, this.#desk.now());
  }

  /** What each trip measures now. */
  readings(): readonly Reading[] {
    const { safety } = this.#desk.deskSettings;
    return this.trips.read(safety, this.measures.read(safety), wallClock(this.#desk.now()).date);
  }

  // ---- What happens

  /** Another account's file: its state holds, and whatever was stopped while there was no file. */
  use(store: Store): void {
    const { state, cause } = this.record.use(store);
    this.trips.forget();
    this.early.writeTo(store);
    this.measures.result.use(store);
    this.state = state;
    this.why = state === 'active' ? '' : (cause?.reason ?? 'see the record of safety events');
    this.by = cause?.who ?? '';
    this.since = state === 'active' ? null : (cause?.at ?? null);
    this.#restoreTrips(store);
    this.mark.use(store);
    this.kill.use(this.record.sinceReset());
    if (state === 'active') return;
    if (this.#desk.mode === 'auto') this.#desk.mode = 'propose';
    // What was decided after a backup was made is open again in it.
    if (this.by === restorer) this.#desk.interval.withdraw(this.why);
    const text = `${store.account} is still ${state}: ${this.why} Reset it in the Safety tab when the cause is gone.`;
    this.#desk.notices.add('warning', text, this.#desk.now());
  }

  connected(target: BrokerTarget, kind: AccountKind, account: AccountId): void {
    const ended = this.arming.connect(target, kind, account);
    if (ended !== null) this.note({ kind: 'disarm', who: 'desk', what: 'Disarmed.', reason: ended });
    const now = this.#desk.now();
    for (const problem of this.arming.connected?.agreement.problems ?? [])
      this.#desk.notices.add('warning', problem, now);
    if (this.arming.isArmed(now)) return;
    const text = `${account} is a live account and disarmed: the desk observes. Arm it in the Safety tab to send orders.`;
    this.#desk.notices.add('warning', text, now);
    this.#desk.mode = 'observe';
  }

  reconciled(book: BrokerBook): void {
    this.open.reset(book.open);
    this.measures.reconciled();
    this.measures.result.values(book.values, this.#desk.now());
    this.kill.reconciled();
  }

  heard(session: BrokerSession, event: BrokerEvent): void {
    if (event.kind === 'order') this.open.note(event.report);
    this.measures.heard(session, event);
  }

  /** Once a second: what has been waiting is written, and every trip is looked at. */
  look(): void {
    this.record.flush();
    this.mark.look();
    if (this.arming.expired(this.#desk.now())) this.#disarmed('desk', 'the trading day has ended');
    this.measures.look();
    if (this.#desk.link.session === null) this.measures.idle();
    else this.#evaluate();
  }

  // ---- What the trader and the desk do

  halt(reason: string, who: string): void {
    this.#desk.parts.log.warn('halted', { reason, who });
    const known = this.state === 'halted' && this.why === reason;
    this.#become('halted', reason, who);
    if (!known) this.note({ kind: 'halt', who, what: 'Trading was halted.', reason });
    this.#desk.notices.add('error', `Halted: ${reason}`, this.#desk.now());
  }

  /** Only reductions from here on; what works and would make a position larger is cancelled. */
  reduce(reason: string, who: string): void {
    this.#become('reducing', reason, who);
    this.note({ kind: 'reduce', who, what: 'Trading was set to reducing.', reason });
    this.#desk.notices.add('warning', `Only reductions are sent: ${reason}`, this.#desk.now());
    stopGrowing(this.#desk);
  }

  /** Back to active, by hand. Throws where what stopped it holds still: it has then tripped again. */
  reset(reason: string, who: string): void {
    const was = this.state;
    this.#become('active', '', who);
    this.trips.reset();
    this.measures.reset();
    this.kill.letGo();
    this.note({ kind: 'reset', who, what: `Trading was reset; it was ${was}.`, reason });
    this.#desk.notices.add('info', `Resumed: ${reason}`, this.#desk.now());
    if (this.#desk.link.session !== null) this.#evaluate();
    if (this.state !== ('active' satisfies TradingState))
      throw new ContractError('refused', `Trading was reset, and tripped again at once: ${this.why}`);
  }

  /** Throws where it may not be armed, or where that cannot be written down. */
  arm(typed: string, who: string): void {
    const { account } = this.arming.check(typed);
    const cap = firstDayCap(this.#desk.store, this.#desk.deskSettings.safety, this.#desk.now());
    const what = `${account} was armed for real orders.${capWords(cap)}`;
    this.record.addOrThrow(this.#event({ kind: 'arm', who, what, reason: 'its id was typed' }));
    this.arming.arm(account, who, this.#desk.now());
    this.#desk.notices.add('warning', what, this.#desk.now());
    this.#desk.tell('status');
  }

  disarm(reason: string, who: string): void {
    if (!this.arming.needed || this.arming.armed === null)
      throw new ContractError('refused', 'No live account is armed.');
    this.arming.disarm();
    this.#disarmed(who, reason);
  }

  /** Of the kill switch, before its cancels go. */
  killed(event: Pick<SafetyEvent, 'what' | 'reason' | 'who' | 'numbers'>): void {
    this.#become('halted', `kill switch: ${event.reason}`, event.who);
    this.note({ kind: 'kill', ...event });
    this.#desk.notices.add('error', `${event.what} ${event.reason}`, this.#desk.now());
  }

  /** Writes down what has happened, under the state that is in force. */
  note(note: Note): void {
    this.record.add(this.#event(note));
    this.mark.look();
  }

  // ---- Inside

  #evaluate(): void {
    for (const reading of this.readings())
      if (reading.over && !this.trips.has(reading.id)) this.#trip(reading);
  }

  /** A reset ends a trip, and widens no limit that was hit today. */
  #restoreTrips({ safety }: Store): void {
    const startOfDay = instantOf(wallClock(this.#desk.now()).date, 0);
    for (const { trip, numbers, at } of safety.eventsSince(startOfDay))
      if (trip !== null) this.trips.hit(trip, numbers['limit'] ?? Infinity, wallClock(at).date);
    for (const { trip, numbers, at } of this.record.sinceReset())
      if (trip !== null) this.trips.tripped(trip, numbers['limit'] ?? Infinity, wallClock(at).date);
  }

  #trip({ id, settings, limit, value, words }: Reading): void {
    if (settings === null || limit === null || value === null) return;
    this.trips.tripped(id, limit, wallClock(this.#desk.now()).date);
    const reason = `${words} (limit ${limitWords(id, limit)}).`;
    if (strictness[settings.to] > strictness[this.state]) this.#become(settings.to, reason, 'desk');
    const what = `Tripped: ${id}; trading is ${this.state}.`;
    this.note({ kind: 'trip', who: 'desk', what, reason, numbers: { value, limit }, trip: id });
    this.#desk.notices.add('error', `${what} ${reason}`, this.#desk.now());
    this.#desk.parts.log.warn('tripped', { id, value, limit, words });
    if (settings.cancelOrders) stopAllOwn(this.#desk, what);
    else if (this.state === 'reducing') stopGrowing(this.#desk);
    const { session } = this.#desk.link;
    if (id === 'sleep' && session !== null) this.#desk.intake.missedSomething(session);
  }

  #become(state: TradingState, why: string, by: string): void {
    this.state = state;
    this.why = why;
    this.by = by;
    this.since = state === 'active' ? null : this.#desk.now();
    if (state !== 'active' && this.#desk.mode === 'auto') this.#desk.mode = 'propose';
    this.#desk.tell('status');
  }

  #disarmed(who: string, reason: string): void {
    this.#desk.mode = 'observe';
    this.note({ kind: 'disarm', who, what: 'The live account was disarmed; the desk observes.', reason });
    this.#desk.notices.add('warning', `Disarmed: ${reason}. The desk observes.`, this.#desk.now());
    this.#desk.tell('status');
  }

  #event(note: Note): Omit<SafetyEvent, 'id'> {
    return { numbers: {}, trip: null, ...note, at: this.#desk.now(), state: this.state };
  }
}
