import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type DeskProcess, endPractice, practiceFills, startDesk } from './desk-process.ts';

// An approval is re-priced: what moved beyond its tolerance is shown, and nothing is sent before it is approved as it is now.

const data = mkdtempSync(join(tmpdir(), 'driftdesk-proposal-'));
const shots = process.env['DRIFTDESK_SHOTS'];
const strategy = JSON.parse(readFileSync('resources/default-strategy.json', 'utf8')) as { execution: object };

let browser: Browser;
let desk: DeskProcess;
let page: Page;

const at = (id: string) => page.getByTestId(id);

async function shot(name: string): Promise<void> {
  if (shots === undefined) return;
  for (const [width, height] of [
    [1440, 900],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(shots, `proposal-${name}-${width}.png`) });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

const tolerating = (priceToleranceBps: number): void =>
  writeFileSync(
    join(data, 'strategy.json'),
    JSON.stringify({
      ...strategy,
      execution: { ...strategy.execution, priceToleranceBps, proposalTtlSec: 300 },
    }),
  );

beforeAll(async () => {
  tolerating(0.01);
  browser = await launchBrowser();
  desk = await startDesk(data, '--interval', '600', '--practice-seed', '7');
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(desk.url);
});

afterAll(async () => {
  await browser.close();
  await desk.stop();
  endPractice(data);
  rmSync(data, { recursive: true, force: true });
});

describe('a proposal', () => {
  test('shows what the ticked legs would come to, before and after, and nothing is sent by it', async () => {
    await at('approve-all').waitFor({ timeout: 90_000 });
    await at('leg-0').check();
    await expect.poll(() => at('preview-line').textContent(), { timeout: 20_000 }).toContain('Ticked: ');
    await expect.poll(() => at('preview').textContent()).toMatch(/(sell|buy) [A-Z]/);
    const one = (await at('preview').textContent()) ?? '';
    await at('leg-1').check();
    await expect.poll(() => at('preview').textContent(), { timeout: 20_000 }).not.toBe(one);
    await shot('preview');
    expect(practiceFills(data)).toEqual([]);
  }, 120_000);

  test('that moved beyond its tolerance is shown again; the stale one is refused, and nothing is sent', async () => {
    await expect.poll(() => at('approve-all').isEnabled(), { timeout: 30_000 }).toBe(true);
    await at('approve-all').click();
    await at('moved').waitFor({ timeout: 20_000 });
    expect(await at('moved').textContent()).toContain('Nothing was sent: this moved');
    expect(await at('moved').textContent()).toContain('price');
    expect(await at('proposals').textContent()).toContain('rev 2');
    await shot('moved');
    expect(practiceFills(data)).toEqual([]);
    expect(await at('outcome').count()).toBe(0);
  }, 60_000);

  test('that holds still inside a wider tolerance is sent by one approval', async () => {
    // A wider tolerance withdraws what was proposed under the narrow one.
    tolerating(200);
    await at('tab-strategy').click();
    await at('strategy-reload').click();
    await expect
      .poll(async () => (await at('moved').count()) === 0 && (await at('approve-all').count()) === 1, {
        timeout: 60_000,
      })
      .toBe(true);
    await expect.poll(() => at('approve-all').isEnabled(), { timeout: 30_000 }).toBe(true);
    await at('approve-all').click();
    await at('outcome').waitFor({ timeout: 20_000 });
    await expect.poll(() => practiceFills(data).length, { timeout: 60_000 }).toBeGreaterThan(0);
  }, 150_000);
});
