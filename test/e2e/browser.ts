import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The Chromium that the set-up found. Throws the set-up's own line where there is none: these tests never pass unseen. */
export function launchBrowser(): Promise<Browser> {
  const given = process.env['DRIFTDESK_CHROMIUM'] ?? '';
  const executablePath = given === '' ? usual.find((path) => existsSync(path)) : given;
  if (executablePath === undefined) {
    throw new Error(
      process.env['DRIFTDESK_CHROMIUM_MISSING'] || 'Install Chromium, Chrome or Edge for the browser tests.',
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'],
      ...['--disable-sync', '--disable-quic'],
    ],
  });
}
