/** The account as the exchange truly has it, whatever any client was told. */
import type { Adjustment, Opening } from './exchange/ledger.ts';
import type { Execution, Order } from './exchange/order.ts';
import { standing } from './exchange/standing.ts';
import { indexOfConId, nameAt } from './market/universe.ts';
import type { World } from './world.ts';

export interface TruePosition {
  readonly conId: number;
  readonly symbol: string;
  /** Negative when short. */
  readonly shares: number;
  /** Dollars a share, commissions included. */
  readonly avgCost: number;
}

export interface Truth {
  readonly account: string;
  /** Market time, milliseconds since 1970. */
  readonly at: number;
  /** Dollars. */
  readonly cash: number;
  /** Without what is flat. */
  readonly positions: readonly TruePosition[];
  readonly orders: readonly Order[];
  /** Everything that was ever executed, corrections beside what they correct. */
  readonly executions: readonly Execution[];
  /** What of it counts in the end. */
  readonly standing: readonly Execution[];
  readonly opening: Opening;
  readonly adjustments: readonly Adjustment[];
  readonly activity: { readonly placed: number; readonly changed: number; readonly cancelled: number };
}

export function truthOf(world: World): Truth {
  const { account, clock, ledger, orders, exchange } = world;
  const executions = orders.executionsSince(0);
  const positions = ledger.holdings().flatMap(({ conId, shares, avgCost }) => {
    const name = indexOfConId(conId);
    return shares === 0 || name === null ? [] : [{ conId, symbol: nameAt(name).symbol, shares, avgCost }];
  });
  return structuredClone({
    ...{ account, at: clock.now(), cash: ledger.cash, positions },
    ...{ orders: orders.orders(), executions, standing: standing(executions) },
    ...{ opening: ledger.opening, adjustments: ledger.adjustments(), activity: exchange.activity },
  });
}
