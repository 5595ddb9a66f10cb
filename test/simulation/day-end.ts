import type { Desk } from '#app/desk.ts';
import { isTerminal } from '#engine/execution/lifecycle.ts';
import type { Execution, Order as TheirOrder } from '#practice/exchange/order.ts';
import type { Truth } from '#practice/truth.ts';
import { contradictions } from '#test/support/practice-contradictions.ts';
import { instantOf, wallClock } from '#shared/calendar.ts';
import type { Order } from '#shared/domain/order.ts';
import { epochMs } from '#shared/units.ts';
import type { Events } from './events.ts';
import type { OrderWatch } from './order-watch.ts';

// After the day: the desk's books against the TWS's.

const cent = 0.005;
const isOwn = (ref: string): boolean => ref.startsWith('dd-');

export function compareBooks(
  desk: Desk,
  truth: Truth,
  watch: OrderWatch,
  forgotten: ReadonlySet<string>,
  events: Events,
): void {
  const differ = (words: string): void => events.violated(`after the day: ${words}`);
  const theirs = truth.orders.filter(({ request }) => isOwn(request.orderRef));
  const ours = new Map(
    desk.store?.ordersSince(epochMs(0)).map((order) => [String(order.intent.orderId), order]),
  );
  compareOrders(theirs, ours, watch, forgotten, differ);
  compareFills(truth.standing, desk, forgotten, differ);
  compareAccount(desk, truth, differ);
  for (const words of contradictions(truth)) differ(`the TWS contradicts itself: ${words}`);
}

type Differ = (words: string) => void;

function compareOrders(
  theirs: readonly TheirOrder[],
  ours: ReadonlyMap<string, Order>,
  watch: OrderWatch,
  forgotten: ReadonlySet<string>,
  differ: Differ,
): void {
  const seen = new Set<string>();
  for (const order of theirs) {
    const ref = order.request.orderRef;
    if (seen.has(ref)) differ(`the TWS has two orders ${ref}`);
    seen.add(ref);
    const own = ours.get(ref);
    if (own === undefined) {
      differ(`the desk does not know ${ref} (${order.status})`);
      continue;
    }
    if (own.filled !== order.filled) differ(`${ref} filled ${own.filled} here, ${order.filled} there`);
    const wanted = endsAs[order.status];
    if (wanted !== undefined && !wanted.includes(own.status.state))
      differ(`${ref} is ${own.status.state} here, ${order.status} there`);
  }
  for (const [ref, { status }] of ours) {
    if (seen.has(ref)) continue;
    const wasSent = watch.sent.has(ref);
    const reached = watch.reached.has(ref);
    // A TWS that refuses an order at once keeps nothing of it.
    const isSettled = status.state === 'rejected' || status.state === 'cancelled';
    const isKnownLost = status.state === 'unresolved' || isSettled;
    // One in doubt ends with its session, or by the trader's word.
    const mayNotKnow = watch.inDoubt.has(ref) && isKnownLost;
    if (!wasSent && status.state !== 'never-sent' && !mayNotKnow)
      differ(`${ref} never left, and is ${status.state}`);
    if (wasSent && status.state === 'never-sent') differ(`${ref} left, and is called never-sent`);
    if (wasSent && !reached && !isKnownLost) differ(`${ref} was lost on its way, and is ${status.state}`);
    if (reached && !isKnownLost && !forgotten.has(ref))
      differ(`the TWS does not know ${ref} (${status.state})`);
    if (reached && forgotten.has(ref) && !isKnownLost)
      differ(`${ref} was forgotten by the TWS, and is ${status.state}`);
  }
}

const endsAs: Readonly<Record<string, readonly string[]>> = {
  Filled: ['filled'],
  Cancelled: ['cancelled'],
  Inactive: ['rejected', 'cancelled', 'held'],
};

function compareFills(
  theirs: readonly Execution[],
  desk: Desk,
  forgotten: ReadonlySet<string>,
  differ: Differ,
): void {
  const log = desk.store?.tradeLog({ from: null, to: null, ticker: null, side: null, reason: null }) ?? [];
  const ours = new Map(log.map((entry) => [entry.fill.execId, entry]));
  if (ours.size !== log.length) differ('an execution is recorded twice');
  for (const fill of theirs) {
    const entry = ours.get(fill.execId);
    if (entry === undefined) {
      if (isOwn(fill.orderRef)) differ(`fill ${fill.execId} of ${fill.orderRef} is missing`);
      continue;
    }
    ours.delete(fill.execId);
    const side = fill.side === 'BOT' ? 'BUY' : 'SELL';
    if (entry.fill.shares !== fill.shares || entry.fill.price !== fill.price || entry.fill.side !== side)
      differ(`fill ${fill.execId} is ${JSON.stringify(entry.fill)} here, ${JSON.stringify(fill)} there`);
    // What an execution of an earlier day costs is told once: the TWS lists it no more.
    const isToldOnce = entry.commission === null && fill.at < midnightOf(desk);
    if (
      isOwn(fill.orderRef) &&
      !isToldOnce &&
      !(Math.abs((entry.commission ?? Number.NaN) - fill.commission) <= cent)
    )
      differ(`fill ${fill.execId} cost ${String(entry.commission)} here, ${fill.commission} there`);
  }
  // What was taken back stays in the log, with no shares.
  for (const { fill } of [...ours.values()].filter(({ fill }) => fill.shares !== 0))
    if (!forgotten.has(String(fill.orderId))) differ(`fill ${fill.execId} is not the TWS's`);
}

const midnightOf = (desk: Desk): number => instantOf(wallClock(desk.now()).date, 0);

function compareAccount(desk: Desk, truth: Truth, differ: Differ): void {
  // What is less than a share cannot be traded, and is left out here.
  const theirs = new Map(truth.positions.map(({ symbol, shares }) => [symbol, Math.trunc(shares)]));
  const ours = new Map(
    [...desk.positions.values()].map(({ ticker, shares }) => [String(ticker), Number(shares)]),
  );
  for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
    const [here, there] = [ours.get(name) ?? 0, theirs.get(name) ?? 0];
    if (here !== there) differ(`${name} is ${here} shares here, ${there} there`);
  }
  const cash = desk.account?.cash ?? Number.NaN;
  if (!(Math.abs(cash - truth.cash) <= cent)) differ(`cash is ${cash} here, ${truth.cash} there`);
}

export const openOrders = (desk: Desk): readonly Order[] =>
  (desk.store?.ordersSince(epochMs(0)) ?? []).filter((order) => !isTerminal(order));
