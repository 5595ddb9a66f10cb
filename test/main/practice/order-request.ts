import type { OrderRequest } from '#practice/protocol/place-order.ts';

/** A market order for 100 shares, except for what is said otherwise. */
export function orderRequest(changes: Partial<OrderRequest> = {}): OrderRequest {
  return {
    ...{ action: 'BUY', quantity: 100, type: 'MKT', limit: null, aux: null, tif: 'DAY', ocaGroup: '' },
    ...{ account: '', openClose: '', origin: 0, orderRef: 'ref', transmit: true, parentId: 0 },
    ...{ outsideRth: false, hidden: false, displaySize: null, goodAfterTime: '', goodTillDate: '' },
    ...{ modelCode: '', allOrNone: false, minQty: null, algoStrategy: '', algoParams: [], whatIf: false },
    isExotic: false,
    ...changes,
  };
}
