import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EventName, IBApi } from '@stoqey/ib';
import { Inbox } from '#app/inbox.ts';
import { takeOverFrames } from '#broker/ibkr/frames.ts';
import { encodeFrame } from '#practice/protocol/framing.ts';
import { tickPrice } from '#practice/protocol/market-answers.ts';
import { ensure } from '#shared/assert.ts';
import { ticker } from '#shared/ids.ts';
import { openSession } from './session-of.ts';
import { line } from './timing.ts';

const names = 100;
const endPrice = 7777.77;
const aimPerSecond = 100_000;

/** How fast market data gets from a loopback socket into the inbox, one value of each name a batch; and where the time goes. */
export async function wireBench(ticks: number): Promise<void> {
  console.log(`\nMarket data, ${names} names, ${ticks} ticks from another process`);
  const block = blockOf(50_000);
  const library = decodeRate(block, 50_000, () => new LibraryReader());
  const own = decodeRate(block, 50_000, () => new OwnReader());
  console.log(`      bytes in memory, decoded by the library alone: ${perSecond(library)}`);
  console.log(`      bytes in memory, read here: ${perSecond(own)}`);
  const { rate, told } = await overSocket(ticks);
  line(
    'wire to inbox, decoded and conflated',
    perSecond(rate),
    `≥ ${perSecond(aimPerSecond)} (${told} quotes told)`,
    rate >= aimPerSecond,
  );
}

const perSecond = (rate: number): string => `${Math.round(rate / 1_000)}k a second`;

function blockOf(count: number): Buffer {
  const frames = Array.from({ length: count }, (_, k) =>
    encodeFrame(
      tickPrice(10_000_001 + (k % names), 1 + (k % 2), Number((100 + (k % 997) / 100).toFixed(2)), 100),
    ),
  );
  return Buffer.concat(frames);
}

interface Reader {
  take(chunk: Buffer): void;
  readonly count: number;
}

/** What the socket calls, without a socket. */
const insideOf = (api: IBApi) =>
  (api as unknown as { controller: { socket: { onData(chunk: Buffer): void } } }).controller.socket;
const newApi = (): IBApi => new IBApi({ host: '127.0.0.1', port: 1, clientId: 1, maxReqPerSec: 1_000 });
const greeting = encodeFrame([178, '20260727 10:00:00 US/Eastern']);

class LibraryReader implements Reader {
  readonly #api = newApi();
  count = 0;

  constructor() {
    this.#api.on(EventName.tickPrice, () => (this.count += 1));
    this.#api.on(EventName.tickSize, () => undefined);
    this.take(greeting);
  }

  take(chunk: Buffer): void {
    insideOf(this.#api).onData(chunk);
  }
}

class OwnReader implements Reader {
  readonly #api = newApi();
  count = 0;

  constructor() {
    const sink = { price: () => (this.count += 1), size: () => undefined, generic: () => undefined };
    const never = (): void => undefined;
    takeOverFrames(this.#api, {
      heard: never,
      broken: never,
      failed: never,
      isOver: () => false,
      ticks: () => sink,
    });
    this.take(greeting);
  }

  take(chunk: Buffer): void {
    insideOf(this.#api).onData(chunk);
  }
}

/** Messages a second, in pieces of the size that a socket gives. */
function decodeRate(block: Buffer, messages: number, make: () => Reader): number {
  const reader = make();
  const piece = 65_536;
  const start = performance.now();
  for (let at = 0; at < block.length; at += piece) reader.take(block.subarray(at, at + piece));
  const seconds = (performance.now() - start) / 1_000;
  if (reader.count !== messages) throw new Error(`${reader.count} of ${messages} messages were read`);
  return messages / seconds;
}

async function overSocket(ticks: number): Promise<{ rate: number; told: number }> {
  const feeder = join(import.meta.dirname, '../support/children/tick-feeder.ts');
  const child = spawn(process.execPath, [feeder, String(names), String(ticks), String(endPrice)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [port] = (await once(lines, 'line')) as [string];
  const inbox = new Inbox();
  let told = 0;
  const { promise, resolve } = Promise.withResolvers<number>();
  const session = await openSession(Number(port), (event) => {
    if (event.kind !== 'quote') return;
    inbox.quote(event.quote);
    told += 1;
    if (event.quote.last === endPrice) resolve(performance.now());
  });
  const wanted = Array.from({ length: names }, (_, index) => ticker(`N${index}`));
  const { found } = await session.instruments(wanted);
  session.subscribe(found);
  const [feeding] = (await once(lines, 'line')) as [string];
  const start = performance.now();
  const end = await promise;
  ensure(inbox.batch()[0], 'quotes in the inbox');
  session.close('end of the bench');
  child.kill();
  return { rate: Number(feeding.split(' ')[1]) / ((end - start) / 1_000), told };
}
