/** The account as the exchange truly has it, whatever any client was told; and what must hold in it. */
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

const CENT = 0.01;
/** Shares that sums of fractions may be apart. */
const DUST = 1e-4;

/** What contradicts itself, in words; empty: nothing does. Holds only while no execution was dropped for its age. */
export function contradictions(truth: Truth): string[] {
  return [
    ...wrongCash(truth),
    ...wrongPositions(truth),
    ...truth.orders.flatMap((o) => wrongOrder(o, truth)),
  ];
}

function wrongCash({ cash, opening, standing, adjustments }: Truth): string[] {
  const traded = standing.reduce((sum, e) => sum - signed(e) * e.price - e.commission, 0);
  const paid = adjustments.reduce((sum, adjustment) => sum + adjustment.cash, 0);
  const wanted = opening.cash + traded + paid;
  return Math.abs(wanted - cash) < CENT / 2 ? [] : [`cash ${cash} should be ${wanted}`];
}

function wrongPositions({ positions, opening, standing, adjustments }: Truth): string[] {
  const wanted = new Map<number, number>(opening.positions);
  const add = (conId: number, shares: number): void => {
    wanted.set(conId, (wanted.get(conId) ?? 0) + shares);
  };
  for (const execution of standing) add(execution.conId, signed(execution));
  for (const { conId, shares } of adjustments) add(conId, shares);
  for (const { conId, shares } of positions) add(conId, -shares);
  return [...wanted].flatMap(([conId, off]) =>
    Math.abs(off) < DUST ? [] : [`position ${conId} is off by ${off}`],
  );
}

function wrongOrder(order: Order, { standing }: Truth): string[] {
  const fills = standing.filter(({ permId }) => permId === order.permId);
  const filled = fills.reduce((sum, { shares }) => sum + shares, 0);
  const words = `order ${order.permId} of ${order.request.quantity}`;
  return [
    ...(filled > order.request.quantity ? [`${words} is over-filled: ${filled}`] : []),
    ...(Math.abs(filled - order.filled) > DUST ? [`${words} says ${order.filled}, fills say ${filled}`] : []),
  ];
}

function signed({ side, shares }: Execution): number {
  return side === 'BOT' ? shares : -shares;
}
