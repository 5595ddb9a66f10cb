import { sampleLimits } from './sample-limits.ts';
import type {
  KillOrderRow,
  KillPreview,
  KillReport,
  SafetyRow,
  TripRow,
} from '#shared/contract/safety-row.ts';
import { accountId } from '#shared/ids.ts';
import { epochMs, money } from '#shared/units.ts';
import { sampleTime } from './sample-rows.ts';

export const sampleTrip = (over: Partial<TripRow> = {}): TripRow => ({
  id: 'day-loss',
  state: 'ok',
  unit: 'fraction',
  value: 0.0042,
  limit: 0.03,
  to: 'reducing',
  cancelOrders: true,
  words: 'result -4200 (-0.42%) since 9:30 New York, from a net liquidation of 1000000',
  ...over,
});

export const sampleKillOrder = (over: Partial<KillOrderRow> = {}): KillOrderRow => ({
  id: 'k3x9-1-0',
  owner: 'desk',
  ticker: 'AAPL',
  side: 'BUY',
  shares: 100,
  permId: 900_001,
  state: 'working',
  todo: '',
  ...over,
});

export const samplePreview = (over: Partial<KillPreview> = {}): KillPreview => ({
  at: sampleTime,
  scopes: [
    { scope: 'desk', count: 1, consequence: 'Cancels 1 order of this desk.' },
    { scope: 'client', count: 1, consequence: 'Cancels 1 order of this client.' },
    { scope: 'everything', count: 2, consequence: 'Cancels every open order of this login.' },
  ],
  orders: [
    sampleKillOrder(),
    sampleKillOrder({ id: '900002/0/0', owner: 'manual', ticker: 'IBM', permId: 900_002 }),
  ],
  note: null,
  ...over,
});

export const sampleKill = (over: Partial<KillReport> = {}): KillReport => ({
  id: 1,
  at: sampleTime,
  scope: 'desk',
  who: 'window',
  reason: 'wrong file',
  cancels: 3,
  problem: null,
  state: 'survivors',
  checkedAt: epochMs(sampleTime + 5_000),
  survivors: [
    sampleKillOrder({ state: 'cancel requested, may still fill', todo: 'Wait; it may still fill.' }),
  ],
  words: '1 order still lives.',
  ...over,
});

export const sampleSafety = (over: Partial<SafetyRow> = {}): SafetyRow => ({
  state: 'active',
  why: '',
  since: null,
  by: '',
  outOfReach: 0,
  saved: true,
  arming: {
    needed: false,
    armed: true,
    mayAuto: true,
    account: accountId('DU1000017'),
    until: null,
    by: '',
    says: { choice: 'practice', port: 'nothing', account: 'practice' },
    problems: [],
  },
  cap: null,
  day: {
    result: money(-4_200),
    peak: money(1_000),
    startNav: money(1_000_000),
    startAt: sampleTime,
    flow: money(0),
  },
  trips: [
    sampleTrip(),
    sampleTrip({ id: 'clock', state: 'off', unit: 'ms', value: 0, limit: null, to: null }),
  ],
  events: [
    {
      id: 1,
      at: sampleTime,
      kind: 'trip',
      who: 'desk',
      what: 'Tripped: day-loss; trading is reducing.',
      reason: 'result -31000 (limit 3.00%).',
      numbers: { value: 0.031, limit: 0.03 },
      trip: 'day-loss',
      state: 'reducing',
    },
  ],
  kill: null,
  ...over,
});

/** What a far end answers that only has samples. */
export const sampleSafetyHandlers = (row: () => SafetyRow = () => sampleSafety()) => ({
  'limits.get': () => sampleLimits(),
  'safety.get': row,
  'kill.preview': () => samplePreview(),
  'kill.run': () => sampleKill(),
  'trading.reduce': () => ({}),
  'trading.arm': () => ({}),
  'trading.disarm': () => ({}),
});
