import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type DeskProcess, endPractice, practiceFills, startDesk } from './desk-process.ts';

// Purchases without the sales that pay for them are refused; the sizes that fit are offered, taken, approved and told.

const data = mkdtempSync(join(tmpdir(), 'driftdesk-part-'));
const shots = process.env['DRIFTDESK_SHOTS'];
const strategy = JSON.parse(readFileSync('resources/default-strategy.json', 'utf8')) as {
  execution: object;
  rotation: object;
};

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
    await page.screenshot({ path: join(shots, `part-${name}-${width}.png`) });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

beforeAll(async () => {
  writeFileSync(
    join(data, 'strategy.json'),
    JSON.stringify({
      ...strategy,
      rotation: { ...strategy.rotation, turnoverMaxPercent: 100 },
      execution: { ...strategy.execution, priceToleranceBps: 200, proposalTtlSec: 300 },
    }),
  );
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

/** Every leg that buys with cash. */
async function tickPurchases(): Promise<void> {
  for (const row of await page.getByTestId(/^leg-row-/).all())
    if ((await row.innerText()).includes('buy')) await row.getByRole('checkbox').check();
}

test('purchases that lack the sales go in the sizes that fit, told as proposed → approved', async () => {
  await at('approve-all').waitFor({ timeout: 90_000 });
  await tickPurchases();
  await at('preview-offer-sizes').waitFor({ timeout: 20_000 });
  expect(await at('preview-refusal').textContent()).toContain('These legs without the others break a limit');
  await shot('offer');
  await at('preview-offer-sizes').click();
  await expect.poll(() => at('preview-refusal').count(), { timeout: 20_000 }).toBe(0);
  expect(await at('preview-line').textContent()).toContain('With these sizes: 0 sells');
  const smaller = page.getByTestId(/^leg-row-/).filter({ hasText: /buy \d+ → \d+/ });
  const [name = '', , most = ''] =
    /cash → ([A-Z ]+?)Buy.*buy (\d+) → (\d+)/s.exec((await smaller.first().textContent()) ?? '')?.slice(1) ??
    [];
  expect(name).not.toBe('');
  await shot('taken');
  expect(practiceFills(data)).toEqual([]);
  await at('approve-selected').click();
  await at('outcome').waitFor({ timeout: 20_000 });
  expect(await at('outcome-sizes').textContent()).toContain(`${name}: buy `);
  expect(await at('past-proposals').textContent()).toContain('Smaller than proposed: ');
  await shot('outcome');
  await expect.poll(() => practiceFills(data).length, { timeout: 60_000 }).toBeGreaterThan(0);
  const bought = practiceFills(data).filter(({ symbol }) => symbol === name);
  expect(bought.reduce((sum, { shares }) => sum + shares, 0)).toBeLessThanOrEqual(Number(most));
}, 200_000);
