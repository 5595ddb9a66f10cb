import { z } from 'zod';
import { accountId, orderId, proposalId, ticker, fillId } from '../ids.ts';
import { epochMs, fraction, money, price, shares } from '../units.ts';
import { reasons } from '../domain/proposal.ts';
import { MovedRow } from './moved-row.ts';

// Schemas of what crosses the wire: JSON values only. null = not known, never "zero".

export const Money = z.number().transform(money);
export const Price = z.number().transform(price);
export const Fraction = z.number().transform(fraction);
export const EpochMs = z.number().transform(epochMs);
export const Shares = z.int().transform(shares);
export const Ticker = z.string().min(1).max(24).transform(ticker);
export const OrderId = z.string().min(1).max(64).transform(orderId);
export const ProposalId = z.string().min(1).max(64).transform(proposalId);
export const FillId = z.string().min(1).transform(fillId);
export const AccountId = z.string().min(1).transform(accountId);
export const Reason = z.enum(reasons);
export const Side = z.enum(['BUY', 'SELL']);
export const Mode = z.enum(['observe', 'propose', 'auto']);
export const TargetKind = z.enum([
  'practice',
  'tws-paper',
  'tws-live',
  'gateway-paper',
  'gateway-live',
  'custom',
]);

export const Target = z.object({
  kind: TargetKind,
  host: z.string().min(1).max(253),
  port: z.int().min(0).max(65_535),
  clientId: z.int().min(0).max(2_147_483_647),
});

export const Notice = z.object({
  id: z.int(),
  at: EpochMs,
  level: z.enum(['info', 'warning', 'error']),
  /** What happened and what to do, in words. */
  text: z.string(),
  /** TWS code; null where it is the desk's own. */
  code: z.int().nullable(),
});

export const Status = z.object({
  connection: z.object({
    state: z.enum([
      'idle',
      'starting',
      'tcp',
      'greeting',
      'started',
      'ready',
      'synced',
      'reconciled',
      'degraded',
      'closed',
      'waiting',
    ]),
    target: Target.nullable(),
    /** What is going on, or what went wrong and what to do. */
    message: z.string(),
    /** When the next attempt starts, while `waiting`. */
    retryAt: EpochMs.nullable(),
  }),
  /** null while not connected. Times on the TWS's clock. */
  health: z
    .object({
      lastMessageAt: EpochMs.nullable(),
      /** Messages sent in the last second, of the budget at which a TWS drops the connection. */
      messagesLastSecond: z.int(),
      messageBudget: z.int(),
      /** Start of the next nightly restart of the TWS; null = none is known of. */
      nextRestartAt: EpochMs.nullable(),
      /** Quote streams open, of those that this login may have. */
      linesOpen: z.int(),
      lineLimit: z.int(),
    })
    .nullable(),
  account: AccountId.nullable(),
  accountKind: z.enum(['practice', 'paper', 'live']).nullable(),
  /** The TWS's clock minus the desk's clock, in ms; null while not connected. */
  serverOffsetMs: z.number().nullable(),
  /** The desk's clock when this was made, so that a screen elsewhere can show running clocks. */
  deskTime: EpochMs,
  /** Newest quote, on the TWS's clock. */
  dataAt: EpochMs.nullable(),
  /** Kind of market data most names have; null before any came. */
  dataKind: z.enum(['live', 'frozen', 'delayed', 'delayed-frozen', 'stale']).nullable(),
  mode: Mode,
  /** Why nothing is sent; null = not halted. */
  halted: z.string().nullable(),
  nav: Money.nullable(),
  cash: Money.nullable(),
  interval: z.object({
    seq: z.int(),
    everyMs: z.int(),
    lastAt: EpochMs.nullable(),
    nextAt: EpochMs.nullable(),
    /** What the last interval concluded, or what it waits for, in words. */
    summary: z.string(),
  }),
  strategy: z.object({
    name: z.string(),
    file: z.string(),
    error: z.string().nullable(),
    /** Reductions go without approval in mode propose. */
    autoCuts: z.boolean(),
  }),
  store: z.object({ file: z.string().nullable(), error: z.string().nullable() }),
  notices: z.array(Notice),
});

