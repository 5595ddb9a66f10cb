import Database from 'better-sqlite3';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type DeskProcess, endPractice, practiceFills, startDesk } from './desk-process.ts';

// One trader's session, in order: each test goes on where the last one ended.

const data = mkdtempSync(join(tmpdir(), 'driftdesk-e2e-'));
const strategyFile = join(data, 'strategy.json');
// One order a trade, at once: how trades are worked has its own story (works.test.ts).
const strategyText = readFileSync('resources/default-strategy.json', 'utf8').replace(
  '"style": "SHORT_HORIZON"',
  '"style": "LMT"',
);
const resting = strategyText.replace('"style": "LMT"', '"style": "LOC"');
const patient = strategyText.replace('"style": "LMT"', '"style": "MIDPRICE"');

let browser: Browser;
let desk: DeskProcess;
let page: Page;

const at = (id: string) => page.getByTestId(id);
const textOf = async (id: string) => ((await at(id).first().textContent()) ?? '').trim();

async function open(): Promise<void> {
  desk = await startDesk(data, '--interval', '5', '--practice-seed', '7');
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(desk.url);
}

/** Waits for an open proposal and says how many legs it has. */
async function proposal(): Promise<number> {
  await at('approve-all').waitFor({ timeout: 60_000 });
  await expect.poll(() => at('approve-all').isEnabled(), { timeout: 30_000 }).toBe(true);
  return page.locator('[data-testid^="leg-row-"]').count();
}

interface StoredFill {
  exec_id: string;
  ticker: string;
  side: string;
  shares: number;
  price: number;
  order_id: string | null;
  commission: number | null;
}

function database(): Database.Database {
  const file = readdirSync(data).find((name) => /^practice-DU\d+\.sqlite$/.test(name));
  if (file === undefined) throw new Error('there is no practice database');
  return new Database(join(data, file), { readonly: true });
}

function storedFills(): StoredFill[] {
  const db = database();
  const rows = db
    .prepare(
      `SELECT f.exec_id, f.ticker, f.side, f.shares, f.price, f.order_id, c.amount_money AS commission
       FROM fills f LEFT JOIN commissions c ON c.exec_id = f.exec_id ORDER BY f.exec_id`,
    )
    .all() as StoredFill[];
  db.close();
  return rows;
}

/** The practice TWS's own account of every fill, in the database's words. */
const filledByTws = (): StoredFill[] =>
  practiceFills(data)
    .map((fill) => ({
      exec_id: fill.execId,
      ticker: fill.symbol,
      side: fill.side === 'BOT' ? 'BUY' : 'SELL',
      shares: fill.shares,
      price: fill.price,
      order_id: fill.orderRef,
      commission: fill.commission,
    }))
    .toSorted((a, b) => (a.exec_id < b.exec_id ? -1 : 1));

const agrees = () => expect.poll(() => storedFills(), { timeout: 20_000 }).toEqual(filledByTws());

beforeAll(async () => {
  writeFileSync(strategyFile, strategyText);
  browser = await launchBrowser();
  await open();
});

afterEach(async ({ task }) => {
  const folder = process.env['DRIFTDESK_SHOTS'];
  if (folder !== undefined && task.result?.state === 'fail')
    await page.screenshot({ path: join(folder, `failed-${task.id}.png`) });
});

afterAll(async () => {
  await browser?.close();
  await desk?.stop();
  endPractice(data);
  rmSync(data, { recursive: true, force: true });
});

