import type { KillPreview, KillReport } from '#shared/contract/safety-row.ts';
import { type KillScope, killScopes, type SafetyEvent } from '#shared/domain/safety.ts';
import type { OrderReport } from '#shared/domain/order.ts';
import type { Desk } from '../desk.ts';
import type { BrokerSession } from '../ports.ts';
import { deskClientId } from '../targets.ts';
import { hasLeft, pullNumbers, survivorsNote, waitingPull } from './kill-record.ts';
import { consequenceOf, problemWords, reportWords, scopeNames, takenUpWords, todoOf } from './kill-words.ts';
import { apiOrderIdOf, inScope, type OpenOrder, openOrdersOf, orderRow } from './open-orders.ts';
import type { Safety } from './safety.ts';
import { takesCancels } from './stopping.ts';

/** A second click on the same switch within this time is the same click. */
const sameClickMs = 2_000;
const mostChecks = 12;

interface Asked {
  readonly orders: readonly OpenOrder[];
  readonly note: string | null;
}

/** Cancels at once what a scope reaches, and then finds out what still lives. Works without a journal, and without a book that agrees. */
export class KillSwitch {
  readonly #desk: Desk;
  readonly #safety: Safety;
  #report: KillReport | null = null;
  #pulledAt = -Infinity;
  #checks = 0;
  /** Whose orders it was pulled for; null = no account was known. */
  #account: string | null = null;
  /** The connection that the last cancels went over; null = they still wait for one. */
  #over: BrokerSession | null = null;
  #mayRepeat = false;

  constructor(desk: Desk, safety: Safety) {
    this.#desk = desk;
    this.#safety = safety;
  }

  get report(): KillReport | null {
    return this.#report;
  }

  async preview(): Promise<KillPreview> {
    const { orders, note } = await this.#ask();
    return {
      at: this.#desk.now(),
      scopes: killScopes.map((scope) => {
        const reached = orders.filter((open) => inScope(scope, open));
        return { scope, count: reached.length, consequence: consequenceOf(scope, reached) };
      }),
      orders: orders.map((open) => orderRow(open)),
      note,
    };
  }

