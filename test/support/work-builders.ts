import { initialState, fold } from '#engine/fold.ts';
import { defaultExecutionSettings } from '#engine/execution/execution-settings.ts';
import { unrestricted } from '#engine/execution/may-trade.ts';
import { boundOf } from '#engine/execution/working/pricing.ts';
import type { Scene } from '#engine/execution/working/moves.ts';
import type { EngineInput } from '#engine/input.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { EngineState } from '#engine/state.ts';
import type { Order, OrderIntent } from '#shared/domain/order.ts';
import type { Work } from '#shared/domain/work.ts';
import { orderId, proposalId, ticker, workId } from '#shared/ids.ts';
import type { Ticker } from '#shared/ids.ts';
import { epochMs, fraction, money, price, shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import {
  accountOf,
  clock,
  inputAt,
  instrumentOf,
  intentOf,
  midOf,
  orderOf,
  positionOf,
  quoteOf,
  settings,
  universe,
} from './engine-builders.ts';

// Works on the small market of engine-builders, as if they had been approved at eleven.

export const approvedAt = clock(11, 0);
export const secondsLater = (seconds: number): EpochMs => epochMs(approvedAt + seconds * 1000);

export const workSettings: EngineSettings = {
  ...settings,
  execution: { ...defaultExecutionSettings, windowMs: 60_000 },
};

const nameOf = (n: number): Ticker => universe[n] ?? ticker('NONE');
export const alfa = nameOf(0);
export const golf = nameOf(6);

/** A purchase of 100 shares at the middle of eleven o’clock, unless told otherwise. */
export function aWork(name: Ticker = alfa, change: Partial<Work> = {}): Work {
  const mid = midOf(name);
  const side = change.side ?? 'BUY';
  return {
    workId: workId(`w-${name}`),
    proposalId: proposalId('k3x9-p1'),
    ticker: name,
    conId: instrumentOf(name).conId,
    side,
    shares: shares(100),
    reason: 'BUY_CASH',
    from: shares(side === 'BUY' ? 0 : 1_000),
    target: shares(side === 'BUY' ? 100 : 900),
    proposed: price(mid),
    bound: boundOf(side, price(mid), workSettings.execution.priceTolerance, instrumentOf(name)),
    style: 'SHORT_HORIZON',
    urgency: 'normal',
    reduces: side === 'SELL',
    isHedge: false,
    hedgePerShare: 0,
    hedgeShift: 0,
    adv: 2_000_000,
    decay: fraction(0),
    decision: { bid: price(mid - 0.01), ask: price(mid + 0.01), at: approvedAt },
    arrival: null,
    since: approvedAt,
    deadline: secondsLater(60),
    auctionAt: null,
    children: [],
    asked: null,
    margin: { answer: 'previewed', most: shares(1_000_000) },
    level: 'passive',
    filled: shares(0),
    state: { stage: 'waiting', for: 'turn', why: '', refusal: null, since: approvedAt },
    ...change,
  };
}

/** A child of the work, working since eleven unless told otherwise. */
export function aChild(work: Work, change: Partial<Order> = {}, intent: Partial<OrderIntent> = {}): Order {
  const touch = work.decision;
  return orderOf(
    intentOf(work.ticker, {
      orderId: orderId(`dd-${work.workId}-${work.children.length}`),
      side: work.side,
      shares: work.shares,
      style: { type: 'LMT', limit: work.side === 'BUY' ? touch.bid : touch.ask },
      child: { workId: work.workId, of: work.shares, arrival: touch, send: touch },
      ...intent,
    }),
    { createdAt: approvedAt, updatedAt: approvedAt, ...change },
  );
}

/** The work with that child at work. */
export const withChild = (work: Work, child: Order, change: Partial<Work> = {}): Work => ({
  ...work,
  children: [...work.children, child.intent.orderId],
  arrival: work.decision,
  state: { stage: 'passive', since: approvedAt },
  ...change,
});

export function aState(works: readonly Work[], orders: readonly Order[] = [], at = approvedAt): EngineState {
  const events = [
    { kind: 'instruments' as const, instruments: universe.map((name) => instrumentOf(name)) },
    { kind: 'quotes' as const, quotes: universe.map((name) => quoteOf(name, at)) },
    { kind: 'account' as const, values: accountOf(at) },
    { kind: 'positions' as const, positions: universe.slice(6).map((name) => positionOf(name, 1000)) },
    { kind: 'orders' as const, orders },
  ];
  return {
    ...fold(initialState(null), events, at).state,
    works,
    purse: { cash: money(400_000), restingSince: null },
  };
}

export const workInput = (at: EpochMs, change: Partial<EngineInput> = {}): EngineInput =>
  inputAt(at, { pace: 'execution', safety: unrestricted, ...change });

export function aScene(
  at: EpochMs,
  works: readonly Work[],
  orders: readonly Order[] = [],
  change: Partial<Scene> = {},
): Scene {
  const state = aState(works, orders, at);
  return {
    at,
    state,
    input: workInput(at),
    settings: workSettings,
    orders: new Map(orders.map((order) => [order.intent.orderId, order])),
    works,
    budget: { cash: 400_000, own: 400_000, gross: Infinity },
    stops: new Map(),
    doubt: null,
    ...change,
  };
}