describe('a trader’s session', { timeout: 120_000 }, () => {
  test('the desk connects to the practice TWS and loads its account', async () => {
    await expect.poll(() => at('state').getAttribute('data-state'), { timeout: 60_000 }).toBe('reconciled');
    expect(await textOf('account')).toMatch(/DU\d{7}/);
    expect(await textOf('badge')).toContain('PRACTICE');
  });

  test('disconnect and one click connect again', async () => {
    await at('connect-button').click();
    await expect.poll(() => at('state').getAttribute('data-state')).toBe('idle');
    expect(await at('target-picker').locator('option').allTextContents()).toHaveLength(6);
    await at('connect-button').click();
    await expect.poll(() => at('state').getAttribute('data-state'), { timeout: 60_000 }).toBe('reconciled');
  });

  test('the drift grid fills: live quotes, weights, scores, reasons, cash and total', async () => {
    await proposal();
    const grid = at('drift-grid');
    await expect.poll(() => grid.locator('[row-id="#cash"]').count()).toBeGreaterThan(0);
    await expect.poll(() => grid.locator('[row-id="#total"]').count()).toBeGreaterThan(0);
    const row = grid.locator('.ag-row[row-index="0"]').first();
    await expect.poll(() => row.textContent()).toMatch(/\d+\.\d\d/);
    expect(
      Number((await textOf('drift-count')).replace(/\D+/, ' ').trim().split(' ')[0]),
    ).toBeGreaterThanOrEqual(120);
  });

  test('a proposal can be rejected, with a reason that is kept', async () => {
    await proposal();
    await at('reject').click();
    await at('reject-reason').fill('not before the numbers');
    await at('reject-confirm').click();
    await expect.poll(() => textOf('past-proposals')).toContain('not before the numbers');
    expect(practiceFills(data)).toEqual([]);
  });

  test('some legs approved: just their orders are sent, filled and logged', async () => {
    await proposal();
    await at('leg-0').click();
    await at('leg-1').click();
    await at('approve-selected').click();
    await expect.poll(() => textOf('outcome')).toMatch(/sent/);
    await expect.poll(() => practiceFills(data).length, { timeout: 30_000 }).toBeGreaterThan(0);
    await expect.poll(() => textOf('blotter')).toMatch(/Filled/);
    await agrees();
    expect(new Set(storedFills().map((fill) => fill.order_id)).size).toBeLessThanOrEqual(4);
  });

  test('all legs approved: fills move the positions in the grid', async () => {
    await proposal();
    const name = (await at('leg-row-0').locator('b').first().textContent()) ?? '';
    await at('filter-drift').fill(name);
    const position = () =>
      at('drift-grid').locator(`.ag-row[row-id="${name}"] [col-id="shares"]`).first().textContent();
    const before = Number(((await position()) ?? '').replaceAll(',', ''));
    const earlier = new Set(practiceFills(data).map((fill) => fill.execId));
    const filled = () =>
      practiceFills(data)
        .filter((fill) => fill.symbol === name && !earlier.has(fill.execId))
        .reduce((sum, fill) => sum + (fill.side === 'BOT' ? fill.shares : -fill.shares), 0);
    await at('approve-all').click();
    await expect.poll(filled, { timeout: 30_000 }).not.toBe(0);
    await expect
      .poll(async () => Number(((await position()) ?? '').replaceAll(',', '')), { timeout: 30_000 })
      .toBe(before + filled());
    await at('filter-drift').fill('');
    await agrees();
  });

  test('the chart shows bars and a marker at an own fill', async () => {
    const [fill] = storedFills();
    await at('filter-drift').fill(fill?.ticker ?? '');
    await at('drift-grid').locator(`[row-id="${fill?.ticker}"]`).first().click();
    await at('chart').getByText('5 min').click();
    const marked = at('candles').and(page.locator('[data-marks]:not([data-marks="0"])'));
    await marked.waitFor({ timeout: 20_000 });
    expect(Number(await marked.getAttribute('data-bars'))).toBeGreaterThan(50);
    await at('filter-drift').fill('');
  });

  test('the trade log filters, and exports what it shows', async () => {
    await at('tab-trade-log').click();
    const fills = storedFills();
    await expect.poll(() => textOf('trade-log-count')).toBe(String(fills.length));
    const [fill] = fills;
    const ofName = fills.filter(({ ticker }) => ticker === fill?.ticker);
    await page.getByTestId('filter-ticker').fill(fill?.ticker ?? '');
    await expect.poll(() => textOf('trade-log-count')).toBe(String(ofName.length));
    const [download] = await Promise.all([page.waitForEvent('download'), at('export-csv').click()]);
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
    expect(lines[0]).toMatch(/^utc_time,exchange_time/);
    expect(lines.filter((line) => line !== '')).toHaveLength(1 + ofName.length);
    for (const { exec_id: execId } of ofName) expect(lines.join('\n')).toContain(execId);
    await at('filter-reset').click();
  });

  test('a broken strategy file is named and the good one stays; a mended one is taken', async () => {
    await at('tab-strategy').click();
    writeFileSync(strategyFile, strategyText.replace('"kBuy": 20', '"kBuy": 99'));
    await at('strategy-reload').click();
    await expect.poll(() => textOf('strategy')).toContain('kBuy');
    writeFileSync(strategyFile, patient);
    await at('strategy-reload').click();
    await expect.poll(() => textOf('strategy')).not.toContain('must not be over kSell');
    await at('tab-orders').click();
  });

  test('killed with orders working: the next start finds them and what filled, and sends nothing twice', async () => {
    await proposal();
    await at('approve-all').click();
    await expect
      .poll(() => at('blotter').getByText('Working').count(), { timeout: 30_000 })
      .toBeGreaterThan(0);
    await desk.kill();
    await page.close();
    const atDeath = practiceFills(data).length;
    const db = database();
    const openAtDeath = db
      .prepare(`SELECT order_id FROM orders WHERE state IN ('sent', 'working', 'journalled')`)
      .all();
    db.close();
    expect(openAtDeath.length).toBeGreaterThan(0);
    await expect.poll(() => practiceFills(data).length, { timeout: 30_000 }).toBeGreaterThan(atDeath);
    await open();
    await expect.poll(() => at('state').getAttribute('data-state'), { timeout: 60_000 }).toBe('reconciled');
    await expect.poll(() => textOf('tab-orders')).toMatch(/\d/);
    await agrees();
    const byRef = new Map<string, Set<number>>();
    for (const { orderRef, permId } of practiceFills(data))
      byRef.set(orderRef, (byRef.get(orderRef) ?? new Set()).add(permId));
    expect([...byRef].filter(([, permIds]) => permIds.size > 1)).toEqual([]);
  });

  test('what still works can be cancelled, and stopping and starting again keeps the history', async () => {
    // Orders for the close rest until then, so that none of them can fill before its cancel however slow the machine is.
    writeFileSync(strategyFile, resting);
    await at('tab-strategy').click();
    await at('strategy-reload').click();
    await at('tab-orders').click();
    const fills = storedFills().length;
    await proposal();
    await at('approve-all').click();
    const cancellable = async () => Number(/\d+/.exec(await textOf('cancel-all'))?.[0]);
    await expect.poll(cancellable, { timeout: 30_000 }).toBeGreaterThan(0);
    await at('cancel-all').click();
    await expect
      .poll(() => at('blotter').getByText('Cancelled').count(), { timeout: 20_000 })
      .toBeGreaterThan(0);
    await expect.poll(cancellable, { timeout: 20_000 }).toBe(0);
    await agrees();
    expect(await desk.stop()).toBe(0);
    await page.close();
    await open();
    await expect.poll(() => at('state').getAttribute('data-state'), { timeout: 60_000 }).toBe('reconciled');
    await at('tab-trade-log').click();
    await expect
      .poll(async () => Number(await textOf('trade-log-count')), { timeout: 20_000 })
      .toBeGreaterThanOrEqual(fills);
    await agrees();
  });

  test('halt keeps orders back and says so; resume lets them go', async () => {
    await at('halt').click();
    await at('halt-reason').fill('a drill');
    await at('halt-confirm').click();
    await expect
      .poll(() => page.getByTestId('notice-band').allTextContents())
      .toEqual(expect.arrayContaining([expect.stringContaining('a drill')]));
    await at('resume').click();
    await at('resume-reason').fill('drill over');
    await at('resume-confirm').click();
    await expect.poll(() => at('halt').count()).toBe(1);
  });

  test('a port with nothing behind it: said in words, and practice can be chosen again', async () => {
    await at('connect-button').click();
    await expect.poll(() => at('state').getAttribute('data-state')).toBe('idle');
    await at('target-picker').selectOption('custom');
    await at('target-host').fill('127.0.0.1');
    await at('target-port').fill('1');
    await at('connect-button').click();
    await expect
      .poll(() => page.locator('body').textContent(), { timeout: 20_000 })
      .toMatch(/Nothing is listening on 127\.0\.0\.1:1/);
    await at('connect-button').click();
    await at('target-picker').selectOption('practice');
    await at('connect-button').click();
    await expect.poll(() => at('state').getAttribute('data-state'), { timeout: 60_000 }).toBe('reconciled');
  });
});
