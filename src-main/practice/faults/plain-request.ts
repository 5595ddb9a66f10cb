import type { OrderRequest } from '../protocol/place-order.ts';

/** An order for the day as somebody types it; limit in dollars, 0: at market. */
export function plainRequest(
  side: 'buy' | 'sell',
  quantity: number,
  limit: number,
  account: string,
): OrderRequest {
  return {
    ...{ action: side.toUpperCase(), quantity, type: limit === 0 ? 'MKT' : 'LMT' },
    ...{ limit: limit === 0 ? null : Number(limit.toFixed(2)), aux: null, tif: 'DAY', ocaGroup: '', account },
    ...{ openClose: '', origin: 0, orderRef: '', transmit: true, parentId: 0, outsideRth: false },
    ...{ hidden: false, displaySize: null, goodAfterTime: '', goodTillDate: '', modelCode: '' },
    ...{ allOrNone: false, minQty: null, algoStrategy: '', algoParams: [], whatIf: false, isExotic: false },
  };
}
