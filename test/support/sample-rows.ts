import type {
  BarRow,
  BlotterRow,
  DriftRow,
  FillRow,
  LegRow,
  ProposalRow,
  Status,
} from '#shared/contract/rows.ts';
import { accountId, fillId, orderId, proposalId } from '#shared/ids.ts';
import { epochMs, fraction, fromBps, money, price, shares } from '#shared/units.ts';

// One plausible row of each kind; a test changes only what it is about.

/** A Monday in winter, 10:31:22 in New York. */
export const sampleTime = epochMs(Date.UTC(2026, 2, 2, 15, 31, 22));

export const sampleStatus = (over: Partial<Status> = {}): Status => ({
  connection: {
    state: 'reconciled',
    target: { kind: 'practice', host: '127.0.0.1', port: 40_123, clientId: 17 },
    message: 'Practice TWS, server version 178',
    retryAt: null,
  },
  account: accountId('DU1000017'),
  accountKind: 'practice',
  serverOffsetMs: 0,
  deskTime: sampleTime,
  dataAt: sampleTime,
  dataKind: 'live',
  mode: 'propose',
  halted: null,
  nav: money(1_004_312.55),
  cash: money(31_240.1),
  interval: {
    seq: 42,
    everyMs: 30_000,
    lastAt: sampleTime,
    nextAt: epochMs(sampleTime + 30_000),
    summary: 'Proposed 3 legs',
  },
  strategy: { name: 'Large-cap rotation', file: '/home/trader/strategy.json', error: null },
  store: { file: '/home/trader/practice.sqlite', error: null },
  notices: [{ id: 1, at: sampleTime, level: 'info', text: 'Market data farm connection is OK', code: 2104 }],
  ...over,
});

export const sampleDrift = (over: Partial<DriftRow> = {}): DriftRow => ({
  id: 'AAPL',
  kind: 'name',
  ticker: 'AAPL',
  name: 'APPLE INC',
  sector: 'Information Technology',
  shares: shares(120),
  value: money(30_252),
  last: price(252.1),
  bid: price(252.09),
  ask: price(252.11),
  quoteKind: 'live',
  current: fraction(0.0301),
  target: fraction(0.025),
  drift: fromBps(-51),
  z: 0.42,
  rank: 31,
  reason: 'HOLD',
  why: 'Held: score 0.42 is above the cut at -0.50.',
  trigger: 'cut score',
  margin: 0.92,
  triggerUnit: 'z',
  working: 0,
  ...over,
});

export const sampleLeg = (over: Partial<LegRow> = {}): LegRow => ({
  index: 0,
  from: 'AAPL',
  to: 'MSFT',
  weight: fraction(0.0125),
  sellShares: shares(49),
  buyShares: shares(26),
  cost: fromBps(4.2),
  costMoney: money(5.25),
  utility: 0.412,
  reason: 'ROTATE_GREEN',
  why: 'MSFT scores 1.31 against 0.42 of AAPL: a gap of 0.89, above 0.60.',
  ...over,
});

export const sampleProposal = (over: Partial<ProposalRow> = {}): ProposalRow => ({
  id: proposalId('p-42'),
  seq: 42,
  at: sampleTime,
  expiresAt: epochMs(sampleTime + 60_000),
  status: 'open',
  decidedBy: null,
  why: '',
  approvedLegs: [],
  turnover: fraction(0.025),
  costMoney: money(5.25),
  legs: [sampleLeg()],
  ...over,
});

export const sampleOrder = (over: Partial<BlotterRow> = {}): BlotterRow => ({
  id: orderId('dd-1a2b-7'),
  proposalId: proposalId('p-42'),
  ticker: 'MSFT',
  side: 'BUY',
  shares: shares(26),
  filled: shares(0),
  remaining: shares(26),
  type: 'ADAPTIVE Normal',
  limit: price(480.5),
  tif: 'DAY',
  state: 'working',
  stateText: 'Working at IBKR',
  avgPrice: null,
  commission: null,
  decisionMid: price(480.31),
  slippage: null,
  reason: 'ROTATE_GREEN',
  permId: 1_310_002,
  apiOrderId: 1_000_007,
  createdAt: sampleTime,
  updatedAt: sampleTime,
  ...over,
});

export const sampleFill = (over: Partial<FillRow> = {}): FillRow => ({
  id: fillId('0000e0d5.6a1b2c3d.01'),
  execId: '0000e0d5.6a1b2c3d.01.01',
  at: sampleTime,
  ticker: 'MSFT',
  side: 'BUY',
  shares: shares(26),
  price: price(480.33),
  value: money(12_488.58),
  commission: money(1),
  realizedPnl: null,
  exchange: 'NASDAQ',
  reason: 'ROTATE_GREEN',
  orderId: orderId('dd-1a2b-7'),
  proposalId: proposalId('p-42'),
  apiOrderId: 1_000_007,
  permId: 1_310_002,
  conId: 1_000_002,
  account: accountId('DU1000017'),
  ...over,
});

export const sampleBar = (over: Partial<BarRow> = {}): BarRow => ({
  at: epochMs(Date.UTC(2026, 1, 27)),
  open: price(478),
  high: price(482.4),
  low: price(476.9),
  close: price(480.1),
  volume: 21_000_000,
  ...over,
});
