import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PracticeState } from '#practice/state-file.ts';
import type { Outcome } from './day.ts';
import { Draws } from './draws.ts';

// The same for real: desk and practice TWS as programs of their own over a loopback socket, killed with SIGKILL at moments of the seed.
// Moments are the machine's, so a seed does not replay to the byte here; what must hold is the same.

const longestQuietMs = 60_000;

/** What the last desk, which only observes, says of its books. */
interface Told {
  readonly halted: string | null;
  readonly orders: readonly { readonly orderId: string; readonly state: string; readonly filled: number }[];
  readonly fills: readonly { readonly execId: string; readonly shares: number; readonly price: number }[];
}

export async function runProcesses(seed: number): Promise<Outcome> {
  const data = mkdtempSync(join(tmpdir(), 'driftdesk-processes-'));
  const counts = new Map<string, number>();
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const draws = new Draws(seed * 6151 + 3);
  const state = join(data, 'practice-state.json');
  let tws = await startTws(state, 0, seed);
  const violations: string[] = [];
  try {
    const kills = draws.whole(2, 4);
    for (let n = 0; n < kills; n += 1) {
      const desk = startDesk(data, tws.port, `${seed.toString(36)}${n}`, 'auto');
      if (draws.happens(0.8)) await computed(desk);
      await pause(draws.between(0, 2500));
      if (draws.happens(0.35)) {
        await killed(tws.child);
        count('kill-tws');
        await pause(draws.between(0, 500));
        tws = await startTws(state, tws.port, seed);
        await pause(draws.between(500, 2500));
      }
      if (desk.child.exitCode !== null || desk.child.signalCode !== null)
        violations.push(`the desk ended by itself: ${desk.said()}`);
      await killed(desk.child);
      count('kill-desk');
    }
    violations.push(...compare(await lastWords(data, tws.port, seed), await booksOf(state), count));
  } finally {
    await killed(tws.child);
    rmSync(data, { recursive: true, force: true });
  }
  return { seed, digest: '', counts: Object.fromEntries(counts), violations, last: [] };
}

function compare(
  told: Told | string,
  books: PracticeState,
  count: (what: string) => void,
): readonly string[] {
  if (typeof told === 'string') return [`the last desk did not come to rest: ${told}`];
  const words: string[] = [];
  if (told.halted !== null) words.push(`the desk is halted: ${told.halted}`);
  const theirs = books.orders.orders.filter(({ request }) => request.orderRef.startsWith('dd-'));
  const seen = new Set<string>();
  const ours = new Map(told.orders.map((order) => [order.orderId, order]));
  for (const { request, filled, status } of theirs) {
    const ref = request.orderRef;
    if (seen.has(ref)) words.push(`the TWS has two orders ${ref}`);
    seen.add(ref);
    const own = ours.get(ref);
    if (own === undefined) words.push(`the desk does not know ${ref}`);
    else if (own.filled !== filled) words.push(`${ref} filled ${own.filled} here, ${filled} there`);
    else if (status === 'Filled' && own.state !== 'filled')
      words.push(`${ref} is ${own.state} here, Filled there`);
    count('orders');
  }
  for (const { orderId, state } of told.orders)
    if (!seen.has(orderId) && state !== 'never-sent' && state !== 'unresolved')
      words.push(`${orderId} is ${state} here, and the TWS has none`);
  const fills = new Map(books.orders.executions.map((fill) => [fill.execId, fill]));
  for (const { execId, shares, price } of told.fills) {
    const fill = fills.get(execId);
    if (fill?.shares !== shares || fill.price !== price) words.push(`fill ${execId} is not the TWS's`);
    fills.delete(execId);
    count('fills');
  }
  for (const execId of fills.keys()) words.push(`fill ${execId} is missing`);
  return words;
}

// ---- The programs

interface Program {
  readonly child: ChildProcess;
  readonly said: () => string;
}

function start(args: readonly string[]): Program {
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  return { child, said: () => said };
}

/** `port` 0: any free one. */
async function startTws(state: string, port: number, seed: number) {
  const args = [
    '--port',
    String(port),
    '--state',
    state,
    '--seed',
    String(1 + (seed % 3)),
    '--date',
    '20261123',
  ];
  const program = start(['src-main/practice/main.ts', ...args]);
  const until = Date.now() + longestQuietMs;
  for (;;) {
    const listening = /"event":"listening","port":(\d+)/.exec(program.said())?.[1];
    if (listening !== undefined) return { ...program, port: Number(listening) };
    if (program.child.exitCode !== null || Date.now() > until)
      throw new Error(`the practice TWS does not start: ${program.said()}`);
    await pause(50);
  }
}

const startDesk = (data: string, port: number, prefix: string, mode: 'auto' | 'last'): Program =>
  start(['test/simulation/children/desk.ts', data, String(port), prefix, mode]);

/** Until it has computed for the first time. */
async function computed({ child, said }: Program): Promise<void> {
  const until = Date.now() + longestQuietMs;
  while (!said().includes('computed') && child.exitCode === null && Date.now() < until) await pause(20);
}

/** In words where it did not end by itself in time. */
async function lastWords(data: string, port: number, seed: number): Promise<Told | string> {
  const { child, said } = startDesk(data, port, `${seed.toString(36)}z`, 'last');
  const slow = setTimeout(() => child.kill('SIGKILL'), longestQuietMs);
  await ended(child);
  clearTimeout(slow);
  try {
    return JSON.parse(said()) as Told;
  } catch {
    return said();
  }
}

/** Its last changes are on disk a moment later. */
async function booksOf(state: string): Promise<PracticeState> {
  await pause(400);
  return JSON.parse(readFileSync(state, 'utf8')) as PracticeState;
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await ended(child);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
