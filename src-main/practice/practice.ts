/** The practice TWS without sockets or a clock of its own: byte streams come in, time comes from outside. */
import type { Duplex } from 'node:stream';
import type { LedgerState } from './exchange/ledger.ts';
import { Faults } from './faults.ts';
import { Conditions } from './faults/conditions.ts';
import { Switches } from './faults/switches.ts';
import type { Log } from './log.ts';
import { formatStamp } from './market/exchange-time.ts';
import { STEP_MS } from './market/intraday-path.ts';
import type { Market } from './market/market.ts';
import { Connection } from './session/connection.ts';
import { Hub } from './session/hub.ts';
import type { PracticeState } from './state-file.ts';
import type { Timers } from './timers.ts';
import { truthOf, type Truth } from './truth.ts';
import { DEFAULT_START_MINUTE, makeWorld, stateOf, type World, type WorldOptions } from './world.ts';

export interface PracticeSetup extends Partial<WorldOptions> {
  readonly seed: number;
  readonly timers: Timers;
  readonly log?: Log;
  /** Made from the same seed; many runs may share it. */
  readonly market?: Market;
  /** A saved account to go on with. */
  readonly state?: PracticeState | null;
  /** What a fresh account holds. */
  readonly opening?: LedgerState;
  /** Older finished orders and executions beyond so many are dropped; left out: none is. */
  readonly kept?: number;
  /** Called after a step in which something traded or ended, before any client hears of it. */
  readonly onTrade?: () => void;
  /** Called whenever an order or the account changed. */
  readonly onChange?: () => void;
  /** Called when a fault moves the API to another port, after every connection was ended. */
  readonly onPortMoved?: (port: number) => void;
}

export interface Practice {
  readonly account: string;
  readonly world: World;
  readonly faults: Faults;
  readonly clients: number;
  /** When the last client left, on the timers' clock. */
  readonly idleSince: number;
  /** Market time, milliseconds since 1970. */
  now(): number;
  /** Serves one client over this stream; peer is its name in the log. Turned away while TWS restarts. */
  accept(stream: Duplex, peer?: string): void;
  /** The account as it is, whatever the clients were told. */
  truth(): Truth;
  /** TWS ends every connection and is away for so long; the last order ids may be given out again. */
  restart(how?: { readonly seconds?: number; readonly rollBackIds?: number }): void;
  /** A copy of the account that a later practice TWS can go on with. */
  save(): PracticeState;
  /** Ends every connection and the beat. */
  stop(): void;
}

export function createPractice(setup: PracticeSetup): Practice {
  const { timers, log = () => undefined } = setup;
  const shared = { timers, log, switches: new Switches(setup.seed), conditions: new Conditions() };
  const hub = new Hub(shared);
  const world = makeWorld(optionsOf(setup), { ...shared, ...partsOf(setup) }, hub);
  hub.onChange = setup.onChange ?? (() => undefined);
  const faults = new Faults({ world, hub, onPortMoved: setup.onPortMoved ?? (() => undefined) }, (change) =>
    hub.holdBack(() => {
      change();
      setup.onTrade?.();
    }),
  );
  const stopBeat = timers.every(STEP_MS, () => beat(world, hub, faults, setup.onTrade));
  const greetingText = (): string => formatStamp(world.clock.now() + world.conditions.clockOffsetMs);
  return {
    account: world.account,
    world,
    faults,
    get clients() {
      return hub.clients;
    },
    get idleSince() {
      return hub.idleSince;
    },
    now: () => world.clock.now(),
    accept(stream, peer = 'memory') {
      if (world.conditions.away.isOn) stream.destroy();
      else hub.accept(new Connection(stream, peer, { ...shared, greetingText }), world);
    },
    truth: () => truthOf(world),
    restart: ({ seconds = 0, rollBackIds = 0 } = {}) =>
      faults.fire({ name: 'restart', seconds, rollBack: rollBackIds }),
    save: () => structuredClone(stateOf(world)),
    stop() {
      stopBeat();
      hub.endAll();
    },
  };
}

function beat(world: World, hub: Hub, faults: Faults, onTrade: (() => void) | undefined): void {
  const now = world.clock.now();
  hub.holdBack(() => {
    if (world.exchange.step(now)) onTrade?.();
  });
  hub.tick(now);
  faults.tick(now);
}

function partsOf({ market, state, opening, kept }: PracticeSetup) {
  return {
    market: market ?? null,
    state: state ?? null,
    opening: opening ?? null,
    kept: kept ?? Number.POSITIVE_INFINITY,
  };
}

function optionsOf({ seed, date, startMinute, speed, delayed, lines }: PracticeSetup): WorldOptions {
  return {
    seed,
    date: date ?? null,
    startMinute: startMinute ?? DEFAULT_START_MINUTE,
    speed: speed ?? 1,
    delayed: delayed ?? false,
    lines: lines ?? 200,
  };
}
