/** What happens to the account without a client asking for it: corrections, busts, and orders typed in TWS. */
import { indexOfConId } from '../market/universe.ts';
import type { ContractLabel } from '../protocol/contract-fields.ts';
import type { OrderRequest } from '../protocol/place-order.ts';
import type { ExchangeParts } from './exchange-parts.ts';
import { newOrder, remaining, type Execution, type Order } from './order.ts';
import { correctedId, standing } from './standing.ts';
import type { Trading } from './trading.ts';

export interface Correction {
  /** Empty: of any name. */
  readonly symbol: string;
  readonly what: 'price' | 'size' | 'bust';
  /** Dollars a share, or shares. */
  readonly by: number;
}

export class Interventions {
  readonly #parts: ExchangeParts;
  readonly #trading: Trading;

  constructor(parts: ExchangeParts, trading: Trading) {
    this.#parts = parts;
    this.#trading = trading;
  }

  /** Reports the newest execution again with other figures. False: there is none. */
  correct({ symbol, what, by }: Correction): boolean {
    const { orders, ledger, listener } = this.#parts;
    const before = standing(orders.executionsSince(0)).findLast((e) => symbol === '' || e.symbol === symbol);
    const order = orders.orders().find(({ permId }) => permId === before?.permId);
    if (before === undefined || order === undefined) return false;
    const shares = what === 'price' ? before.shares : what === 'bust' ? 0 : resized(before, order, by);
    const price = what === 'price' ? Math.max(0.01, Number((before.price + by).toFixed(2))) : before.price;
    const commission = what === 'bust' ? 0 : before.commission;
    const sign = before.side === 'BOT' ? 1 : -1;
    ledger.book(before.conId, -sign * before.shares, before.price, -before.commission);
    const profit = shares === 0 ? null : ledger.book(before.conId, sign * shares, price, commission);
    const realizedPnl = profit === null ? null : Number(profit.toFixed(6));
    const changed = { ...before, execId: correctedId(before.execId), shares, price, commission, realizedPnl };
    const after = this.#recount(order, changed);
    orders.addExecution(after);
    listener.filled(after);
    listener.order(order);
    if (what !== 'bust') listener.charged(after);
    return true;
  }

  /** As the user types it into TWS; atOnce: it fills whole at the touch, whatever stands there. */
  type(label: ContractLabel, request: OrderRequest, now: number, atOnce: boolean): Order {
    const { orders, listener, market } = this.#parts;
    const order = newOrder(0, 0, orders.newPermId(), label, request, now);
    orders.add(order);
    listener.order(order);
    const name = indexOfConId(label.conId);
    if (atOnce && name !== null) {
      const quote = market.quote(name, now);
      const price = request.action === 'BUY' ? quote.ask : quote.bid;
      order.status = 'Submitted';
      order.workingSince = now;
      this.#trading.fill(order, { shares: remaining(order), price, liquidity: 2 }, null, now);
    }
    return order;
  }

  /** Brings the order's own sums in line with what stands of its executions. */
  #recount(order: Order, changed: Execution): Execution {
    const { orders } = this.#parts;
    const mine = standing([...orders.executionsSince(0), changed]).filter(
      ({ permId }) => permId === order.permId,
    );
    order.filled = mine.reduce((sum, { shares }) => sum + shares, 0);
    order.filledValue = mine.reduce((sum, { shares, price }) => sum + shares * price, 0);
    order.avgFillPrice = order.filled === 0 ? 0 : Number((order.filledValue / order.filled).toFixed(8));
    order.lastFillPrice = changed.price;
    return { ...changed, cumQty: order.filled, avgPrice: order.avgFillPrice };
  }
}

/** Never nothing, and never more than the order has left. */
function resized(execution: Execution, order: Order, by: number): number {
  const step = Math.trunc(by) === 0 ? -1 : Math.trunc(by);
  return Math.min(Math.max(1, execution.shares + step), execution.shares + remaining(order));
}
