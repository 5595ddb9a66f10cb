import { EventName, type CommissionReport, type Contract, type Execution } from '@stoqey/ib';
import type { BrokerEvent } from '#app/ports.ts';
import type { Commission, Fill } from '#shared/domain/order.ts';
import type { AccountId } from '#shared/ids.ts';
import type { Connection } from './connection.ts';
import type { OrderBook } from './order-book.ts';
import type { Pending, Requests } from './requests.ts';
import { idOrZero, ownOrderId, toCommission, toFill } from './translate.ts';

export interface Today {
  readonly fills: readonly Fill[];
  readonly commissions: readonly Commission[];
}

interface Listing {
  readonly pending: Pending<void>;
  readonly fills: Map<string, Fill>;
  readonly commissions: Map<string, Commission>;
  /** Executions that came in answer to the question. */
  readonly answered: Set<string>;
  /** Called when a commission comes in. */
  settle: (execId: string) => void;
}

/**
 * Fills come from executions only, never from an order's status. Each is announced as it comes, as often as it comes; those of a list are
 * handed over with it, all at once, so that a day of them is one write.
 */
export class Executions {
  readonly #link: Connection;
  readonly #requests: Requests;
  readonly #orders: OrderBook;
  readonly #emit: (event: BrokerEvent) => void;
  readonly #account: AccountId;
  #listing: Listing | null = null;

  constructor(
    link: Connection,
    requests: Requests,
    orders: OrderBook,
    emit: (event: BrokerEvent) => void,
    account: AccountId,
  ) {
    this.#link = link;
    this.#requests = requests;
    this.#orders = orders;
    this.#emit = emit;
    this.#account = account;
    const { api } = link;
    api.on(
      EventName.execDetails,
      link.guard('facts', (id: number, contract: Contract, exec: Execution) =>
        this.#executed(id, contract, exec),
      ),
    );
    api.on(
      EventName.execDetailsEnd,
      link.guard('facts', (id: number) => {
        if (this.#listing?.pending.id === id) this.#listing.pending.resolve();
      }),
    );
    api.on(
      EventName.commissionReport,
      link.guard('facts', (report: CommissionReport) => this.#charged(report)),
    );
  }

  /** Executions since midnight. Their commissions trail the end marker; some (of other clients) never come. */
  async today(): Promise<Today> {
    const pending = this.#requests.start<void>({
      what: "today's executions",
      priority: 'query',
      timeoutMs: this.#link.deps.timeouts.reportMs,
      send: (id) => this.#link.api.reqExecutions(id, {}),
    });
    const listing: Listing = {
      pending,
      fills: new Map(),
      commissions: new Map(),
      answered: new Set(),
      settle: () => undefined,
    };
    this.#listing = listing;
    try {
      await pending.promise;
      await this.#commissionsOf(listing);
      return { fills: [...listing.fills.values()], commissions: [...listing.commissions.values()] };
    } finally {
      this.#listing = null;
    }
  }

  async #commissionsOf(listing: Listing): Promise<void> {
    const missing = new Set([...listing.fills.keys()].filter((execId) => !listing.commissions.has(execId)));
    if (missing.size === 0) return;
    await new Promise<void>((done) => {
      const stop = this.#link.deps.clock.after(this.#link.deps.timeouts.commissionMs, done);
      listing.settle = (execId) => {
        if (!missing.delete(execId) || missing.size > 0) return;
        stop();
        done();
      };
    });
  }

  #executed(requestId: number, contract: Contract, exec: Execution): void {
    const owner = exec.acctNumber ?? '';
    if (owner !== '' && owner !== this.#account) return;
    const clientId = exec.clientId ?? null;
    const number = idOrZero(exec.orderId);
    // Of an order that has ended it may be the only word. Others' numbers are no matter of ours here.
    if (clientId === this.#link.target.clientId) this.#orders.sawNumber(number, clientId);
    const knownId = this.#orders.orderIdOf(idOrZero(exec.permId), number, clientId);
    const fill = toFill(contract, exec, this.#link.now(), knownId);
    if (fill === null) {
      if (ownOrderId(exec.orderRef) !== null || knownId !== null)
        throw new Error(`unreadable fill ${exec.execId ?? ''}`);
      this.#link.deps.log.error('an execution from elsewhere cannot be used', {
        execId: exec.execId ?? '',
        shares: exec.shares ?? null,
      });
      return;
    }
    const isAnswer = this.#listing?.pending.id === requestId;
    if (isAnswer) this.#listing?.answered.add(fill.execId);
    this.#listing?.fills.set(fill.execId, fill);
    if (!isAnswer) this.#emit({ kind: 'fill', fill });
  }

  #charged(report: CommissionReport): void {
    const commission = toCommission(report);
    if (commission === null) {
      this.#link.deps.log.warn('a commission report cannot be used', { execId: report.execId ?? '' });
      return;
    }
    if (this.#listing?.answered.has(commission.execId) !== true)
      this.#emit({ kind: 'commission', commission });
    this.#listing?.commissions.set(commission.execId, commission);
    this.#listing?.settle(commission.execId);
  }
}
