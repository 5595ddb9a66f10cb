import type { Order } from '#shared/domain/order.ts';
import type { Purse, Work } from '#shared/domain/work.ts';
import { money } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import type { EngineSettings } from '../../settings.ts';
import type { EngineState } from '../../state.ts';
import { owedFor, worstPrice } from '../funds.ts';
import { mayStillTake } from './children.ts';
import type { OrdersById } from './children.ts';
import { grossRoom } from './gross-room.ts';

/** What trades that make a position larger may still take; each takes its part before the next is asked. */
export interface Budget {
  /** For purchases. */
  cash: number;
  /** For purchases where no preview says what may be borrowed. */
  own: number;
  /** Of gross. */
  gross: number;
}

/** How old account values must be before they are trusted to show the last fills. */
const accountLagMs = 5000;

/** The purse before new works begin: what is known of cash, counted on by own fills for as long as account values may lag behind them. */
export function purseAt(state: EngineState, at: EpochMs): Purse {
  const { purse, account } = state;
  const cash = account?.cash ?? money(0);
  if (purse === null) return { cash, restingSince: at };
  if (purse.restingSince === null) return purse;
  const shown = account !== null && account.at - purse.restingSince >= accountLagMs;
  return shown ? { cash, restingSince: at } : purse;
}

/** Own fills of a work, as cash. Commissions count as far as they are known. */
const flowOf = (work: Work, orders: OrdersById): number =>
  work.children.reduce((sum, id) => {
    const order = orders.get(id);
    if (order === undefined || order.avgFillPrice === null) return sum;
    const value = order.filled * order.avgFillPrice;
    return sum + (order.intent.side === 'SELL' ? value : -value) - (order.commission ?? 0);
  }, 0);

/** The purse after works are let go of: what they moved stays in it. */
export function afterGone(
  purse: Purse,
  gone: readonly Work[],
  anyLeft: boolean,
  orders: OrdersById,
  at: EpochMs,
): Purse {
  const moved = gone.reduce((sum, work) => sum + flowOf(work, orders), 0);
  return { cash: money(purse.cash + moved), restingSince: anyLeft ? null : (purse.restingSince ?? at) };
}

/** Purchases that work, ended a moment ago and may still fill, or are filled without their executions being here: at their worst price. */
function promised(orders: Iterable<Order>, settings: EngineSettings, at: EpochMs): number {
  let sum = 0;
  for (const order of orders) {
    if (order.intent.side !== 'BUY' || !mayStillTake(order, at, settings.execution.settleMs)) continue;
    sum += Math.max(0, order.intent.shares - order.filled) * worstPrice(order.intent, settings);
  }
  return sum;
}

/**
 * A book that does not borrow buys with cash that is there: own fills counted on from the purse, and never more than the account itself
 * shows. One that may borrow buys within the available funds and the gross limit; the preview looks at its margin.
 */
export function budgetOf(
  works: readonly Work[],
  purse: Purse,
  orders: OrdersById,
  state: EngineState,
  settings: EngineSettings,
  at: EpochMs,
): Budget {
  const { account } = state;
  if (account === null) return { cash: 0, own: 0, gross: 0 };
  const taken = promised(orders.values(), settings, at);
  const borrows = settings.rotation.gross > 1;
  const counted = works.reduce((sum, work) => sum + flowOf(work, orders), purse.cash as number);
  const owed = owedFor({ state, settings });
  const own = Math.min(counted, account.cash) - owed - taken;
  const cash = borrows ? account.availableFunds - taken : own;
  return { cash, own, gross: grossRoom(works, state, settings, at) };
}
