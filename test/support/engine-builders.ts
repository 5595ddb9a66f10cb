import { addDays, dateStamp, instantOf, isTradingDay, sessionOf } from '#shared/calendar.ts';
import type { DateKey } from '#shared/calendar.ts';
import { accountId, conId, orderId, proposalId, ticker } from '#shared/ids.ts';
import type { Ticker } from '#shared/ids.ts';
import type { Bar, Instrument, Quote } from '#shared/domain/market.ts';
import type { Order, OrderIntent } from '#shared/domain/order.ts';
import type { AccountValues, Position } from '#shared/domain/portfolio.ts';
import { epochMs, fraction, fromBps, money, price, shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { unrestricted } from '#engine/execution/may-trade.ts';
import type { EngineEvent, EngineInput } from '#engine/input.ts';
import { seededRandom } from '#test/support/random.ts';
import { defaultExecutionSettings } from '#engine/execution/execution-settings.ts';
import { defaultRebalanceSettings } from '#engine/optimizer/rebalance-settings.ts';
import { defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import type { EngineSettings } from '#engine/settings.ts';

// A small market for stories about the interval: twelve names in four sectors, a year and a half of daily bars, one Tuesday.

export const universe: readonly Ticker[] = [
  'ALFA',
  'BRAV',
  'CHAR',
  'DELT',
  'ECHO',
  'FOXT',
  'GOLF',
  'HOTL',
  'INDI',
  'JULI',
  'KILO',
  'LIMA',
].map(ticker);
export const benchmark = ticker('MKT');

/** Tuesday, 3 March 2026. */
export const today: DateKey = 20260303;
const minuteMs = 60_000;
/** New York time on that day, or on another date. */
export const clock = (hour: number, minute: number, date: DateKey = today): EpochMs =>
  instantOf(date, hour * 60 + minute);
export const later = (at: EpochMs, minutes: number): EpochMs => epochMs(at + minutes * minuteMs);

function tradingDays(count: number, before: DateKey): DateKey[] {
  const days: DateKey[] = [];
  for (let date = addDays(before, -1); days.length < count; date = addDays(date, -1)) {
    if (isTradingDay(date)) days.unshift(date);
  }
  return days;
}

const barCount = 380;

/** Daily bars of a name up to yesterday; the drift differs by name, so that momentum has something to see. */
export function barsOf(name: Ticker, count = barCount): readonly Bar[] {
  const known = madeBars.get(name) ?? makeBars(name);
  madeBars.set(name, known);
  return known.slice(known.length - count);
}
const madeBars = new Map<Ticker, readonly Bar[]>();

function makeBars(name: Ticker): readonly Bar[] {
  const number = universe.indexOf(name) + 1;
  const random = seededRandom(1000 + number);
  const market = seededRandom(7);
  const drift = number === 0 ? 0.0003 : 0.0018 - 0.0003 * number;
  let close = 60 + 10 * number;
  return tradingDays(barCount, today).map((date) => {
    const before = close;
    close *= 1 + drift + 0.006 * market.normal() + (number === 0 ? 0 : 0.008 * random.normal());
    return {
      at: dateStamp(date),
      open: price(before),
      high: price(Math.max(before, close) * 1.004),
      low: price(Math.min(before, close) * 0.996),
      close: price(close),
      volume: 2_000_000,
    };
  });
}

export function instrumentOf(name: Ticker, change: Partial<Instrument> = {}): Instrument {
  const number = universe.indexOf(name);
  const sessions = [today, addDays(today, 1), addDays(today, 2)].flatMap((date) => sessionOf(date) ?? []);
  return {
    ticker: name,
    conId: conId(1000 + number),
    name: `${name} Inc`,
    sector: ['Energy', 'Finance', 'Health', 'Tech'][number % 4] ?? '',
    primaryExchange: 'NYSE',
    currency: 'USD',
    timeZone: 'US/Eastern',
    sessions,
    priceIncrements: [{ lowEdge: 0, increment: 0.01 }],
    lot: 1,
    ...change,
  };
}

/** Mid of a name in whole cents: its last close. */
export const midOf = (name: Ticker): number => Math.round((barsOf(name).at(-1)?.close ?? 50) * 50) / 50;

export function quoteOf(name: Ticker, at: EpochMs, change: Partial<Quote> = {}): Quote {
  const mid = midOf(name);
  return {
    ticker: name,
    bid: price(mid - 0.01),
    ask: price(mid + 0.01),
    last: price(mid),
    close: price(mid),
    bidSize: 300,
    askSize: 300,
    volume: 500_000,
    kind: 'live',
    halted: false,
    shortable: 3,
    shortableShares: 1_000_000,
    at,
    ...change,
  };
}

/** The same quote at a mid moved by a fraction. */
export function movedQuote(name: Ticker, at: EpochMs, by: number): Quote {
  const mid = midOf(name) * (1 + by);
  return quoteOf(name, at, { bid: price(mid - 0.01), ask: price(mid + 0.01), last: price(mid) });
}

export function positionOf(name: Ticker, size: number, avgCost = midOf(name)): Position {
  return {
    ticker: name,
    conId: conId(1000 + universe.indexOf(name)),
    shares: shares(size),
    avgCost: price(avgCost),
  };
}

export function accountOf(at: EpochMs, change: Partial<AccountValues> = {}): AccountValues {
  return {
    account: accountId('DU1234567'),
    currency: 'USD',
    nav: money(1_000_000),
    cash: money(400_000),
    grossPositionValue: money(600_000),
    buyingPower: money(1_600_000),
    availableFunds: money(700_000),
    at,
    ...change,
  };
}

export const settings: EngineSettings = {
  name: 'test',
  universe,
  benchmark,
  restricted: [],
  engine: 'rotation',
  rebalance: defaultRebalanceSettings,
  shadow: true,
  hedge: null,
  rotation: {
    ...defaultRotationSettings,
    kBuy: 4,
    kSell: 8,
    zCut: -0.7,
    deltaZMin: 0.3,
    deltaWMax: 0.05,
    turnoverMax: 0.6,
    gammaCost: 10,
    wMax: 0.15,
    sectorMax: 0.4,
    tMaxMin: 780_000,
    kAtr: 50,
  },
  signals: {
    models: ['momentum-12-1', 'reversal-5d'],
    sigmaFloor: 0.0001,
    unitDispersion: true,
    minAgreement: 0.25,
    eta: 0.5,
    alpha: 0.02,
    piMin: 0,
    piMax: 1,
    minCoverage: 0.5,
    maxAgeMin: 80,
    icPrior: 0.03,
    icHalfLife: 60,
  },
  risk: {
    target: 'constantCorrelation',
    minObservations: 60,
    lambda: 0.94,
    betaHalfLife: 60,
    rows: 252,
    factors: 20,
  },
  clamps: {
    openClampMin: 5,
    closeClampMin: 10,
    maxSpread: fromBps(50),
    maxQuoteAgeMs: 10_000,
    maxAdv: fraction(0.01),
    minOrderValue: money(500),
  },
  limits: { maxOrderValue: money(200_000), maxOrdersPerInterval: 50 },
  execution: {
    ...defaultExecutionSettings,
    style: 'LMT',
    collar: fromBps(50),
    proposalTtlMs: 10 * minuteMs,
  },
};

export const rotating = (change: Partial<EngineSettings['rotation']>): EngineSettings => ({
  ...settings,
  rotation: { ...settings.rotation, ...change },
});

/** A book of six names at about ten percent each. */
export const startPositions: readonly Position[] = universe
  .slice(6)
  .map((name) => positionOf(name, Math.floor(100_000 / midOf(name))));

/** Everything that a desk has loaded when its first interval rings. */
export function loaded(at: EpochMs, positions: readonly Position[] = startPositions): readonly EngineEvent[] {
  return [
    { kind: 'instruments', instruments: universe.map((name) => instrumentOf(name)) },
    ...[...universe, benchmark].map((name) => ({
      kind: 'history' as const,
      ticker: name,
      bars: barsOf(name),
    })),
    { kind: 'quotes', quotes: universe.map((name) => quoteOf(name, at)) },
    { kind: 'account', values: accountOf(at) },
    { kind: 'positions', positions },
  ];
}

export const freshQuotes = (at: EpochMs): EngineEvent => ({
  kind: 'quotes',
  quotes: universe.map((name) => quoteOf(name, at)),
});

export function inputAt(at: EpochMs, change: Partial<EngineInput> = {}): EngineInput {
  return {
    seq: 1,
    at,
    pace: 'interval',
    mode: 'propose',
    idPrefix: 'k3x9',
    ordersBlocked: null,
    safety: unrestricted,
    events: [],
    commands: [],
    ...change,
  };
}

export function intentOf(name: Ticker, change: Partial<OrderIntent> = {}): OrderIntent {
  const mid = midOf(name);
  return {
    orderId: orderId(`dd-k3x9-1-${universe.indexOf(name)}`),
    proposalId: proposalId('k3x9-p1'),
    ticker: name,
    conId: conId(1000 + universe.indexOf(name)),
    side: 'BUY',
    shares: shares(100),
    style: { type: 'LMT', limit: price(mid + 0.01) },
    tif: 'DAY',
    reason: 'BUY_CASH',
    decision: { bid: price(mid - 0.01), ask: price(mid + 0.01), at: clock(11, 0) },
    child: null,
    ...change,
  };
}

export function orderOf(intent: OrderIntent, change: Partial<Order> = {}): Order {
  return {
    intent,
    account: accountId('DU1234567'),
    status: { state: 'working', permId: 77 },
    permId: 77,
    apiOrderId: 5,
    filled: shares(0),
    avgFillPrice: null,
    commission: null,
    createdAt: intent.decision.at,
    updatedAt: intent.decision.at,
    ...change,
  };
}
