import type { FlowStore } from '#app/safety/transfers.ts';
import type { Fill } from '#shared/domain/order.ts';
import { accountId, conId, fillId, ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { price, shares } from '#shared/units.ts';

/** Fills in the order in which they are heard, as the store tells of them. */
export const flowStore = (fills: readonly Fill[]): FlowStore => ({
  fillMark: () => fills.length,
  fillsAfter: (mark) => fills.slice(mark),
  fillBefore: (id, revision) =>
    fills.findLast((fill) => fill.fillId === id && fill.revision < revision) ?? null,
  tradeLog: ({ from }) =>
    fills
      .filter(({ at }) => from === null || at >= from)
      .map((fill) => ({ fill, commission: null, intent: null }) as never),
});

let number = 0;

export const aFlow = (
  side: Fill['side'],
  size: number,
  at: number,
  moment: EpochMs,
  change: Partial<Fill> = {},
): Fill => {
  number += 1;
  return {
    ...{
      fillId: fillId(`e.${number}`),
      revision: 1,
      execId: `e.${number}.01`,
      orderId: null,
      permId: number,
    },
    ...{ account: accountId('U1'), ticker: ticker('AAA'), conId: conId(1), side, shares: shares(size) },
    ...{ price: price(at), exchange: 'NYSE', at: moment },
    ...change,
  };
};
