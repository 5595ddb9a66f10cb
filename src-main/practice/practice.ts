/** The practice TWS without sockets or a clock of its own: byte streams come in, time comes from outside. */
import type { Duplex } from 'node:stream';
import type { LedgerState } from './exchange/ledger.ts';
import type { Log } from './log.ts';
import { formatStamp } from './market/exchange-time.ts';
import { STEP_MS } from './market/intraday-path.ts';
import type { Market } from './market/market.ts';
import { Connection } from './session/connection.ts';
import { Hub } from './session/hub.ts';
import type { PracticeState } from './state-file.ts';
import type { Timers } from './timers.ts';
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
  /** Called after a step in which something traded or ended, before any client hears of it. */
  readonly onTrade?: () => void;
  /** Called whenever an order or the account changed. */
  readonly onChange?: () => void;
}

export interface Practice {
  readonly account: string;
  readonly world: World;
  readonly clients: number;
  /** When the last client left, on the timers' clock. */
  readonly idleSince: number;
  /** Market time, milliseconds since 1970. */
  now(): number;
  /** Serves one client over this stream; peer is its name in the log. */
  accept(stream: Duplex, peer?: string): void;
  /** A copy of the account that a later practice TWS can go on with. */
  save(): PracticeState;
  /** Ends every connection and the beat. */
  stop(): void;
}

export function createPractice(setup: PracticeSetup): Practice {
  const { timers, log = () => undefined } = setup;
  const hub = new Hub(timers, log);
  const world = makeWorld(
    optionsOf(setup),
    { timers, log, market: setup.market ?? null, state: setup.state ?? null, opening: setup.opening ?? null },
    hub,
  );
  hub.onChange = setup.onChange ?? (() => undefined);
  const stopBeat = timers.every(STEP_MS, () => {
    const now = world.clock.now();
    hub.holdBack(() => {
      if (world.exchange.step(now)) setup.onTrade?.();
    });
    hub.tick(now);
  });
  return {
    account: world.account,
    world,
    get clients() {
      return hub.clients;
    },
    get idleSince() {
      return hub.idleSince;
    },
    now: () => world.clock.now(),
    accept(stream, peer = 'memory') {
      hub.accept(new Connection(stream, peer, () => formatStamp(world.clock.now()), log), world);
    },
    save: () => structuredClone(stateOf(world)),
    stop() {
      stopBeat();
      hub.endAll();
    },
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
