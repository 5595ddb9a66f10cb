import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { Desk } from '#app/desk.ts';
import type { Store, StoreFolder } from '#app/ports.ts';
import { Safekeeping } from '#app/safekeeping.ts';
import { createIbkrBroker } from '#broker/ibkr/broker.ts';
import { realClock } from '#hosts/runtime.ts';
import { startPracticeTws } from '#practice/server.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { quiet } from '#test/support/desk-fixture.ts';
import { line, ms } from './timing.ts';

const placeOrder = Buffer.from('3\0');
const aimMs = 5;
/** Rounds before the code is as fast as it gets. */
const warmRounds = 20;

/** From the trader's approval of one leg to its first order's bytes at the socket: engine, audit, journal on the disk and all. */
export async function latencyBench(wanted: number): Promise<void> {
  console.log('\nApproving one leg of a proposal, 120 names, at the practice TWS, journalling on');
  const folder = mkdtempSync(join(tmpdir(), 'driftdesk-bench-'));
  const tws = await startPracticeTws(
    {
      ...{ port: 0, seed: 5, date: null, startMinute: 660, speed: 1, delayed: false, lines: 200 },
      ...{ stateFile: null, idleExitMs: null },
    },
    () => undefined,
  );
  const stores = watched(openStoreFolder(folder));
  const strategy = variants();
  const desk = new Desk({
    ...{ clock: realClock, log: quiet, stores, strategy, idPrefix: 'bench-', autoConnect: true },
    broker: createIbkrBroker({ clock: realClock, log: quiet }),
    practice: {
      start: () =>
        Promise.resolve({ port: tws.port, pid: null, adopted: true, stop: () => Promise.resolve() }),
    },
    deskSettings: { path: 'desk.json', read: () => '{}' },
    intervalMs: 3_600_000,
    exportCsv: () => ({ fileName: '', csv: '' }),
  });
  const safekeeping = new Safekeeping(desk);
  desk.start();
  safekeeping.start();
  while (desk.decision === null) await later(200);
  const times: Approval[] = [];
  for (let round = 0; times.length < wanted && round < warmRounds + wanted * 4; round++) {
    const time = approvedIn(desk, stores.marks);
    if (time !== null && round >= warmRounds) times.push(time);
    await later(60);
    strategy.next();
    desk.loadStrategy();
    await later(60);
    while (/^(Loading|Waiting)/.test(desk.interval.summary())) await later(20);
  }
  await safekeeping.stop();
  await desk.stop();
  stores.close();
  await tws.stop();
  rmSync(folder, { recursive: true, force: true });
  report(times);
}

/** Until the bytes are handed to the socket: by the clock, and what this thread itself was busy of it, both in ms. */
interface Approval {
  readonly clock: number;
  readonly busy: number;
  /** Busy until the engine had decided; and from there until all of it was on the disk. */
  readonly engine: number;
  readonly journal: number;
}

function report(approvals: readonly Approval[]): void {
  const of = (what: keyof Approval): readonly [string, number] => {
    const [p50, p99] = percentiles(approvals.map((approval) => approval[what]));
    return [`${ms(p50)} / ${ms(p99)} ms`, p99];
  };
  const [clock, p99] = of('clock');
  line(
    `approval to bytes on the socket, ${approvals.length} orders: p50 / p99`,
    clock,
    `p99 < ${aimMs} ms`,
    p99 < aimMs,
  );
  console.log(
    `      of which this thread was busy: ${of('busy')[0]}; the rest are the disk and other programs`,
  );
  console.log(`      busy with the engine: ${of('engine')[0]}; with the journal: ${of('journal')[0]}`);
}

function percentiles(times: readonly number[]): readonly [p50: number, p99: number] {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return [at(0.5), at(0.99)];
}

/** Computes anew and approves the first leg; null = nothing was proposed, or its order did not leave at once. */
function approvedIn(desk: Desk, marks: Marks): Approval | null {
  desk.interval.run();
  const open = desk.decision?.proposal;
  if (open === undefined || open === null) return null;
  let approval: Approval | null = null;
  let start = 0;
  let busy = process.threadCpuUsage();
  const write = Reflect.get(Socket.prototype, 'write') as (this: Socket, ...given: unknown[]) => boolean;
  Socket.prototype.write = function (this: Socket, ...given: unknown[]) {
    const [bytes] = given;
    const result = write.apply(this, given);
    if (bytes instanceof Buffer && bytes.subarray(4, 6).equals(placeOrder))
      approval ??= since(start, busy, marks);
    return result;
  };
  try {
    start = performance.now();
    busy = process.threadCpuUsage();
    desk.decide({ kind: 'approve', proposalId: open.proposalId, legs: [0] }, 'bench');
    return approval;
  } catch {
    // moved meanwhile, or refused: not an approval
    return null;
  } finally {
    Socket.prototype.write = write;
  }
}

/** What the thread had been busy when the newest journal entry was handed over, and when it was written. */
interface Marks {
  decided: NodeJS.CpuUsage;
  written: NodeJS.CpuUsage;
}

const inMs = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000;

function since(start: number, before: NodeJS.CpuUsage, { decided, written }: Marks): Approval {
  return {
    clock: performance.now() - start,
    busy: inMs(process.threadCpuUsage(before)),
    engine: inMs(decided) - inMs(before),
    journal: inMs(written) - inMs(decided),
  };
}

/** The store folder, and what its newest journal entry took. */
function watched(folder: StoreFolder & { close(): void }) {
  const marks: Marks = { decided: process.threadCpuUsage(), written: process.threadCpuUsage() };
  const watch = (store: Store): Store => ({
    ...store,
    journal: (entry) => {
      marks.decided = process.threadCpuUsage();
      store.journal(entry);
      marks.written = process.threadCpuUsage();
    },
  });
  return {
    open: (...given: Parameters<StoreFolder['open']>) => watch(folder.open(...given)),
    openLast: () => null,
    close: () => folder.close(),
    marks,
  };
}

/** The strategy as shipped with one half of its names, then the other, so that there is always something to propose. */
function variants() {
  const whole = JSON.parse(readFileSync('resources/default-strategy.json', 'utf8')) as Record<
    string,
    unknown
  > & {
    universe: string[];
  };
  let turn = 0;
  return {
    path: 'strategy.json',
    next: () => (turn += 1),
    read: () => {
      const universe = whole.universe.filter((_, index) => index % 8 !== turn % 8);
      return JSON.stringify({ ...whole, universe, execution: { style: 'MKT' } });
    },
  };
}
