import type { FaultWish } from '#practice/faults/fault.ts';
import { plannedFaults } from '#practice/faults/plan.ts';
import { NAMES, type Name } from '#practice/market/universe.ts';
import { closeMinute, OPEN_MINUTE, SESSIONS, type Day } from '#practice/market/trading-days.ts';
import { epochAt } from '#practice/market/exchange-time.ts';
import { pressed, pressureOf, type Pressure } from './day-pressure.ts';
import { Draws } from './draws.ts';
import { noMessageFaults, type MessageFaults } from './messages.ts';
import type { Weather } from './wire.ts';

// Everything that a seed decides before the day begins.

export const minuteMs = 60_000;

/** Something that goes wrong at a moment. */
export type Mishap =
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence'; readonly to: 'desk' | 'tws' | 'both'; readonly forgetMs: number }
  | {
      readonly kind: 'kill-desk';
      readonly point: KillPoint;
      readonly passes: number;
      readonly downMs: number;
    }
  /** The connection breaks over an order that is on its way. */
  | { readonly kind: 'cut-order'; readonly passes: number }
  /** The TWS dies so long after an order has reached it: before or after it has saved it. */
  | { readonly kind: 'kill-tws-order'; readonly afterMs: number; readonly downMs: number }
  | { readonly kind: 'stop-desk'; readonly downMs: number }
  | { readonly kind: 'kill-tws'; readonly downMs: number; readonly rollback: number }
  | { readonly kind: 'restart-tws'; readonly downMs: number }
  | { readonly kind: 'tws-fault'; readonly fault: FaultWish };

export type MishapKind = Mishap['kind'];

/** Where the desk may die: at any moment, or beside something that concerns orders. */
export const killPoints = [
  'any',
  'journal',
  'after-journal',
  'save-order',
  'record-fill',
  'record-commission',
  'store',
  'before-send',
  'after-send',
  'before-order',
  'after-order',
  'before-hearing',
  'after-hearing',
] as const;
export type KillPoint = (typeof killPoints)[number];

export interface Scheduled {
  readonly at: number;
  readonly mishap: Mishap;
}

export interface Temper {
  /** Chances of what the trader does with an open proposal; the rest is waiting. */
  readonly approve: number;
  readonly part: number;
  readonly reject: number;
  /** Chances in each quarter of an hour. */
  readonly halt: number;
  readonly reduce: number;
  readonly kill: number;
  readonly explain: number;
  readonly cancelAll: number;
  readonly cancelOne: number;
  readonly changeMode: number;
  readonly reconnect: number;
  readonly newStrategy: number;
}

export interface DayPlan {
  readonly seed: number;
  readonly marketSeed: number;
  readonly session: Day;
  /** Milliseconds since 1970. */
  readonly begin: number;
  readonly open: number;
  readonly close: number;
  /** From here on nothing goes wrong any more and the trader leaves things alone. */
  readonly quietFrom: number;
  readonly end: number;
  readonly names: readonly Name[];
  readonly cash: number;
  readonly holdings: readonly { readonly conId: number; readonly weight: number }[];
  readonly strategy: object;
  /** On every strategy of the day. */
  readonly pressure: Pressure;
  /** Settings of the workstation. */
  readonly desk: object;
  readonly intervalMs: number;
  readonly skewMs: number;
  readonly weather: Weather;
  readonly messageFaults: MessageFaults;
  readonly mishaps: readonly Scheduled[];
  readonly temper: Temper;
}

const markets = 3;
/** Early ones, so that the history that each start of the desk loads is short. */
const firstSession = 70;
const sessions = 60;
const firstMinute = OPEN_MINUTE - 5;

export function planOf(seed: number): DayPlan {
  const draws = new Draws(seed * 7919 + 13);
  const session = SESSIONS[firstSession + draws.whole(0, sessions - 1)] ?? 0;
  const begin = epochAt(session, firstMinute);
  const close = epochAt(session, closeMinute(session));
  const quietFrom = close - Math.round(draws.between(30, 60)) * minuteMs;
  const names = namesOf(draws);
  const held = draws.shuffled(names).slice(0, draws.whole(0, Math.min(6, names.length)));
  const intervalMs = draws.pick([10, 15, 20, 30]) * minuteMs;
  const pressure = pressureOf(seed);
  return {
    seed,
    marketSeed: 1 + (seed % markets),
    ...{ session, begin, close, quietFrom, names, intervalMs },
    open: epochAt(session, OPEN_MINUTE),
    end: close + 6 * minuteMs,
    cash: draws.pick([60_000, 250_000, 1_000_000]),
    holdings: held.map(({ conId }) => ({ conId, weight: draws.between(0.02, 0.15) })),
    strategy: strategyOf(draws, names, pressure),
    pressure,
    desk: deskSettingsOf(draws),
    skewMs: draws.whole(-3000, 3000),
    weather: {
      latencyMs: draws.pick([1, 1, 5, 40, 150]),
      jitterMs: draws.pick([0, 2, 10, 80]),
      split: draws.pick([0, 0.02, 0.3]),
    },
    messageFaults: messageFaultsOf(draws),
    mishaps: mishapsOf(draws, begin, quietFrom),
    temper: temperOf(draws),
  };
}

function namesOf(draws: Draws): readonly Name[] {
  return draws.shuffled(NAMES.filter(({ sector }) => sector !== null)).slice(0, draws.whole(6, 9));
}

export const strategyOf = (draws: Draws, names: readonly Name[], pressure: Pressure): object =>
  pressed(freeStrategyOf(draws, names), pressure);