export const DriftRow = z.object({
  /** Ticker, or `#cash`, `#total`. */
  id: z.string(),
  kind: z.enum(['name', 'cash', 'total']),
  ticker: z.string(),
  name: z.string(),
  sector: z.string(),
  shares: Shares.nullable(),
  value: Money.nullable(),
  last: Price.nullable(),
  bid: Price.nullable(),
  ask: Price.nullable(),
  quoteKind: z.enum(['live', 'frozen', 'delayed', 'delayed-frozen', 'stale', 'none']),
  current: Fraction.nullable(),
  target: Fraction.nullable(),
  /** target − current. */
  drift: Fraction.nullable(),
  z: z.number().nullable(),
  rank: z.int().nullable(),
  /** Code of what moves the name or holds it, e.g. ROTATE_GREEN, FROZEN, HOLD. */
  reason: z.string().nullable(),
  /** The same in words, with the numbers that decided. */
  why: z.string(),
  /** What the nearest trigger is, in words. */
  trigger: z.string().nullable(),
  /** Distance to it, in `triggerUnit`. */
  margin: z.number().nullable(),
  triggerUnit: z.enum(['z', 'bps', 'min']).nullable(),
  /** Own orders working in this name. */
  working: z.int(),
});

export const LegRow = z.object({
  index: z.int(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  weight: Fraction,
  sellShares: Shares,
  buyShares: Shares,
  cost: Fraction,
  costMoney: Money,
  utility: z.number().nullable(),
  reason: Reason,
  why: z.string(),
});

export const ProposalRow = z.object({
  id: ProposalId,
  seq: z.int(),
  at: EpochMs,
  expiresAt: EpochMs,
  status: z.enum(['open', 'approved', 'part-approved', 'rejected', 'expired', 'superseded']),
  /** Rises with each re-pricing, from 1: an approval names the one that was seen. */
  revision: z.int(),
  /** What moved since the revision before. */
  moved: z.array(MovedRow),
  decidedBy: z.string().nullable(),
  why: z.string(),
  approvedLegs: z.array(z.int()),
  turnover: Fraction,
  costMoney: Money,
  legs: z.array(LegRow),
});

export const BlotterRow = z.object({
  id: OrderId,
  proposalId: ProposalId,
  ticker: z.string(),
  side: Side,
  shares: Shares,
  filled: Shares,
  remaining: Shares,
  type: z.string(),
  limit: Price.nullable(),
  tif: z.string(),
  state: z.enum([
    'journalled',
    'sent',
    'held',
    'working',
    'cancelling',
    'filled',
    'cancelled',
    'rejected',
    'unresolved',
    'never-sent',
  ]),
  /** The state in words, with the broker's reason. */
  stateText: z.string(),
  avgPrice: Price.nullable(),
  commission: Money.nullable(),
  decisionMid: Price,
  /** Cost against the mid at decision, positive = worse; null until filled. */
  slippage: Fraction.nullable(),
  reason: Reason,
  permId: z.number(),
  apiOrderId: z.int().nullable(),
  createdAt: EpochMs,
  updatedAt: EpochMs,
});

export const FillRow = z.object({
  id: FillId,
  execId: z.string(),
  at: EpochMs,
  ticker: z.string(),
  side: Side,
  shares: Shares,
  price: Price,
  value: Money,
  commission: Money.nullable(),
  realizedPnl: Money.nullable(),
  exchange: z.string(),
  reason: Reason.nullable(),
  orderId: OrderId.nullable(),
  proposalId: ProposalId.nullable(),
  apiOrderId: z.int().nullable(),
  permId: z.number(),
  conId: z.int(),
  account: AccountId,
});

export const BarRow = z.object({
  at: EpochMs,
  open: Price,
  high: Price,
  low: Price,
  close: Price,
  volume: z.number(),
});

export const TradeLogQuery = z.object({
  from: EpochMs.nullable(),
  to: EpochMs.nullable(),
  ticker: Ticker.nullable(),
  side: Side.nullable(),
  reason: Reason.nullable(),
});

export type Target = z.output<typeof Target>;
export type Notice = z.output<typeof Notice>;
export type Status = z.output<typeof Status>;
export type DriftRow = z.output<typeof DriftRow>;
export type LegRow = z.output<typeof LegRow>;
export type ProposalRow = z.output<typeof ProposalRow>;
export type BlotterRow = z.output<typeof BlotterRow>;
export type FillRow = z.output<typeof FillRow>;
export type BarRow = z.output<typeof BarRow>;
export type TradeLogQuery = z.output<typeof TradeLogQuery>;
