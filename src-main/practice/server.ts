/** The practice TWS as a running server: socket, clock ticks, state file. */
import { createServer, type Server } from 'node:net';
import type { Log } from './log.ts';
import { STEP_MS } from './market/intraday-path.ts';
import { createPractice, type Practice } from './practice.ts';
import { CLOCK_SAVE_MS, readState, StateFile, type PracticeState } from './state-file.ts';
import { startControl, type Control } from './control.ts';
import type { Fault } from './faults/fault.ts';
import type { FaultPlan } from './faults/plan.ts';
import { machineTimers } from './timers.ts';
import { stateOf, type WorldOptions } from './world.ts';

/** Some days of a busy desk, and a state file that is quick to write. */
const KEPT = 1500;
const HOST = '127.0.0.1';

export interface PracticeOptions extends WorldOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Where the account is kept between runs; null: nowhere. */
  readonly stateFile: string | null;
  /** Stops by itself when no client was connected for so long; null: never. */
  readonly idleExitMs: number | null;
  /** Begun when it begins to listen; left out: none. */
  readonly faults?: readonly Fault[];
  readonly plan?: FaultPlan | null;
  /** Of the control port, 0: any free one; null or left out: there is none. */
  readonly controlPort?: number | null;
}

export interface PracticeTws {
  /** Of the API; a fault can move it. */
  readonly port: number;
  /** null: there is no control port. */
  readonly controlPort: number | null;
  readonly account: string;
  /** Market time when it began to listen, milliseconds since 1970. */
  readonly marketTime: number;
  /** Resolves when it has stopped, by stop() or by itself. */
  readonly stopped: Promise<void>;
  /** Saves the state, ends every connection. */
  stop(): Promise<void>;
}

/** The kept account belongs to another market. */
export class WrongSeed extends Error {
  override readonly name = 'WrongSeed';
}

/** Rejects with the socket's error when the port cannot be had, and with WrongSeed. */
export async function startPracticeTws(options: PracticeOptions, log: Log): Promise<PracticeTws> {
  const file = options.stateFile;
  const timers = machineTimers;
  const state = file === null ? null : restored(file, options.seed, log);
  // A fill is on disk before anybody hears of it: one that was told and forgotten would be filled again.
  const practice: Practice = createPractice({
    ...{ ...options, timers, log, state, kept: KEPT },
    onTrade: () => stateFile?.write(),
    onChange: () => stateFile?.changed(),
    onPortMoved: (to) => void movePort(to),
  });
  const stateFile = file === null ? null : new StateFile(file, () => stateOf(practice.world), log);
  let server = apiServer(practice);
  let port = 0;
  let control: Control | null = null;
  const movePort = async (to: number): Promise<void> => {
    server.close();
    server = apiServer(practice);
    port = await listen(server, to).catch(() => listen(server, 0));
    log('port-moved', { port });
  };
  try {
    port = await listen(server, options.port);
    const controlPort = options.controlPort ?? null;
    if (controlPort !== null) control = await startControl(practice, controlPort, log);
  } catch (error) {
    practice.stop();
    server.close();
    throw error;
  }
  for (const fault of options.faults ?? []) practice.faults.set(fault);
  practice.faults.follow(options.plan ?? null);
  stateFile?.write();
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  const stop = (): Promise<void> => {
    stopWatch();
    stateFile?.write();
    practice.stop();
    control?.close();
    server.close(() => resolve());
    return stopped;
  };
  const stopWatch = timers.every(STEP_MS, () => {
    stateFile?.tick();
    if (isIdle(practice, timers.now(), options.idleExitMs)) void stop();
  });
  return {
    get port() {
      return port;
    },
    controlPort: control?.port ?? null,
    ...{ account: practice.account, marketTime: practice.now(), stopped, stop },
  };
}

function apiServer(practice: Practice): Server {
  return createServer((socket) => {
    socket.setNoDelay(true);
    practice.accept(socket, `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? 0}`);
  });
}

function isIdle(practice: Practice, now: number, idleExitMs: number | null): boolean {
  return idleExitMs !== null && practice.clients === 0 && now - practice.idleSince >= idleExitMs;
}

/** More numbers than the moment before a crash that was not saved can have used up. */
const LOST_NUMBERS = 1000;

/** Clock and numbers start behind anything the lost moments before a crash may have reported: a number told twice would hide the second fill. */
function restored(file: string, seed: number, log: Log): PracticeState | null {
  const state = readState(file, log);
  if (state === null) return null;
  if (state.seed !== seed) {
    throw new WrongSeed(`${file} belongs to seed ${state.seed}, not ${seed}: use that seed or another file`);
  }
  const { orders } = state;
  return {
    ...state,
    marketTime: state.marketTime + CLOCK_SAVE_MS,
    orders: {
      ...orders,
      nextPermId: orders.nextPermId + LOST_NUMBERS,
      nextExecution: orders.nextExecution + LOST_NUMBERS,
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', reject);
  server.listen(port, HOST, () => {
    server.off('error', reject);
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : port);
  });
  return promise;
}
