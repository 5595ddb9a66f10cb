import { BrokerError, type PlaceResult } from '#app/ports.ts';
import type { ApprovedOrder } from '#shared/domain/order.ts';
import type { AccountId } from '#shared/ids.ts';
import { orderIdsUsedUp, tooManyMessages } from './connect-trouble.ts';
import type { Connection } from './connection.ts';
import type { Contracts } from './contracts.ts';
import type { OrderBook } from './order-book.ts';
import { toForm } from './order-form.ts';
import { largestOrderNumber, type Requests } from './requests.ts';

/** Sends each order at most once: a number and a reference that were tried are never tried again. */
export class Orders {
  readonly #link: Connection;
  readonly #requests: Requests;
  readonly #contracts: Contracts;
  readonly #book: OrderBook;
  readonly #account: AccountId;
  readonly #reserved = new Set<number>();
  #next: number;

  constructor(
    link: Connection,
    requests: Requests,
    contracts: Contracts,
    book: OrderBook,
    account: AccountId,
    nextOrderId: number,
  ) {
    this.#link = link;
    this.#requests = requests;
    this.#contracts = contracts;
    this.#book = book;
    this.#account = account;
    this.#next = nextOrderId;
  }

  /** The numbers that follow are this one or higher; never lower than before. */
  from(nextOrderId: number): void {
    if (Number.isSafeInteger(nextOrderId)) this.#next = Math.max(this.#next, nextOrderId);
  }

  reserve(): number {
    const id = this.#requests.outside(Math.max(this.#next, this.#book.highestId + 1));
    if (id > largestOrderNumber) throw new BrokerError(orderIdsUsedUp(this.#link.target));
    this.#next = id + 1;
    this.#reserved.add(id);
    return id;
  }

  /** A number that no order will ever get. */
  spare(): number {
    const id = this.reserve();
    this.#reserved.delete(id);
    return id;
  }

  /** `sent: false` means that it has not left and never will. */
  place(order: ApprovedOrder, apiOrderId: number): PlaceResult {
    if (!this.#reserved.delete(apiOrderId)) {
      return refused(`Order number ${apiOrderId} was not given out by this connection, or was used already.`);
    }
    if (this.#book.hasSeen(order.orderId)) return refused(`TWS has had order ${order.orderId} already.`);
    const instrument = this.#contracts.known(order.conId);
    if (instrument === null)
      return refused(`The contract of ${order.ticker} has not been loaded in this connection.`);
    const form = toForm(order, instrument, this.#account);
    if ('why' in form) return refused(form.why);
    const result = this.#link.sendNow(() => {
      this.#book.add(order, apiOrderId);
      this.#link.api.placeOrder(apiOrderId, form.contract, form.order);
    });
    if (result === 'sent') return { sent: true };
    return refused(
      result === 'busy' ? (this.#link.noRoom ?? tooManyMessages) : 'The connection to TWS is gone.',
    );
  }

  cancel(apiOrderId: number): boolean {
    if (!this.#link.isLive) return false;
    this.#book.cancelAsked(apiOrderId);
    this.#link.send('cancel', () => this.#link.api.cancelOrder(apiOrderId));
    return true;
  }

  cancelEverything(): boolean {
    if (!this.#link.isLive) return false;
    this.#link.send('cancel', () => this.#link.api.reqGlobalCancel({}));
    return true;
  }
}

function refused(why: string): PlaceResult {
  return { sent: false, why };
}
