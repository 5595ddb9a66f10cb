import { NAMES, type Name } from '#practice/market/universe.ts';
import { closeMinute, SESSIONS, type Day } from '#practice/market/trading-days.ts';
import { epochAt } from '#practice/market/exchange-time.ts';
import { over, pressureOf, type Imposed } from './day-pressure.ts';
import { workingOf } from './day-working.ts';
import { Draws } from './draws.ts';
import { firstMinute, nightOf, type Night, type Stretch } from './day-night.ts';
import { isPlain } from './seeds.ts';
import { noMessageFaults, type MessageFaults } from './messages.ts';
import { minuteMs, mishapsOf } from './mishaps.ts';
import type { Weather } from './wire.ts';

// Everything that a seed decides before the day begins.

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

export interface DayPlan extends Stretch {
  readonly seed: number;
  readonly marketSeed: number;
  readonly session: Day;
  /** What comes after it; null = nothing. */
  readonly night: Night | null;
  readonly names: readonly Name[];
  readonly cash: number;
  readonly holdings: readonly { readonly conId: number; readonly weight: number }[];
  readonly strategy: object;
  /** On every strategy of the day: how trades are worked, and tight limits. */
  readonly imposed: Imposed;
  /** Settings of the workstation. */
  readonly desk: object;
  readonly intervalMs: number;
  readonly skewMs: number;
  readonly weather: Weather;
  readonly messageFaults: MessageFaults;
  readonly temper: Temper;
}

const markets = 3;
/** Early ones, so that the history that each start of the desk loads is short. */
const firstSession = 70;
const sessions = 60;

export function planOf(seed: number): DayPlan {
  const draws = new Draws(seed * 7919 + 13);
  const session = SESSIONS[firstSession + draws.whole(0, sessions - 1)] ?? 0;
  const begin = epochAt(session, firstMinute);
  const close = epochAt(session, closeMinute(session));
  const quietFrom = close - Math.round(draws.between(30, 60)) * minuteMs;
  const names = namesOf(draws);
  const held = draws.shuffled(names).slice(0, draws.whole(0, Math.min(6, names.length)));
  const intervalMs = draws.pick([10, 15, 20, 30]) * minuteMs;
  const imposed = isPlain(seed) ? {} : over(workingOf(seed), pressureOf(seed));
  return {
    seed,
    marketSeed: 1 + (seed % markets),
    ...{ session, begin, close, quietFrom, names, intervalMs },
    end: close + 6 * minuteMs,
    night: isPlain(seed) ? null : nightOf(seed, session),
    cash: draws.pick([60_000, 250_000, 1_000_000]),
    holdings: held.map(({ conId }) => ({ conId, weight: draws.between(0.02, 0.15) })),
    strategy: strategyOf(draws, names, imposed),
    imposed,
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

export const strategyOf = (draws: Draws, names: readonly Name[], imposed: Imposed): object =>
  over(freeStrategyOf(draws, names) as Imposed, imposed);

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
    othersSeconds: 600,
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
