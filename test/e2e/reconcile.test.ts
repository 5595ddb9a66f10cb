import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrderAction, OrderType } from '@stoqey/ib';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PracticeTws } from '#practice/server.ts';
import { order, stock, TwsClient } from '#test/main/practice/tws-client.ts';
import { launchBrowser } from './browser.ts';
import { type DeskProcess, endPractice, startDesk } from './desk-process.ts';

// Somebody else trades in the same account, through a second client of the same TWS.

const data = mkdtempSync(join(tmpdir(), 'driftdesk-reconcile-'));
const shots = process.env['DRIFTDESK_SHOTS'];

let browser: Browser;
let desk: DeskProcess;
let page: Page;
let other: TwsClient;
let nextId = 0;

const at = (id: string): Locator => page.getByTestId(id);
const items = (kind: string): Locator => page.locator(`tr[data-kind="${kind}"]`);
const soon = { timeout: 40_000 };

async function shot(name: string): Promise<void> {
  if (shots === undefined) return;
  for (const [width, height] of [
    [1440, 900],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(shots, `reconcile-${name}-${width}.png`) });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Names held, the largest position first, as the tie-out table has them. */
async function held(): Promise<string[]> {
  await at('tab-reconcile').click();
  const rows = at('reconcile-tie').locator('tr[data-ticker]');
  await rows.first().waitFor(soon);
  return rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-ticker') ?? ''));
}

const whyOf = async (ticker: string): Promise<string> => {
  await page.locator('#search').fill(ticker);
  await page.locator(`[data-testid="drift-grid"] .ag-row[row-id="${ticker}"] .ag-cell`).first().click();
  return (await at('why').textContent()) ?? '';
};

beforeAll(async () => {
  writeFileSync(join(data, 'strategy.json'), readFileSync('resources/default-strategy.json', 'utf8'));
  browser = await launchBrowser();
  desk = await startDesk(data, '--interval', '5', '--practice-seed', '7');
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(desk.url);
  await page.locator('[data-testid="state"][data-state="reconciled"]').waitFor({ timeout: 60_000 });
  const { port } = JSON.parse(readFileSync(join(data, 'practice.json'), 'utf8')) as { port: number };
  other = new TwsClient({ port } as PracticeTws, 99);
  nextId = await other.connect();
}, 120_000);

afterEach(async ({ task }) => {
  if (shots !== undefined && task.result?.state === 'fail')
    await page.screenshot({ path: join(shots, `failed-${task.id}.png`) });
});

afterAll(async () => {
  other?.disconnect();
  await browser?.close();
  await desk?.stop();
  endPractice(data);
  rmSync(data, { recursive: true, force: true });
});

describe('another client trades in the same account', { timeout: 120_000 }, () => {
  test('a manual trade explains itself by its execution, and the books agree again', async () => {
    const [name = ''] = await held();
    other.api.placeOrder(nextId++, stock(name), order({ totalQuantity: 3, orderRef: '' }));
    await other.next('execDetails');
    await expect.poll(() => items('manual-trade').count(), soon).toBe(1);
    expect(await items('manual-trade').textContent()).toContain(`BUY 3 ${name}`);
    expect(await items('manual-trade').getAttribute('data-open')).toBe('false');
    await expect.poll(() => at('reconcile-tie').textContent()).not.toContain('✕');
    await expect.poll(() => at('reconcile').getAttribute('data-open')).toBe('0');
    await shot('manual');
  });

  test('an order of others freezes its name until it is ignored, and goes when it ends', async () => {
    const [, name = ''] = await held();
    const id = nextId++;
    const limit = { orderType: OrderType.LMT, lmtPrice: 1, totalQuantity: 7, orderRef: '' };
    other.api.placeOrder(id, stock(name), order({ ...limit, action: OrderAction.BUY }));
    await other.next('openOrder', ([orderId]) => orderId === id);
    await at('reconcile-ask').click();
    await expect.poll(() => items('foreign-order').count(), soon).toBe(1);
    await shot('open');
    await at('tab-orders').click();
    await expect.poll(() => at('foreign-orders').textContent()).toContain('client 99');
    expect(await at(`foreign-adopt-${name}`).count()).toBe(0);
    expect(await at(`foreign-not-adoptable-${name}`).textContent()).toContain('TWS and client 0 cancel it');
    await expect.poll(() => whyOf(name), soon).toContain('made by another program (client 99)');
    await shot('foreign');
    await at(`foreign-ignore-${name}`).click();
    await expect.poll(() => page.locator('tr[data-standing="ignored"]').count()).toBe(1);
    await expect.poll(() => whyOf(name), soon).not.toContain('client 99');
    await page.locator('#search').fill('');
    other.api.cancelOrder(id);
    await other.next('orderStatus', ([orderId, status]) => orderId === id && status === 'Cancelled');
    await at('tab-reconcile').click();
    await at('reconcile-ask').click();
    await at('tab-orders').click();
    await expect.poll(() => at('foreign-orders').count(), soon).toBe(0);
  });

  test('the history of an own order opens from its row, from its decision to its fill', async () => {
    await at('approve-all').waitFor({ timeout: 60_000 });
    await expect.poll(() => at('approve-all').isEnabled(), { timeout: 30_000 }).toBe(true);
    await at('approve-all').click();
    await at('tab-orders').click();
    const rows = page.locator('[data-testid="blotter"] [data-testid^="history-"]');
    await rows.first().waitFor(soon);
    await rows.first().click();
    const lines = at('order-history').locator('tr[data-kind]');
    await expect
      .poll(() => at('order-history').textContent(), soon)
      .toMatch(/written down before it was sent/i);
    const kinds = await lines.evaluateAll((all) => all.map((line) => line.getAttribute('data-kind')));
    // What the limits said stands between what was decided and what was approved.
    expect(kinds.filter((kind) => kind !== 'verdict').slice(0, 2)).toEqual(['decision', 'approval']);
    expect(kinds).toContain('verdict');
    expect(kinds).toContain('broker');
    await shot('history');
    await at('order-history-close').click();
    await expect.poll(() => at('order-history').count()).toBe(0);
    for (const tab of ['works', 'trade-log']) {
      await at(`tab-${tab}`).click();
      const buttons = at(tab).locator('[data-testid^="history-"]');
      await buttons.first().waitFor(soon);
      await buttons.first().click();
      await expect.poll(() => at('order-history').textContent(), soon).toContain('The broker says');
      await shot(`history-${tab}`);
      await at('order-history-close').click();
    }
  });
});
