import type { BrokerEvent } from '#app/ports.ts';
import { ensure } from '#shared/assert.ts';
import type { AccountId } from '#shared/ids.ts';
import { Account } from './account.ts';
import type { Connection } from './connection.ts';
import { Contracts } from './contracts.ts';
import { Executions } from './executions.ts';
import { History } from './history.ts';
import { MarketData } from './market-data.ts';
import { OrderBook } from './order-book.ts';
import { Orders } from './orders.ts';
import { Previews } from './previews.ts';
import { firstRequestId, Requests } from './requests.ts';

/** What exists once the TWS has given account and order numbers. */
export interface Parts {
  readonly requests: Requests;
  readonly contracts: Contracts;
  readonly history: History;
  readonly marketData: MarketData;
  readonly account: Account;
  readonly book: OrderBook;
  readonly executions: Executions;
  readonly orders: Orders;
  readonly previews: Previews;
}

export function makeParts(
  link: Connection,
  account: AccountId,
  nextOrderId: number,
  emit: (event: BrokerEvent) => void,
): Parts {
  const requests = new Requests(
    {
      send: (priority, run) => link.send(priority, run),
      confused: (error) => link.close(error.message, null),
    },
    link.deps.clock,
    ensure(firstRequestId(nextOrderId), 'request ids'),
  );
  const contracts = new Contracts(link, requests);
  const book = new OrderBook(link, requests, emit, account);
  const orders = new Orders(link, requests, contracts, book, account, nextOrderId);
  return {
    requests,
    contracts,
    book,
    history: new History(link, requests),
    marketData: new MarketData(link, requests, emit),
    account: new Account(link, requests, emit, account),
    executions: new Executions(link, requests, book, emit, account),
    orders,
    previews: new Previews(link, requests, contracts, account, () => orders.spare()),
  };
}

/** What a code about a data farm means for what hangs on it. */
export function farmSaid({ marketData, history }: Parts, code: number): void {
  if (code === 2103) marketData.standStill();
  else if (code === 2104) marketData.verify();
  else if (code === 2105) history.hold();
  else if (code === 2106) history.release();
}
