import type { JournalEntry, TradeLogFilter } from '#app/ports.ts';
import { unrestricted } from '#engine/execution/may-trade.ts';
import type { Decision } from '#engine/decision.ts';
import { accountId, conId, orderId, proposalId, splitExecId, ticker } from '#shared/ids.ts';
import type { ApprovedOrder, Fill, Order, OrderIntent } from '#shared/domain/order.ts';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { epochMs, fraction, money, price, shares } from '#shared/units.ts';
import type { Identity } from '#store/identity.ts';
import { claim } from '#store/identity.ts';
import { migrate } from '#store/migrate.ts';
import { openDatabase } from '#store/open.ts';
import type { ReadableDb, WritableDb } from '#store/open.ts';

// Whole records with plain values, of which a test says only what it is about.

export const account = accountId('DU1234567');
export const identity: Identity = { kind: 'practice', account };
export const t0 = epochMs(1_785_000_000_000);
export const later = (ms: number) => epochMs(t0 + ms);

export const anything: TradeLogFilter = { from: null, to: null, ticker: null, side: null, reason: null };

export function memoryDb(): WritableDb {
  const db = openDatabase(':memory:');
  migrate(db);
  claim(db, identity);
  return db;
}

export function anIntent(id: string, over: Partial<OrderIntent> = {}): OrderIntent {
  return {
    orderId: orderId(id),
    proposalId: proposalId('p-1'),
    ticker: ticker('AAPL'),
    conId: conId(265598),
    side: 'SELL',
    shares: shares(100),
    style: { type: 'LMT', limit: price(201.37) },
    tif: 'DAY',
    reason: 'ROTATE_RED',
    decision: { bid: price(201.1), ask: price(201.3), at: t0 },
    child: null,
    ...over,
  };
}

export function anOrder(id: string, apiOrderId: number | null, over: Partial<Order> = {}): Order {
  return {
    intent: anIntent(id),
    account,
    status: { state: 'journalled' },
    permId: 0,
    apiOrderId,
    filled: shares(0),
    avgFillPrice: null,
    commission: null,
    createdAt: t0,
    updatedAt: t0,
    ...over,
  };
}

export function aProposal(id: string, seq: number, over: Partial<RotationProposal> = {}): RotationProposal {
  return {
    proposalId: proposalId(id),
    seq,
    at: later(seq),
    expiresAt: later(seq + 60_000),
    legs: [],
    trades: [],
    turnover: fraction(0.1 + 0.2),
    costMoney: money(12.34),
    ...over,
  };
}

export function aDecision(seq: number, over: Partial<Decision> = {}): Decision {
  return {
    seq,
    at: later(seq),
    pace: 'interval',
    idle: null,
    drift: [],
    outcomes: [],
    book: null,
    shadow: null,
    proposal: null,
    ended: [],
    orders: [] as readonly ApprovedOrder[],
    refused: [],
    cancel: [],
    previews: [],
    checks: [],
    works: [],
    quiet: null,
    ...over,
  };
}

/** An interval whose proposal p-1 stands open, so that orders may refer to it. */
export function anEntry(
  seq: number,
  orders: readonly Order[],
  over: Partial<JournalEntry> = {},
): JournalEntry {
  return {
    input: {
      seq,
      at: later(seq),
      pace: 'interval',
      mode: 'propose',
      idPrefix: 'dd-1',
      ordersBlocked: null,
      safety: unrestricted,
      events: [],
      commands: [],
    },
    decision: aDecision(seq, { proposal: aProposal('p-1', 1) }),
    saved: {
      entries: { AAPL: t0 },
      zoo: { pi: { momentum: 1 / 3 }, ic: {}, waiting: [] },
      solver: null,
      open: null,
    },
    orders,
    ...over,
  };
}

export function aFill(execId: string, over: Partial<Fill> = {}): Fill {
  return {
    ...splitExecId(execId),
    execId,
    orderId: orderId('o-1'),
    permId: 1_234_567_890,
    account,
    ticker: ticker('AAPL'),
    conId: conId(265598),
    side: 'SELL',
    shares: shares(40),
    price: price(201.2),
    exchange: 'ISLAND',
    at: t0,
    ...over,
  };
}

/** The plans of all queries that a read makes, each as SQLite explains it, in one line. */
export function plansOf(db: WritableDb, read: (db: ReadableDb) => unknown): readonly string[] {
  const plans: string[] = [];
  const explain = (sql: string, bound: readonly unknown[]): void => {
    const steps = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...bound);
    plans.push(steps.map(({ detail }) => detail).join('; '));
  };
  const prepare = (sql: string) => {
    const query = db.prepare<unknown[]>(sql);
    return {
      get: (...bound: readonly unknown[]) => (explain(sql, bound), query.get(...bound)),
      all: (...bound: readonly unknown[]) => (explain(sql, bound), query.all(...bound)),
    };
  };
  read({ name: db.name, prepare } as unknown as ReadableDb);
  return plans;
}