  /** Halts first, cancels after, at once. Never throws for what could not be done: the report says it. */
  run(asked: KillScope, reason: string, who: string): KillReport {
    const elapsed = this.#desk.parts.clock.elapsed();
    if (this.#report?.scope === asked && elapsed - this.#pulledAt < sameClickMs) return this.#report;
    const scope = this.#withWhatWaits(asked);
    this.#pulledAt = elapsed;
    this.#mayRepeat = true;
    const at = this.#desk.now();
    const reached = this.#known().filter((open) => inScope(scope, open));
    const what = `Kill switch: ${scopeNames[scope]}; ${reached.length} orders known.`;
    this.#safety.killed({ what, reason, who, numbers: pullNumbers(scope, reached.length) });
    const session = this.#tws();
    this.#over = session;
    this.#account = this.#owner;
    const { cancels, failed } = this.#cancel(scope, reached, reason);
    this.#noteLeft(reason, cancels, failed);
    this.#desk.guarded(() => this.#desk.execution.stopAll(`Kill switch: ${reason}`));
    this.#desk.guarded(() => this.#desk.interval.withdraw(`Kill switch: ${reason}`));
    const problem = problemWords(session === null, failed);
    this.#report = {
      ...{ id: (this.#report?.id ?? 0) + 1, at, scope, who, reason, cancels, problem },
      ...{ state: 'asking', checkedAt: null, survivors: [], words: reportWords('asking', 0) },
    };
    this.#checks = 0;
    this.#checkLater(this.#report.id);
    return this.#report;
  }

  /**
   * An account's file was opened: a switch of an earlier start that was pulled there and not reset, and whose cancels are not known to have
   * left, waits for this account's TWS again. One of this start that was pulled before any file was open is this account's from now on.
   */
  use(sinceReset: readonly SafetyEvent[]): void {
    if (this.#report !== null) this.#account ??= this.#owner;
    if (this.#report !== null && !this.#isOfAnother) return;
    const pull = waitingPull(sinceReset);
    if (pull === null) return;
    const { at, scope, who, reason } = pull;
    this.#account = this.#owner;
    this.#over = null;
    this.#mayRepeat = true;
    this.#pulledAt = -Infinity;
    this.#report = {
      ...{ id: (this.#report?.id ?? 0) + 1, at, scope, who, reason, cancels: 0, checkedAt: null },
      ...{ state: 'unknown', survivors: [], words: reportWords('unknown', 0) },
      problem: takenUpWords(this.#account ?? ''),
    };
    this.#desk.guarded(() => this.#desk.interval.withdraw(`Kill switch: ${reason}`));
  }

  /**
   * A TWS is there again: what a switch could not cancel goes now, unless trading was reset since. Cancels that may have gone down with the
   * connection go again, for this client's orders only: one typed in TWS may have been made since.
   */
  reconciled(): void {
    const { session } = this.#desk.link;
    const report = this.#report;
    if (report === null || !this.#mayRepeat || session === this.#over) return;
    if (this.#isOfAnother) return;
    const waited = this.#over === null;
    this.#over = session;
    const scope = waited || report.scope !== 'everything' ? report.scope : 'client';
    const reached = this.#known().filter((open) => inScope(scope, open) && (waited || isDeaf(open)));
    if (!waited && reached.length === 0) return;
    const { cancels, failed } = this.#cancel(scope, reached, report.reason);
    this.#noteLeft(report.reason, cancels, failed);
    this.#say(
      waited
        ? `The kill switch that was pulled while disconnected has sent ${cancels} cancels now.`
        : `Orders outlived the kill switch and the connection: ${cancels} cancels were sent again.`,
    );
    this.#change({ cancels: report.cancels + cancels, problem: problemWords(false, failed) });
    this.#checks = 0;
    this.#checkLater(report.id);
  }

  /** Trading was reset: what is cancelled from here on, somebody else asks for. */
  letGo(): void {
    this.#pulledAt = -Infinity;
    if (!this.#isOfAnother) this.#mayRepeat = false;
  }

  /** A pull that still waits for a TWS is not made smaller by another one. */
  #withWhatWaits(asked: KillScope): KillScope {
    const waits = this.#report !== null && this.#over === null && this.#mayRepeat && !this.#isOfAnother;
    if (!waits || this.#report === null) return asked;
    return killScopes[Math.max(killScopes.indexOf(asked), killScopes.indexOf(this.#report.scope))] ?? asked;
  }

  /** From here on a restart does not send them again. */
  #noteLeft(reason: string, cancels: number, failed: readonly string[]): void {
    if (this.#over !== null && (cancels > 0 || failed.length === 0))
      this.#safety.note(hasLeft(reason, cancels));
  }

  get #owner(): string | null {
    return this.#safety.record.owner;
  }

  get #isOfAnother(): boolean {
    return this.#account !== null && this.#account !== this.#owner;
  }

  /** Null where no cancel can leave. */
  #tws(): BrokerSession | null {
    const { session } = this.#desk.link;
    return takesCancels(session) ? session : null;
  }

  #known(): readonly OpenOrder[] {
    const { ledger, link } = this.#desk;
    return openOrdersOf(this.#safety.open.list(), ledger, link.session?.target.clientId ?? deskClientId);
  }

  /** The TWS's list where it answers; else what was heard last. */
  async #ask(): Promise<Asked> {
    const { session } = this.#desk.link;
    if (session === null)
      return {
        orders: this.#known(),
        note: 'No TWS is connected: this is what was known last, and no cancel can be sent before one is.',
      };
    try {
      const reports = await session.openOrders();
      this.#desk.guarded(() => this.#heard(session, reports));
      return { orders: this.#known(), note: null };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return {
        orders: this.#known(),
        note: `The TWS did not list its orders (${why}): this is what was heard last.`,
      };
    }
  }

  #heard(session: BrokerSession, reports: readonly OrderReport[]): void {
    if (this.#desk.link.session === session) this.#safety.open.reset(reports);
  }

  #cancel(
    scope: KillScope,
    reached: readonly OpenOrder[],
    reason: string,
  ): { cancels: number; failed: readonly string[] } {
    const session = this.#tws();
    if (session === null) return { cancels: 0, failed: [] };
    const failed: string[] = [];
    let cancels = 0;
    if (scope === 'everything') {
      if (attempt(() => session.cancelEverything())) cancels += 1;
      else failed.push('everything at once');
    }
    for (const open of reached) {
      const apiOrderId = apiOrderIdOf(open, session.target.clientId);
      if (open.owner !== 'desk' && open.owner !== 'client') continue;
      if (apiOrderId !== null && apiOrderId > 0 && attempt(() => session.cancel(apiOrderId))) {
        cancels += 1;
        this.#noteCancelling(open, `Kill switch: ${reason}`);
      } else failed.push(orderRow(open).ticker);
    }
    this.#desk.tell('orders');
    return { cancels, failed };
  }

  /** It has left, whether that can be written down or not. */
  #noteCancelling({ order }: OpenOrder, why: string): void {
    if (order === null) return;
    const at = this.#desk.now();
    const status = { state: 'cancelling', since: at, why } as const;
    this.#desk.guarded(() => void this.#desk.ledger?.settle(order.intent.orderId, status, at));
  }

  #checkLater(id: number): void {
    const afterMs = this.#desk.deskSettings.safety.survivorsAfterSeconds * 1000;
    this.#desk.parts.clock.after(afterMs, () => {
      if (this.#report?.id === id) void this.#check(id);
    });
  }

  async #check(id: number): Promise<void> {
    const { orders, note } = await this.#ask();
    const report = this.#report;
    if (report === null || report.id !== id || this.#isOfAnother) return;
    this.#checks += 1;
    const listed = orders.filter((open) => inScope(report.scope, open));
    const survivors = listed.map((open) => orderRow(open, todoOf(open)));
    const state = note !== null ? 'unknown' : survivors.length === 0 ? 'clean' : 'survivors';
    const changed = state !== report.state;
    this.#change({
      ...{ state, survivors, checkedAt: this.#desk.now() },
      words: note ?? reportWords(state, survivors.length),
    });
    if (changed) this.#tellSurvivors(this.#report?.words ?? '', survivors.length);
    // One more cancel for what has not even begun to end.
    const deaf = listed.filter(isDeaf);
    if (this.#mayRepeat && this.#checks === 1 && deaf.length > 0)
      this.#cancel(report.scope, deaf, report.reason);
    if (state !== 'clean' && this.#checks < mostChecks) this.#checkLater(id);
  }

  #tellSurvivors(words: string, count: number): void {
    this.#safety.note(survivorsNote(words, count));
    const level = count === 0 ? 'info' : 'error';
    this.#desk.notices.add(level, `After the kill switch: ${words}`, this.#desk.now());
  }

  #change(over: Partial<KillReport>): void {
    if (this.#report !== null) this.#report = { ...this.#report, ...over };
    this.#desk.tell('status');
  }

  #say(text: string): void {
    this.#desk.notices.add('warning', text, this.#desk.now());
  }
}

const isDeaf = ({ report }: OpenOrder): boolean => report !== null && report.status.says !== 'cancelling';

/** What breaks here must not keep the next cancel from going. */
function attempt(send: () => boolean): boolean {
  try {
    return send();
  } catch {
    return false;
  }
}
