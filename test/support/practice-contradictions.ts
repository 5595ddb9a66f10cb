/** What must hold in the true account of a practice TWS, whatever faults it went through. */
import type { Execution, Order } from '#practice/exchange/order.ts';
import type { Truth } from '#practice/truth.ts';

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
