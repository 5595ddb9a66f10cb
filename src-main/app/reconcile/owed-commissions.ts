import type { Fill } from '#shared/domain/order.ts';
import type { FillId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Store } from '../ports.ts';

/** So often a commission is asked for: what it takes to say that the TWS has none. */
const mostAsks = 3;

interface Owed {
  readonly fill: Fill;
  /** When it was filled, or asked about last. */
  readonly since: EpochMs;
  readonly asks: number;
}

/** Own fills of this connection, until it is known what they cost or the broker was asked. A commission that is lost on its way comes no second time by itself. */
export class OwedCommissions {
  readonly #store: Pick<Store, 'fillsOf'>;
  readonly #owed = new Map<FillId, Owed>();

  constructor(store: Pick<Store, 'fillsOf'>) {
    this.#store = store;
  }

  /** A fill or its correction. */
  filled(fill: Fill, now: EpochMs): void {
    if (fill.orderId !== null && fill.shares !== 0)
      this.#owed.set(fill.fillId, { fill, since: now, asks: 0 });
    else this.#owed.delete(fill.fillId);
  }

  /** The executions were asked for then, and have come: each with its commission, if that was not lost once more. */
  asked(at: EpochMs, now: EpochMs): void {
    for (const [id, owed] of this.#owed) {
      if (owed.since > at) continue;
      const asks = owed.asks + 1;
      if (asks < mostAsks) this.#owed.set(id, { ...owed, since: now, asks });
      else this.#owed.delete(id);
    }
  }

  /** True = a fill is without its commission for so long. Those whose commission has come are forgotten on the way. */
  isOverdue(afterMs: number, now: EpochMs): boolean {
    for (const [id, { fill, since }] of this.#owed) {
      if (Math.abs(now - since) < afterMs) continue;
      if (this.#isMissing(fill)) return true;
      this.#owed.delete(id);
    }
    return false;
  }

  #isMissing({ orderId, fillId }: Fill): boolean {
    if (orderId === null) return false;
    const known = this.#store.fillsOf(orderId).find((entry) => entry.fill.fillId === fillId);
    return known !== undefined && known.commission === null;
  }
}
