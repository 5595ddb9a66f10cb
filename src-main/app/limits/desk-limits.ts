import type { Decision } from '#engine/decision.ts';
import { waitingRules } from '#engine/execution/limits/rules.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { wallClock } from '#shared/calendar.ts';
import type { Check, DayFacts, LimitHit, Verdict } from '#shared/domain/limit.ts';
import type { Order } from '#shared/domain/order.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Desk } from '../desk.ts';
import type { Store } from '../ports.ts';
import { holdCap } from '../load-settings.ts';
import { capLocks } from '../safety/first-day.ts';
import { DayBook } from './day-book.ts';
import { counts, lockedTo, locksOf, loosened, waitedFor } from './lock.ts';
import { lockedWords } from './words.ts';

/** What the limits need of the day, and which of them refused something in it. */
export class DeskLimits {
  readonly #desk: Desk;
  readonly #day = new DayBook();
  #hits = new Map<string, LimitHit>();
  #hitsOf = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    const nothing = (): void => {};
    desk.listen({
      ...{ status: nothing, drift: nothing, proposals: nothing, orders: nothing },
      fill: ({ fill }) => this.#day.filled(fill),
    });
  }

  /** Another account's file: what was hit in it today holds, whatever the strategy file says now. */
  use(store: Store): void {
    this.#day.forget();
    this.#hitsOf = wallClock(this.#desk.now()).date;
    this.#hits = new Map(store.limitHits(this.#hitsOf).map((hit) => [keyOf(hit), hit]));
    holdCap(this.#desk);
    const { settings } = this.#desk;
    if (settings === null) return;
    const wider = loosened(settings, this.hits());
    if (wider.length === 0) return;
    this.#desk.settings = lockedTo(settings, this.hits());
    const words = wider.map((each) => lockedWords(each)).join(' ');
    this.#desk.notices.add(
      'warning',
      `${words} The strategy file is wider, and is held to that until tomorrow.`,
      this.#desk.now(),
    );
  }

  /** Hard limits that refused something today, the first one first. */
  hits(): readonly LimitHit[] {
    return wallClock(this.#desk.now()).date === this.#hitsOf ? [...this.#hits.values()] : [];
  }

  /** Why a strategy may not be taken up, in words; null = it may. */
  refuses(next: EngineSettings): string | null {
    const wider = loosened(next, this.hits());
    if (wider.length === 0) return null;
    return `${wider.map((each) => lockedWords(each)).join(' ')} Nothing of the file was taken up; narrower limits are.`;
  }

  /** Orders that a comparison with the TWS has changed: a fill that it found was told to nobody. */
  compared(changed: readonly Order[]): void {
    this.#day.note(changed.map(({ intent }) => intent.orderId));
  }

  /** For the interval that is about to ring. */
  feed(at: EpochMs): void {
    const facts = this.facts(at);
    if (facts !== null) this.#desk.inbox.day(facts);
  }

  /** null while there is no account. */
  facts(at: EpochMs): DayFacts | null {
    const { store, ledger, safety, link } = this.#desk;
    if (store === null || ledger === null) return null;
    const { loss, drawdown } = safety.measures.result;
    return {
      ...this.#day.counts(store, ledger, at),
      messagesLastSecond: link.session?.health().messagesLastSecond ?? 0,
      loss,
      drawdown,
    };
  }

  /** After the journal has the decision: new orders are counted, and hard limits that refused are remembered. */
  decided({ orders, refused, checks, at }: Decision, settings: EngineSettings, store: Store): void {
    this.#day.note(orders.map(({ orderId }) => orderId));
    const { date } = wallClock(at);
    if (date !== this.#hitsOf) {
      this.#hits = new Map();
      this.#hitsOf = date;
    }
    const ended = new Set(refused.map(({ intent }) => intent.orderId));
    for (const check of checks) {
      if (check.stage === 'proposal') continue;
      const waits = check.stage === 'send' && check.orderId !== null && !ended.has(check.orderId);
      for (const verdict of check.broken)
        if (isHit(check, verdict)) this.#hit({ check, verdict, waits, date }, settings, store);
    }
  }

  #hit({ check, verdict, waits, date }: Struck, settings: EngineSettings, store: Store): void {
    const { rule, value, words } = verdict;
    const venue = this.#desk.interval.engineState.instruments[check.ticker]?.primaryExchange ?? '';
    const locks =
      rule === 'first-day'
        ? capLocks(this.#desk.deskSettings.safety)
        : locksOf(rule, settings, { ticker: check.ticker, venue });
    for (const lock of locks) {
      const part = waits && lock.part === null ? waitedFor : lock.part;
      const before = this.#hits.get(keyOf({ rule, part }));
      if (before !== undefined && !counts({ rule, part }) && before.limit === lock.limit) continue;
      const hit: LimitHit = {
        ...{ date, rule, part, lastAt: check.at, value, words: `${check.ticker}: ${words}` },
        firstAt: before?.firstAt ?? check.at,
        count: (before?.count ?? 0) + 1,
        limit: lock.limit,
      };
      this.#hits.set(keyOf(hit), hit);
      store.saveLimitHit(hit);
    }
  }
}

interface Struck {
  readonly check: Check;
  readonly verdict: Verdict;
  /** The order is tried again. */
  readonly waits: boolean;
  readonly date: number;
}

/** A hard limit kept something back; what an order may wait for keeps nothing back before there is one. */
const isHit = ({ stage }: Check, { rule, severity, passed }: Verdict): boolean =>
  severity === 'hard' && !passed && (stage === 'send' || !waitingRules.has(rule));

const keyOf = ({ rule, part }: Pick<LimitHit, 'rule' | 'part'>): string => `${rule} ${part ?? ''}`;
