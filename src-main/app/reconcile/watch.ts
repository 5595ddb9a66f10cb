import type { Order } from '#shared/domain/order.ts';
import type { OrderId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import type { ReconcileSettings } from '../reconcile-settings.ts';

/** So often an order without an answer is asked about before nobody knows where it stands. */
const asksBeforeUnresolved = 3;

/** Decides when the books are compared while trading goes on. It asks; it never sends anything again. */
export class Watch {
  readonly #asked = new Map<OrderId, number>();
  #comparedAt: EpochMs | null = null;
  #askedAt: EpochMs | null = null;

  compared(at: EpochMs): void {
    this.#comparedAt = at;
  }

  lost(): void {
    this.#comparedAt = null;
    this.#askedAt = null;
    this.#asked.clear();
  }

  get lastCompared(): EpochMs | null {
    return this.#comparedAt;
  }

  /**
   * Why the broker's book is to be loaded now; null = it need not be. `waiting`: since when something waits to be told; `owed`: a commission
   * is overdue.
   */
  reason(
    open: readonly Order[],
    waiting: readonly EpochMs[],
    owed: boolean,
    settings: ReconcileSettings,
    now: EpochMs,
  ): string | null {
    const { answerMs, checkMs } = settings;
    if (this.#askedAt !== null && Math.abs(now - this.#askedAt) < answerMs) return null;
    const silent = open.filter(
      (order) => silentSince(order) !== null && now - (silentSince(order) ?? now) >= answerMs,
    );
    for (const { intent } of silent)
      this.#asked.set(intent.orderId, (this.#asked.get(intent.orderId) ?? 0) + 1);
    const [first] = silent;
    const overdue = waiting.some((since) => Math.abs(now - since) >= answerMs);
    const doubtful = open.find((order) => this.#isDoubtful(order, answerMs, now));
    const due = this.#comparedAt !== null && Math.abs(now - this.#comparedAt) >= checkMs;
    if (first !== undefined || doubtful !== undefined || overdue || owed || due) this.#askedAt = now;
    if (first !== undefined)
      return `order ${first.intent.orderId} is ${first.status.state} and the TWS does not answer`;
    if (doubtful !== undefined) return `nobody knows where order ${doubtful.intent.orderId} stands`;
    if (overdue) return 'fills and positions do not agree yet';
    if (owed) return 'the TWS has not said what a fill cost';
    return due ? 'the regular check' : null;
  }

  /** Unresolved since the books were compared last: it has not been asked about yet. */
  #isDoubtful({ status }: Order, answerMs: number, now: EpochMs): boolean {
    if (status.state !== 'unresolved' || Math.abs(now - status.since) < answerMs) return false;
    return this.#comparedAt === null || status.since > this.#comparedAt;
  }

  /** True while it is too early to call a silent order unresolved. */
  isPatient(order: Order): boolean {
    return silentSince(order) !== null && (this.#asked.get(order.intent.orderId) ?? 0) < asksBeforeUnresolved;
  }
}

/** Since when an order waits for the first word, or a cancel for its answer; null = it does not. */
function silentSince({ status, permId }: Order): EpochMs | null {
  if (status.state === 'sent') return permId === 0 ? status.at : null;
  return status.state === 'cancelling' ? status.since : null;
}
