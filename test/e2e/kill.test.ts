import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PracticeTws } from '#practice/server.ts';
import { startTws, type Logged } from '#test/main/practice/tws-client.ts';

// kill -9 at every point between the journal and the last word about an order, against a TWS that lives on.

let data: string;
let tws: PracticeTws;
let log: Logged[];
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'driftdesk-kill-'));
  ({ tws, log } = await startTws({ stateFile: join(data, 'practice-state.json'), seed: 7 }));
});
afterEach(async () => {
  await tws.stop();
  rmSync(data, { recursive: true, force: true });
});

interface Ended {
  readonly signal: string | null;
  readonly said: string;
}

async function desk(prefix: string, ...point: string[]): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ['test/support/children/dying-desk.ts', data, String(tws.port), prefix, ...point],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { signal, said };
}

interface Told {
  readonly halted: string | null;
  readonly positions: readonly { readonly ticker: string; readonly shares: number }[];
  readonly orders: readonly {
    readonly orderId: string;
    readonly ticker: string;
    readonly side: string;
    readonly shares: number;
    readonly state: string;
    readonly filled: number;
  }[];
  readonly fills: readonly { readonly execId: string; readonly shares: number; readonly orderId: string }[];
}

/** The orders that the practice TWS had, each as often as it had it. */
async function ordersOfTws(): Promise<{ ref: string; filled: number; status: string }[]> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const state = JSON.parse(readFileSync(join(data, 'practice-state.json'), 'utf8')) as {
    orders: { orders: { request: { orderRef: string }; filled: number; status: string }[] };
  };
  return state.orders.orders.map(({ request, filled, status }) => ({
    ref: request.orderRef,
    filled,
    status,
  }));
}

describe('killed with kill -9', { timeout: 60_000 }, () => {
  test.each([
    'committed',
    'first noted as sent',
    'second sent',
    'fill without its order',
    'commission recorded',
  ])('%s: nothing is lost, nothing goes twice, and every order’s end is known', async (point) => {
    expect(await desk('aaaa', point)).toMatchObject({ signal: 'SIGKILL' });
    const { said } = await desk('bbbb');
    const told = JSON.parse(said) as Told;
    const theirs = await ordersOfTws();
    expect(told.halted).toBeNull();
    expect(new Set(theirs.map(({ ref }) => ref)).size).toBe(theirs.length);
    const byRef = new Map(theirs.map((order) => [order.ref, order]));
    // Of the one that it died over it cannot know whether it left.
    const inDoubt = told.orders.filter(({ state }) => state === 'unresolved');
    expect(inDoubt.length).toBeLessThanOrEqual(1);
    for (const order of told.orders) {
      const known = byRef.get(order.orderId);
      if (known === undefined && inDoubt.includes(order)) expect(order.filled).toBe(0);
      else if (known === undefined) expect(order).toMatchObject({ state: 'never-sent', filled: 0 });
      else expect({ ...order, filled: known.filled, state: known.status.toLowerCase() }).toEqual(order);
    }
    expect(theirs.every(({ ref }) => told.orders.some(({ orderId }) => orderId === ref))).toBe(true);
    const filled = log.filter(({ event }) => event === 'fill').map((fill) => String(fill['execId']));
    expect(told.fills.map(({ execId }) => execId).toSorted()).toEqual(filled.toSorted());
  });
});
