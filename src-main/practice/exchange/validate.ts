/** The checks an order passes before the practice exchange takes it, with TWS's codes and words. */
import { closeOfDay } from '../market/clock.ts';
import { TICKS_PER_DOLLAR } from '../market/intraday-path.ts';
import type { Moment } from '../market/market.ts';
import type { OrderRequest } from '../protocol/place-order.ts';

export interface Refusal {
  readonly code: number;
  readonly text: string;
  /** Of an advanced rejection. */
  readonly json?: string;
}

const ORDER_TYPES = new Set(['MKT', 'LMT', 'MIDPRICE', 'MOC', 'LOC']);
const AUCTION_TYPES = new Set(['MOC', 'LOC']);
const PRIORITIES = new Set(['Urgent', 'Normal', 'Patient']);

/** Closing orders are taken until this long before the close, by listing exchange. */
const AUCTION_CUTOFF_MS: Readonly<Record<string, number>> = { NASDAQ: 300_000 };
const USUAL_CUTOFF_MS = 600_000;

/** null: nothing to object to. Money is checked elsewhere. */
export function objectionTo(
  request: OrderRequest,
  account: string,
  primaryExchange: string,
  now: number,
  moment: Moment,
): Refusal | null {
  return (
    checkWhatIf(request) ??
    checkSize(request) ??
    checkType(request) ??
    checkAlgo(request) ??
    checkTif(request) ??
    checkPrice(request) ??
    checkAccount(request, account) ??
    checkCutoff(request, primaryExchange, now, moment)
  );
}

function checkWhatIf({ whatIf, transmit }: OrderRequest): Refusal | null {
  return whatIf && !transmit ? { code: 413, text: 'What-if orders should be transmitted.' } : null;
}

function checkSize({ action, quantity }: OrderRequest): Refusal | null {
  if (action !== 'BUY' && action !== 'SELL') return invalid(`Action '${action}' is not supported`);
  if (quantity === 0) return { code: 434, text: 'The order size cannot be zero.' };
  if (quantity < 0) return invalid(`The size value ${quantity} is negative`);
  if (!Number.isInteger(quantity)) return invalid(`The size value ${quantity} cannot be fractional`);
  return null;
}

function checkType(request: OrderRequest): Refusal | null {
  if (!ORDER_TYPES.has(request.type)) {
    return { code: 387, text: 'Unsupported order type for this exchange and security type.' };
  }
  const isLinked = request.parentId !== 0 || request.ocaGroup !== '' || request.goodAfterTime !== '';
  if (request.isExotic || isLinked) {
    return invalid('The practice TWS knows no attached, grouped, timed or conditional orders');
  }
  return null;
}

function checkAlgo(request: OrderRequest): Refusal | null {
  const { algoStrategy, algoParams } = request;
  if (algoStrategy === '') return null;
  if (algoStrategy !== 'Adaptive' || (request.type !== 'LMT' && request.type !== 'MKT')) {
    return { code: 400, text: `Algo order error: ${algoStrategy} is not available for ${request.type}` };
  }
  const priority = algoParams.find((param) => param.tag === 'adaptivePriority')?.value ?? 'Normal';
  const unknown = algoParams.find((param) => param.tag !== 'adaptivePriority');
  if (unknown !== undefined || !PRIORITIES.has(priority)) {
    return { code: 443, text: `Unknown algo attribute: ${unknown?.tag ?? priority}` };
  }
  return null;
}

function checkTif({ tif, type, algoStrategy }: OrderRequest): Refusal | null {
  if (AUCTION_TYPES.has(type) && tif !== 'DAY' && tif !== '') {
    return { code: 113, text: 'The TIF should be DAY for MOC and LOC orders.' };
  }
  if (tif === 'OPG') return rejected('The practice exchange holds no opening auction');
  const allowed = type === 'MIDPRICE' || algoStrategy !== '' ? ['', 'DAY'] : ['', 'DAY', 'GTC', 'IOC'];
  if (!allowed.includes(tif)) {
    return { code: 111, text: 'The TIF type and the order type are incompatible.' };
  }
  return null;
}

function checkPrice({ type, limit }: OrderRequest): Refusal | null {
  const needsLimit = type === 'LMT' || type === 'LOC';
  if (needsLimit && (limit === null || limit <= 0)) return invalid('A limit price is required');
  if (type === 'MKT' || type === 'MOC' || limit === null || limit === 0) return null;
  if (limit < 0) return invalid('A limit price is required');
  const ticks = limit * (limit < 1 ? TICKS_PER_DOLLAR ** 2 : TICKS_PER_DOLLAR);
  if (Math.abs(ticks - Math.round(ticks)) > 1e-6) {
    return {
      code: 110,
      text: 'The price does not conform to the minimum price variation for this contract.',
    };
  }
  return null;
}

function checkAccount(request: OrderRequest, account: string): Refusal | null {
  if (request.account === '' || request.account === account) return null;
  return rejected(`Account ${request.account} is not one of yours`);
}

function checkCutoff(
  { type }: OrderRequest,
  primaryExchange: string,
  now: number,
  moment: Moment,
): Refusal | null {
  return isAuctionFrozen(type, primaryExchange, now, moment)
    ? rejected('The closing auction takes no more orders today')
    : null;
}

/** Whether a closing order can neither be entered nor taken back any more today. */
export function isAuctionFrozen(type: string, primaryExchange: string, now: number, moment: Moment): boolean {
  if (!AUCTION_TYPES.has(type) || moment.phase !== 'open') return false;
  return now >= closeOfDay(moment.day) - (AUCTION_CUTOFF_MS[primaryExchange] ?? USUAL_CUTOFF_MS);
}

export function rejected(reason: string): Refusal {
  return { code: 201, text: `Order rejected - reason:${reason}` };
}

function invalid(cause: string): Refusal {
  return { code: 321, text: `Error validating request.-'bD' : cause - ${cause}` };
}
