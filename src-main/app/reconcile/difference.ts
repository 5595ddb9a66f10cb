import type { Fill, Order } from '#shared/domain/order.ts';
import type { ItemKind } from '#shared/domain/reconcile.ts';
import type { FillId } from '#shared/ids.ts';
import { isTerminal } from '#engine/execution/lifecycle.ts';
import type { TieOut } from '../settlement.ts';

/** What is known around one position that is not what the own fills make it. */
export interface Circumstances {
  /** Fills of this contract that the store has of today, each as it now counts. */
  readonly recorded: readonly Fill[];
  /** Executions that the TWS lists today. */
  readonly listed: ReadonlySet<FillId>;
  /** Own orders in this contract of the last days, newest first. */
  readonly orders: readonly Order[];
}

export interface Diagnosis {
  readonly kind: ItemKind;
  /** What speaks for it, in words; empty = nothing does. */
  readonly evidence: string;
  /** The evidence is enough: nobody needs to be asked. */
  readonly proven: boolean;
  /** The order that the shares may belong to. */
  readonly order: Order | null;
}

/** Names the likeliest reason for a difference; proven only where chance cannot look the same. */
export function diagnose(tie: TieOut, around: Circumstances): Diagnosis {
  return splitOf(tie) ?? bustOf(tie, around) ?? missingFillOf(tie, around) ?? unexplained;
}

const unexplained: Diagnosis = { kind: 'unexplained', evidence: '', proven: false, order: null };

/** Cost per share × shares stays the same through a split, to the rounding of the cost per share. */
const costTolerance = 0.001;
const largestTerm = 50;

function splitOf({ own, tws, ownCost, twsCost, filledAt }: TieOut): Diagnosis | null {
  if (own === 0 || tws === 0 || Math.sign(own) !== Math.sign(tws) || filledAt !== null) return null;
  const [after, before] = lowestTerms(Math.abs(tws), Math.abs(own));
  if (after > largestTerm || before > largestTerm) return null;
  const [was, is] = [own * ownCost, tws * twsCost];
  if (!(Math.abs(was) > 0) || Math.abs(is / was - 1) > costTolerance) return null;
  return {
    kind: 'corporate-action',
    evidence: `Shares are ${after} for ${before}, the cost of the whole position stayed the same (${ownCost.toFixed(4)} became ${twsCost.toFixed(4)} a share), and there was no execution: a split of ${after} for ${before}.`,
    proven: true,
    order: null,
  };
}

function lowestTerms(a: number, b: number): readonly [number, number] {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return [a / x, b / x];
}

/** A trade that the exchange has cancelled is no longer listed, and its shares are back. */
function bustOf({ own, tws }: TieOut, { recorded, listed }: Circumstances): Diagnosis | null {
  const gone = recorded.filter(({ fillId }) => !listed.has(fillId));
  const sum = gone.reduce((total, { side, shares }) => total + (side === 'BUY' ? shares : -shares), 0);
  if (gone.length === 0 || sum !== own - tws) return null;
  const which = gone.map(({ side, shares, price, execId }) => `${side} ${shares} at ${price} (${execId})`);
  return {
    kind: 'bust',
    evidence: `The TWS no longer lists ${which.join(', ')}, and the position is as if that had never been: the exchange may have broken the trade.`,
    proven: false,
    order: null,
  };
}

function missingFillOf({ own, tws }: TieOut, { orders }: Circumstances): Diagnosis | null {
  const moved = tws - own;
  const order = orders.find((each) => couldHave(each, moved));
  if (order === undefined) return null;
  const { intent, status, filled } = order;
  return {
    kind: 'missing-fill',
    evidence: `Own order ${intent.orderId} (${intent.side} ${intent.shares}, ${filled} of them told as filled, ${status.state}) could have filled these shares without the desk hearing of it.`,
    proven: false,
    order,
  };
}

/** Shares that were sent and never told of could be those that the position moved by. */
function couldHave({ intent, status, filled, permId }: Order, moved: number): boolean {
  if (status.state === 'journalled' || status.state === 'rejected') return false;
  if (status.state === 'never-sent' && permId === 0) return false;
  const direction = intent.side === 'BUY' ? 1 : -1;
  return direction * moved > 0 && Math.abs(moved) <= intent.shares - filled;
}

/** An order that the desk itself took for ended, although it may have filled. */
export const mayHaveFilled = (order: Order): boolean =>
  isTerminal(order) && order.status.state === 'cancelled';
