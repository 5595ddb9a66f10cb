import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type DeskProcess, endPractice, startDesk } from './desk-process.ts';

// What a trader reads when something is wrong, and that the desk stays usable.

const strategy = readFileSync('resources/default-strategy.json', 'utf8');

let data: string;
let browser: Browser;
let desk: DeskProcess;
let page: Page;

const at = (id: string) => page.getByTestId(id);
const everything = async () => (await page.locator('body').textContent()) ?? '';
const state = () => at('state').getAttribute('data-state');

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'driftdesk-e2e-'));
});
afterEach(async () => {
  await page?.close();
  await desk?.stop();
  endPractice(data);
  rmSync(data, { recursive: true, force: true });
});

async function open(...args: string[]): Promise<void> {
  desk = await startDesk(data, '--interval', '5', ...args);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(desk.url);
}

describe('bad input', { timeout: 120_000 }, () => {
  test('a symbol that the TWS does not know: named, and the others are proposed', async () => {
    writeFileSync(join(data, 'strategy.json'), strategy.replace('"AAPL"', '"QQZZT"'));
    await open();
    await at('approve-all').waitFor({ timeout: 60_000 });
    await at('tab-notices').click();
    await expect.poll(async () => (await at('notices').textContent()) ?? '').toMatch(/QQZZT is left out: .+/);
    await at('filter-drift').fill('QQZZT');
    await expect.poll(async () => (await at('drift-grid').textContent()) ?? '').toMatch(/unknown/i);
  });

  test('a strategy file that is not JSON: the desk connects, says where it is broken, and takes it when it is mended', async () => {
    writeFileSync(join(data, 'strategy.json'), `${strategy.slice(0, 60)}\n oops`);
    await open();
    await expect.poll(state, { timeout: 60_000 }).toBe('reconciled');
    await expect.poll(everything).toMatch(/not valid JSON/);
    writeFileSync(join(data, 'strategy.json'), strategy);
    await at('tab-strategy').click();
    await at('strategy-reload').click();
    await at('approve-all').waitFor({ timeout: 60_000 });
  });

  test('a database from a newer version: said by name, quotes still come, nothing can be sent', async () => {
    await open();
    await expect.poll(state, { timeout: 60_000 }).toBe('reconciled');
    const account = ((await at('account').textContent()) ?? '').match(/DU\d+/)?.[0] ?? '';
    await desk.stop();
    await page.close();
    const db = new Database(join(data, `practice-${account}.sqlite`));
    db.pragma('user_version = 99');
    db.close();
    await open();
    await expect.poll(everything, { timeout: 60_000 }).toMatch(/newer Driftdesk \(version 99/);
    await expect
      .poll(async () => (await at('drift-grid').textContent()) ?? '', { timeout: 60_000 })
      .toMatch(/\d+\.\d\d/);
    expect(await at('approve-all').count()).toBe(0);
  });

  describe('a TWS that accepts and never answers', () => {
    let silent: Server;
    let port: number;
    const sockets: Socket[] = [];
    beforeEach(async () => {
      silent = createServer((socket) => sockets.push(socket));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const address = silent.address();
      port = typeof address === 'object' && address !== null ? address.port : 0;
    });
    afterEach(async () => {
      for (const socket of sockets.splice(0)) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    });

    test('said in words within seconds, and another connection can be chosen', async () => {
      await open('--no-connect');
      await expect.poll(state).toBe('idle');
      await at('target-picker').selectOption('custom');
      await at('target-host').fill('127.0.0.1');
      await at('target-port').fill(String(port));
      await at('connect-button').click();
      await expect.poll(everything, { timeout: 30_000 }).toMatch(/did not answer|does not answer|no answer/i);
      await at('connect-button').click();
      await at('target-picker').selectOption('practice');
      await at('connect-button').click();
      await expect.poll(state, { timeout: 60_000 }).toBe('reconciled');
    });
  });
});
