import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventName, OrderType } from '@stoqey/ib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PracticeTws } from '#practice/server.ts';
import { order, startTws, stock, TwsClient } from '#test/main/practice/tws-client.ts';
import { launchBrowser } from './browser.ts';
import { type DeskProcess, startDesk } from './desk-process.ts';

// Halting, killing and arming, as a trader does it, against a practice TWS that another program trades at too.

const strategyText = readFileSync('resources/default-strategy.json', 'utf8');
/** Orders that wait: far from the touch, so that there is something to kill. */
const passive = strategyText.replace('"style": "LMT"', '"style": "MIDPRICE"');

let browser: Browser;
let data = '';
let tws: PracticeTws;
let desk: DeskProcess;
let page: Page;

const at = (id: string) => page.getByTestId(id);
const textOf = async (id: string) => ((await at(id).first().textContent()) ?? '').trim();

async function shot(name: string): Promise<void> {
  const folder = process.env['DRIFTDESK_SHOTS'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Opens the desk's screen and connects it to this test's own TWS, whose port is not the usual one. */
async function open(kind: 'custom' | 'tws-live'): Promise<void> {
  desk = await startDesk(data, '--interval', '5', '--no-connect');
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(desk.url);
  await at('target-picker').selectOption(kind);
  await at('target-port').fill(String(tws.port));
  await shot(`chosen-${kind}-1440x900`);
  await at('connect-button').click();
  await page.locator('[data-testid="state"][data-state="reconciled"]').waitFor({ timeout: 60_000 });
}

/** The practice TWS on loopback, its account renamed to an id of the live form: the desk must treat it as live. No money stands behind it. */
async function liveTws(): Promise<void> {
  const stateFile = join(data, 'practice-state.json');
  const first = await startTws({ stateFile, seed: 7 });
  await first.tws.stop();
  const state = JSON.parse(readFileSync(stateFile, 'utf8')) as { account: string };
  writeFileSync(stateFile, JSON.stringify({ ...state, account: 'U1234567' }));
  ({ tws } = await startTws({ stateFile, seed: 7 }));
}

beforeAll(async () => {
  browser = await launchBrowser();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await shot(`failed-${task.id}`);
});

afterAll(async () => {
  await browser?.close();
});

async function begin(): Promise<void> {
  data = mkdtempSync(join(tmpdir(), 'driftdesk-safety-'));
  writeFileSync(join(data, 'strategy.json'), passive);
}

async function end(): Promise<void> {
  await page?.close();
  await desk?.stop();
  await tws?.stop();
  rmSync(data, { recursive: true, force: true });
}

describe('on a paper account', { timeout: 120_000 }, () => {
  let other: TwsClient;

  beforeAll(async () => {
    await begin();
    ({ tws } = await startTws({ seed: 7 }));
    other = new TwsClient(tws, 5);
    const id = await other.connect();
    for (const [n, symbol] of ['IBM', 'KO'].entries()) {
      const waits = order({
        orderType: OrderType.LMT,
        lmtPrice: 1,
        totalQuantity: 10,
        orderRef: `mine-${n}`,
      });
      other.api.placeOrder(id + n, { ...stock(symbol) }, waits);
      await other.next(EventName.openOrder, ([orderId]) => orderId === id + n);
    }
    await open('custom');
  });

  afterAll(async () => {
    other.disconnect();
    await end();
  });

  test('the safety tab shows state, arming and every trip with its distance', async () => {
    await at('tab-safety').click();
    await expect.poll(() => textOf('safety-state')).toContain('Active');
    expect(await textOf('arming')).toContain('Armed by itself');
    expect(await at('safety-trips').locator('tbody tr').count()).toBe(8);
    await expect.poll(() => textOf('trip-day-loss')).toContain('3.00%');
    expect(await page.title()).toMatch(/^PAPER DU\d+/);
    await shot('safety-tab-1440x900');
  });

  test('the kill dialog counts each scope first, and Esc cancels nothing', async () => {
    await page.keyboard.press('Control+Shift+K');
    await expect.poll(() => at('kill-scope-everything').getAttribute('data-count')).toBe('2');
    expect(await at('kill-scope-desk').getAttribute('data-count')).toBe('0');
    await at('kill-scope-everything').click();
    expect(await textOf('kill-consequence')).toContain('2 of other programs');
    expect(await textOf('kill-orders')).toContain('IBM');
    await shot('kill-preview-1440x900');
    await page.keyboard.press('Escape');
    await expect.poll(() => at('kill-dialog').count()).toBe(0);
    expect(await at('safety-chip').getAttribute('data-state')).toBe('active');
    expect(other.all(EventName.orderStatus).filter(([, status]) => status === 'Cancelled')).toEqual([]);
  });

  test('this desk’s scope leaves the orders of others alone, halts, and lists no survivor', async () => {
    await at('kill').click();
    await at('kill-confirm').click();
    await expect.poll(() => at('kill-report').getAttribute('data-state'), { timeout: 20_000 }).toBe('clean');
    await page.getByTestId('kill-dialog').getByText('Close').click();
    expect(await at('safety-chip').getAttribute('data-state')).toBe('halted');
    expect(other.all(EventName.orderStatus).filter(([, status]) => status === 'Cancelled')).toEqual([]);
  });

  test('a halt outlives the desk, and is reset by hand with a reason', async () => {
    await page.close();
    await desk.kill();
    await open('custom');
    expect(await at('safety-chip').getAttribute('data-state')).toBe('halted');
    await at('tab-safety').click();
    await at('safety-reset').click();
    await at('safety-reset-reason').fill('looked at it');
    await at('safety-reset-confirm').click();
    await expect.poll(() => at('safety-chip').getAttribute('data-state')).toBe('active');
    expect(await textOf('safety-events')).toContain('looked at it');
  });

  test('everything reaches the orders of another program too', async () => {
    await at('kill').click();
    await at('kill-scope-everything').click();
    await at('kill-reason').fill('wrong account');
    await at('kill-confirm').click();
    await expect.poll(() => at('kill-report').getAttribute('data-state'), { timeout: 20_000 }).toBe('clean');
    await expect
      .poll(() => other.all(EventName.orderStatus).filter(([, status]) => status === 'Cancelled').length)
      .toBeGreaterThanOrEqual(2);
    await shot('kill-report-1440x900');
    await page.getByTestId('kill-dialog').getByText('Close').click();
    await expect.poll(() => textOf('safety-events')).toContain('wrong account');
  });
});

describe('on an account that looks live', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await begin();
    await liveTws();
    await open('tws-live');
  });
  afterAll(end);

  test('the desk is disarmed and only observes; the window says so', async () => {
    await expect.poll(() => page.title()).toContain('LIVE disarmed U1234567');
    expect(await at('frame').getAttribute('data-look')).toBe('live');
    expect(await at('mode-observe').getAttribute('aria-checked')).toBe('true');
    expect(await page.locator('[data-testid="safety-band"][data-band="disarmed"]').count()).toBe(1);
    await at('mode-propose').click();
    await expect.poll(() => page.locator('.toast-error').first().textContent()).toContain('Arm it');
    await shot('live-disarmed-1440x900');
  });

  test('it is armed by its id alone, typed exactly, and the frame turns red', async () => {
    await at('tab-safety').click();
    await at('arm').click();
    await at('arm-account').fill('U123456');
    expect(await at('arm-confirm').isDisabled()).toBe(true);
    await at('arm-account').fill('U1234567');
    await shot('arm-dialog-1440x900');
    await at('arm-confirm').click();
    await expect.poll(() => at('frame').getAttribute('data-look')).toBe('live-armed');
    await expect.poll(() => page.title()).toContain('LIVE ARMED U1234567');
    await at('mode-propose').click();
    await expect.poll(() => at('mode-propose').getAttribute('aria-checked')).toBe('true');
    expect(await textOf('safety')).toContain('First live day');
    await shot('live-armed-1440x900');
    await page.setViewportSize({ width: 1280, height: 800 });
    await shot('live-armed-1280x800');
  });

  test('a restart of the desk disarms it', async () => {
    await page.close();
    await desk.kill();
    await open('tws-live');
    await expect.poll(() => at('frame').getAttribute('data-look')).toBe('live');
    expect(await at('mode-observe').getAttribute('aria-checked')).toBe('true');
  });
});
