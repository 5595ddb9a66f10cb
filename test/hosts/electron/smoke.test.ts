import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { expect, test } from 'vitest';
import { binaryOf } from '../../../scripts/setup/electron.mjs';
import { chooseHost, hasDisplay } from '../../../scripts/setup/host.mjs';

/** Null = a window can open here. */
function reasonToSkip(): string | null {
  const path = binaryOf(process.cwd());
  const { host, why } = chooseHost({
    platform: process.platform,
    display: hasDisplay(process.platform, process.env),
    admin: process.getuid?.() === 0,
    refused: process.env['DRIFTDESK_NO_ELECTRON'] === '1',
    open: true,
    electron: { path, why: 'Electron has not been downloaded' },
  });
  if (host !== 'electron') return why;
  return existsSync(join('out', 'main', 'main.js')) ? null : 'the desk is not built';
}

const reason = reasonToSkip();

test.skipIf(reason !== null)(
  `the window shows the desk and nothing of the machine (${reason === null ? 'tried' : `skipped: ${reason}`})`,
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'driftdesk-electron-'));
    const app = await _electron.launch({
      executablePath: String(binaryOf(process.cwd())),
      args: ['.', '--data', data, '--no-connect'],
    });
    try {
      const page = await app.firstWindow();
      expect(await page.title()).toBe('Driftdesk');
      expect(page.url()).toBe('driftdesk://desk/index.html');
      const seen = await page.evaluate(() => ({
        bridge: Object.keys((window as unknown as { driftdesk: object }).driftdesk).toSorted(),
        node: ['process', 'require', 'module'].filter((name) => name in window),
        opened: window.open('https://desk.example/') !== null,
      }));
      expect(seen).toEqual({ bridge: ['onMessage', 'send'], node: [], opened: false });
    } finally {
      await app.close();
      rmSync(data, { recursive: true });
    }
  },
  60_000,
);
