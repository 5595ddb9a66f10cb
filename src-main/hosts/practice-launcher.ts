import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { BrokerError, type Log } from '#app/ports.ts';
import type { PracticeLauncher, PracticeProcess } from '#app/ports-practice.ts';
import type { DataFolder } from './data-folder.ts';
import { answersAsTws } from './tws-greeting.ts';

/** How the practice TWS is started here: a program and what comes before its own arguments. */
export interface PracticeCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const startLimitMs = 15_000;
const stopLimitMs = 5000;
const pollMs = 40;
/** A practice TWS that nobody talks to for this long ends by itself. */
const idleExitSeconds = 600;

/**
 * The practice TWS is a process of its own that outlives a killed desk, as a real TWS would: a desk that comes back finds its orders and
 * fills there. So it is detached, writes into a file and not into our pipe, and is found again through a record of its pid and port.
 */
export function createPracticeLauncher(
  paths: DataFolder['practice'],
  command: PracticeCommand,
  seed: number,
  log: Log,
): PracticeLauncher {
  let starting: Promise<PracticeProcess> | null = null;
  const start = async (): Promise<PracticeProcess> => {
    const record = readRecord(paths.record);
    if (record !== null && isAlive(record.pid) && (await answersAsTws(record.port))) {
      log.info('practice TWS adopted', { ...record });
      return { ...record, adopted: true, stop: () => stop(record, paths.record) };
    }
    const made = await launch(paths, command, seed);
    log.info('practice TWS started', { ...made });
    return { ...made, adopted: false, stop: () => stop(made, paths.record) };
  };
  return {
    start() {
      // Two clicks must not start two markets.
      starting ??= start().finally(() => {
        starting = null;
      });
      return starting;
    },
  };
}

interface PracticeRecord {
  readonly pid: number;
  readonly port: number;
}

/** Null = there is none, or it is not readable: then a new process is started. */
function readRecord(file: string): PracticeRecord | null {
  try {
    const { pid, port } = JSON.parse(readFileSync(file, 'utf8')) as Partial<PracticeRecord>;
    return Number.isInteger(pid) && Number.isInteger(port) && Number(pid) > 1
      ? { pid: Number(pid), port: Number(port) }
      : null;
  } catch {
    return null;
  }
}

async function launch(
  paths: DataFolder['practice'],
  command: PracticeCommand,
  seed: number,
): Promise<PracticeRecord> {
  const output = openSync(paths.log, 'a');
  const from = statSync(paths.log).size;
  const own = ['--port', '0', '--seed', String(seed), '--state', paths.state];
  const child = spawn(command.file, [...command.args, ...own, '--idle-exit', String(idleExitSeconds)], {
    env: command.env,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  const port = await listeningPort(child, paths.log, from);
  const record = { pid: Number(child.pid), port };
  // Renamed into place, so that a desk killed here leaves either the old record or the new one.
  writeFileSync(`${paths.record}.new`, `${JSON.stringify(record)}\n`);
  renameSync(`${paths.record}.new`, paths.record);
  return record;
}

/** Waits for the line `{"event":"listening","port":N}` in what the child writes from `from` (bytes) on. */
async function listeningPort(child: ChildProcess, logFile: string, from: number): Promise<number> {
  const failure: { why: string | null } = { why: null };
  child.on('error', (error) => {
    failure.why = error.message;
  });
  child.on('exit', (code, signal) => {
    failure.why ??= `it ended with ${code === null ? `signal ${signal}` : `code ${code}`}`;
  });
  const until = Date.now() + startLimitMs;
  while (failure.why === null && Date.now() < until) {
    const port = portIn(written(logFile, from));
    if (port !== null) return port;
    await wait(pollMs);
  }
  child.kill('SIGKILL');
  const why = failure.why ?? `it did not answer within ${startLimitMs / 1000} s`;
  const said = lastWords(written(logFile, from));
  throw new BrokerError(`The practice TWS did not start: ${why}${said}. See ${logFile}, then connect again.`);
}

const written = (logFile: string, from: number): string =>
  existsSync(logFile) ? readFileSync(logFile).subarray(from).toString('utf8') : '';

/** Only whole lines count: the last one may still be in the making. */
function portIn(text: string): number | null {
  for (const line of text.split('\n').slice(0, -1)) {
    if (!line.includes('"listening"')) continue;
    try {
      const message = JSON.parse(line) as { event?: unknown; port?: unknown };
      if (message.event === 'listening' && typeof message.port === 'number') return message.port;
    } catch {
      // Not ours: something printed on stderr that only looks like it.
    }
  }
  return null;
}

function lastWords(text: string): string {
  const line = text
    .split('\n')
    .map((each) => each.trim())
    .findLast((each) => /error/i.test(each));
  return line === undefined ? '' : ` (${line.slice(0, 200)})`;
}

/** False also for a zombie, which only waits for a parent that never asks: a signal to it still succeeds. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** It may have ended long ago and its number been given to another process: only what still answers is ended. */
async function stop({ pid, port }: PracticeRecord, recordFile: string): Promise<void> {
  if (isAlive(pid) && (await answersAsTws(port))) {
    await end(pid, 'SIGTERM');
    await end(pid, 'SIGKILL');
  }
  rmSync(recordFile, { force: true });
}

async function end(pid: number, signal: NodeJS.Signals): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, signal);
  const until = Date.now() + stopLimitMs;
  while (isAlive(pid) && Date.now() < until) await wait(pollMs);
}
