import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type DeskProcess, endPractice, practiceFills, startDesk } from './desk-process.ts';

// Approved trades are worked by child orders until they are filled.

const data = mkdtempSync(join(tmpdir(), 'driftdesk-works-'));
const shots = process.env['DRIFTDESK_SHOTS'];
const strategy = JSON.parse(readFileSync('resources/default-strategy.json', 'utf8')) as { execution: object };

let browser: Browser;
let desk: DeskProcess;
let page: Page;

const at = (id: string) => page.getByTestId(id);

interface StoredWork {
  readonly work_id: string;
  readonly ticker: string;
  readonly shares: number;
  readonly stage: string;
  readonly orders: number;
  readonly filled: number;
}

function query<Row>(sql: string): Row[] {
  const file = readdirSync(data).find((name) => /^practice-DU\d+\.sqlite$/.test(name));
  if (file === undefined) return [];
  const db = new Database(join(data, file), { readonly: true });
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}

const works = (): StoredWork[] =>
  query(`
    SELECT w.work_id, w.ticker, w.shares, w.stage, count(o.order_id) AS orders, coalesce(sum(o.filled_shares), 0) AS filled
    FROM works w LEFT JOIN orders o ON o.work_id = w.work_id GROUP BY w.work_id ORDER BY w.rowid`);

const over = (): boolean => works().every(({ stage }) => stage === 'done' || stage === 'stopped');

const stored = () =>
  query<{ exec_id: string; order_id: string; shares: number; price: number }>(
    'SELECT exec_id, order_id, shares, price FROM fills ORDER BY exec_id',
  );
const told = () =>
  practiceFills(data)
    .map(({ execId, orderRef, shares, price }) => ({ exec_id: execId, order_id: orderRef, shares, price }))
    .toSorted((a, b) => (a.exec_id < b.exec_id ? -1 : 1));

async function shot(name: string): Promise<void> {
  if (shots === undefined) return;
  for (const [width, height] of [
    [1440, 900],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(shots, `works-${name}-${width}.png`) });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

beforeAll(async () => {
  const execution = { ...strategy.execution, windowSec: 30, tickSec: 1, repriceSec: 3 };
  writeFileSync(join(data, 'strategy.json'), JSON.stringify({ ...strategy, execution }));
  browser = await launchBrowser();
  desk = await startDesk(data, '--interval', '5', '--practice-seed', '7');
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(desk.url);
});

afterAll(async () => {
  await browser.close();
  await desk.stop();
  endPractice(data);
  rmSync(data, { recursive: true, force: true });
});

describe('an approved proposal', () => {
  test('is worked to its end: every trade done, every fill in the book, no order of a trade beside another', async () => {
    await at('approve-all').waitFor({ timeout: 60_000 });
    await expect.poll(() => at('approve-all').isEnabled(), { timeout: 30_000 }).toBe(true);
    await at('approve-all').click();
    await at('outcome').waitFor();
    await at('tab-works').click();
    await expect.poll(() => at('works').textContent()).toMatch(/at touch|mid|crossing|waiting|done/);
    await shot('begun');
    await expect.poll(over, { timeout: 60_000 }).toBe(true);
    await shot('over');
    const ended = works();
    expect(ended.length).toBeGreaterThan(2);
    expect(ended.map(({ ticker, stage, filled }) => [ticker, stage, filled])).toEqual(
      ended.map(({ ticker, shares }) => [ticker, 'done', shares]),
    );
    await expect.poll(stored, { timeout: 20_000 }).toEqual(told());
    expect(query('SELECT order_id FROM orders WHERE live = 1')).toEqual([]);
  }, 150_000);

  test('of purchases: they go with money that is there, and the stop of one ends it', async () => {
    await at('approve-all').waitFor({ timeout: 60_000 });
    await expect.poll(() => at('approve-all').isEnabled(), { timeout: 30_000 }).toBe(true);
    const before = works().length;
    await at('approve-all').click();
    const stop = page.locator('[data-testid^="stop-"]').last();
    await stop.click({ timeout: 20_000 });
    await expect.poll(over, { timeout: 60_000 }).toBe(true);
    await shot('bought');
    const bought = works().slice(before);
    expect(bought.length).toBeGreaterThan(2);
    expect(bought.filter(({ stage }) => stage === 'done').length).toBeGreaterThan(0);
    for (const { shares, filled } of bought) expect(filled).toBeLessThanOrEqual(shares);
    await expect.poll(stored, { timeout: 20_000 }).toEqual(told());
  }, 150_000);
});
