import { OrderAction, OrderType, SecType, type Contract, type Order } from '@stoqey/ib';
import type { Instrument, PriceIncrement } from '#shared/domain/market.ts';
import type { OrderIntent } from '#shared/domain/order.ts';

export type Form = { readonly contract: Contract; readonly order: Order } | { readonly why: string };

const longestReference = 40;
/** Part of a tick by which a computed price may miss the grid: float noise, not a choice. */
const gridNoise = 1e-6;

/** The order as IBKR takes it, or why it must not go. Nothing is rounded: who decided on a price decided on the grid. */
export function toForm(intent: OrderIntent, instrument: Instrument, account: string): Form {
  const { shares, orderId, tif, style } = intent;
  if (!Number.isSafeInteger(shares) || shares <= 0)
    return { why: `The size must be a whole positive number, got ${shares}.` };
  if (shares % instrument.lot !== 0)
    return { why: `${intent.ticker} trades in lots of ${instrument.lot}, got ${shares}.` };
  if (instrument.ticker !== intent.ticker)
    return { why: `Contract ${intent.conId} is ${instrument.ticker}, not ${intent.ticker}.` };
  if (!isReference(orderId)) return { why: `The order id "${orderId}" cannot be used as a reference.` };
  if (account === '') return { why: 'The account is not known.' };
  const onClose = style.type === 'MOC' || style.type === 'LOC';
  if (onClose && tif !== 'DAY') return { why: 'On-close orders must be day orders.' };
  const limit = 'limit' in style ? style.limit : null;
  const sent = limit === null ? null : onGrid(limit, instrument.priceIncrements);
  if (limit !== null && sent === null)
    return { why: `The limit ${limit} is not on the tick grid of ${intent.ticker}.` };
  return {
    contract: {
      conId: instrument.conId,
      symbol: instrument.ticker,
      secType: SecType.STK,
      exchange: 'SMART',
      currency: instrument.currency,
    },
    // transmit, tif, account and outsideRth always: TWS keeps or rewrites an order that leaves them out.
    // Never orderMiscOptions: the library drops the field and shifts all that follow.
    order: {
      action: intent.side === 'BUY' ? OrderAction.BUY : OrderAction.SELL,
      totalQuantity: shares,
      orderRef: orderId,
      account,
      tif,
      transmit: true,
      outsideRth: false,
      ...workedAs(style, sent),
    },
  };
}

function workedAs(
  style: OrderIntent['style'],
  limit: number | null,
): Pick<Order, 'orderType'> & Partial<Order> {
  const limited = limit === null ? {} : { lmtPrice: limit };
  switch (style.type) {
    case 'MKT':
      return { orderType: OrderType.MKT };
    case 'LMT':
      return { orderType: OrderType.LMT, ...limited };
    case 'MIDPRICE':
      return { orderType: OrderType.MIDPRICE, ...limited };
    case 'MOC':
      return { orderType: OrderType.MOC };
    case 'LOC':
      return { orderType: OrderType.LOC, ...limited };
    case 'ADAPTIVE':
      return {
        orderType: limit === null ? OrderType.MKT : OrderType.LMT,
        ...limited,
        algoStrategy: 'Adaptive',
        algoParams: [{ tag: 'adaptivePriority', value: style.priority }],
      };
  }
}

/** The price without float noise, where it is a positive multiple of its tick; null where it is not. The order's own price picks the tick. */
export function onGrid(price: number, increments: readonly PriceIncrement[]): number | null {
  if (!Number.isFinite(price) || price <= 0) return null;
  const increment = increments.findLast((each) => each.lowEdge <= price * (1 + gridNoise))?.increment;
  if (increment === undefined) return null;
  const steps = Math.round(price / increment);
  if (!Number.isSafeInteger(steps) || steps < 1 || Math.abs(price / increment - steps) > gridNoise)
    return null;
  return Number((steps * increment).toFixed(decimalsOf(increment)));
}

function decimalsOf(increment: number): number {
  const text = increment.toString();
  const tiny = /e-(\d+)$/.exec(text)?.[1];
  return tiny === undefined ? (text.split('.')[1]?.length ?? 0) : Number(tiny);
}

/** Plain ASCII without the separator of the wire; other letters come back changed. */
function isReference(orderId: string): boolean {
  return orderId.length <= longestReference && /^dd-[\x21-\x7e]+$/.test(orderId);
}
