import { isOver } from '#shared/domain/work.ts';
import type { Desk } from '../desk.ts';
import type { BrokerSession } from '../ports.ts';

/** A tick that comes a little early still counts as this one. */
const slackMs = 1_000;

/**
 * Asks what others have open. No message tells of an order that was typed in TWS or made by another client before this desk asks, and until
 * then the order is missing in exposure, crossing and freezing: so it is asked while something is proposed or worked, in one message.
 */
export class ForeignLook {
  readonly #desk: Desk;
  #asking: BrokerSession | null = null;
  #askedAt = -Infinity;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Where it is due. A list that does not come is found missing in the whole book, which `failed` asks for. */
  look(session: BrokerSession, failed: (why: string) => void): void {
    const elapsed = this.#desk.parts.clock.elapsed();
    const { othersMs } = this.#desk.deskSettings.reconcile;
    if (this.#asking === session || !this.#isNeeded || elapsed - this.#askedAt < othersMs - slackMs) return;
    this.#askedAt = elapsed;
    this.#asking = session;
    void this.#ask(session, failed);
  }

  get #isNeeded(): boolean {
    const { interval, ledger } = this.#desk;
    const isWorking = interval.works.some((work) => !isOver(work)) || (ledger?.open().length ?? 0) > 0;
    return isWorking || interval.isProposing;
  }

  async #ask(session: BrokerSession, failed: (why: string) => void): Promise<void> {
    try {
      const askedAt = session.now();
      const open = await session.openOrders();
      if (this.#desk.link.session !== session) return;
      this.#desk.guarded(() => {
        if (this.#desk.intake.reconciler?.listed(open, askedAt) === true) this.#desk.tell('orders');
      });
    } catch (error) {
      if (this.#desk.link.session === session) failed(`the open orders were not listed: ${String(error)}`);
    } finally {
      if (this.#asking === session) this.#asking = null;
    }
  }
}