function freeStrategyOf(draws: Draws, names: readonly Name[]): object {
  const kBuy = draws.whole(3, 6);
  return {
    version: 1,
    name: 'Simulated',
    benchmark: 'SPY',
    universe: names.map(({ symbol }) => symbol),
    restricted: draws.happens(0.3) ? [draws.pick(names).symbol] : [],
    engine: draws.pick(['rotation', 'rotation', 'rebalance']),
    shadow: draws.happens(0.2),
    hedge: null,
    rotation: {
      kBuy,
      kSell: kBuy + draws.whole(1, 3),
      tauU: draws.pick([0, 0.0005]),
      gammaCost: draws.pick([1, 20]),
      deltaZMin: draws.pick([0.1, 0.5]),
      deltaWMaxPercent: draws.pick([2, 5, 10]),
      tauL1Percent: draws.pick([0.5, 1, 3]),
      tauNameBps: draws.pick([5, 12, 40]),
      wMaxPercent: draws.pick([5, 10, 20, 30]),
      grossPercent: draws.pick([40, 70, 100]),
      sectorMaxPercent: draws.pick([30, 60, 100]),
      turnoverMaxPercent: draws.pick([5, 15, 30, 60]),
    },
    rebalance: { relaxWhenInfeasible: true },
    limits: {
      maxOrderMoney: draws.pick([5_000, 20_000, 100_000]),
      maxOrdersPerInterval: draws.pick([2, 5, 40]),
    },
    execution: {
      style: draws.pick(['LMT', 'LMT', 'MKT', 'MIDPRICE', 'ADAPTIVE']),
      adaptivePriority: draws.pick(['Patient', 'Normal', 'Urgent']),
      collarBps: draws.pick([5, 20, 60]),
      proposalTtlSec: draws.pick([60, 300, 1200]),
    },
  };
}

/** Checked less often than usual, because each comparison costs as much as minutes of market; and prices come in looks, not in a stream. */
const deskSettingsOf = (draws: Draws): object => ({
  reconcile: {
    checkSeconds: draws.pick([600, 1800, 3600]),
    answerSeconds: draws.pick([5, 10, 60]),
    freezeBookPercent: draws.pick([1, 5, 50]),
  },
  safety: {
    dataLoss: draws.happens(0.3) ? { seconds: 300 } : null,
    rejects: { count: draws.pick([3, 5, 20]) },
  },
});

function messageFaultsOf(draws: Draws): MessageFaults {
  if (draws.happens(0.25)) return noMessageFaults;
  const chance = (most: number): number => (draws.happens(0.5) ? 0 : draws.between(0, most));
  return {
    duplicate: chance(0.3),
    lateDuplicate: chance(0.2),
    swap: chance(0.4),
    lose: chance(0.15),
    late: chance(0.3),
  };
}

function mishapsOf(draws: Draws, begin: number, quietFrom: number): readonly Scheduled[] {
  const count = draws.pick([0, 1, 2, 2, 3, 4, 6]);
  const kinds: readonly MishapKind[] = [
    ...['cut', 'cut', 'silence', 'kill-desk', 'kill-desk', 'kill-desk', 'stop-desk'],
    ...['kill-tws', 'restart-tws', 'cut-order', 'cut-order', 'kill-tws-order'],
  ] as MishapKind[];
  const faults = draws.pick([0, 1, 2, 4, 8, 16]);
  const times = (of: number): number[] =>
    Array.from({ length: of }, () => Math.floor(draws.between(begin + 2000, quietFrom)));
  return [
    ...times(count).map((at) => ({ at, mishap: mishapOf(draws, draws.pick(kinds)) })),
    ...times(faults).map((at) => ({ at, mishap: mishapOf(draws, 'tws-fault') })),
  ].sort((a, b) => a.at - b.at);
}

/** One of the practice TWS's own, with the parameters and as often as its own plan would draw it. */
function faultOf(draws: Draws): FaultWish {
  const everySecond = { seed: draws.whole(1, 1_000_000), perHour: 3600 };
  const moment = draws.whole(1, 1_000_000) * 1000;
  const [fault] = plannedFaults(everySecond, moment - 1000, moment);
  if (fault === undefined) throw new RangeError('a second without a fault');
  return fault;
}

function mishapOf(draws: Draws, kind: MishapKind): Mishap {
  const downMs = draws.pick([50, 2000, 20_000, 300_000]);
  switch (kind) {
    case 'cut':
      return { kind };
    case 'tws-fault':
      return { kind, fault: faultOf(draws) };
    case 'silence':
      return {
        kind,
        to: draws.pick(['desk', 'tws', 'both'] as const),
        forgetMs: draws.pick([5000, 30_000, 90_000]),
      };
    case 'kill-desk':
      return { kind, point: draws.pick(killPoints), passes: draws.whole(1, 6), downMs };
    case 'cut-order':
      return { kind, passes: draws.whole(1, 4) };
    case 'kill-tws-order':
      return { kind, afterMs: draws.whole(0, 200), downMs };
    case 'stop-desk':
    case 'restart-tws':
      return { kind, downMs };
    case 'kill-tws':
      return { kind, downMs, rollback: draws.pick([0, 0, 1, 3, 1000]) };
  }
}

function temperOf(draws: Draws): Temper {
  const eager = draws.happens(0.6);
  return {
    approve: eager ? 0.7 : 0.3,
    part: draws.between(0, 0.3),
    reject: draws.between(0, 0.15),
    halt: draws.pick([0, 0, 0.05]),
    reduce: draws.pick([0, 0.05]),
    kill: draws.pick([0, 0, 0.04]),
    explain: draws.pick([0.1, 0.4]),
    cancelAll: draws.pick([0, 0, 0.1]),
    cancelOne: draws.pick([0, 0.1, 0.3]),
    changeMode: draws.pick([0, 0.05, 0.15]),
    reconnect: draws.pick([0, 0, 0.05]),
    newStrategy: draws.pick([0.05, 0.15, 0.3]),
  };
}
