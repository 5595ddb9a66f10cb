import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, say } from './run.mjs';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
];

const macPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const windowsPlaces = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

/**
 * Path of a browser that the tests can drive, or null. DRIFTDESK_CHROMIUM names one outright.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 * @param {(path: string) => boolean} exists
 */
export function findChromium(platform, env, exists = existsSync) {
  const named = env['DRIFTDESK_CHROMIUM'];
  if (named !== undefined && named !== '') return exists(named) ? named : null;
  return placesOf(platform, env).find((path) => exists(path)) ?? null;
}

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
function placesOf(platform, env) {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  if (platform === 'darwin') return [...onPath, ...macPlaces];
  if (platform !== 'win32') return onPath;
  return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => env[name])
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => windowsPlaces.map((place) => `${folder}\\${place}`));
}

/**
 * What to do where there is none.
 * @param {{ platform: NodeJS.Platform, root: boolean, apt: boolean }} system
 * @returns {{ install: true } | { install: false, advice: string }}
 */
export function planForMissing({ platform, root, apt }) {
  if (platform === 'linux' && apt && root) return { install: true };
  const how =
    platform === 'linux' && apt
      ? 'install one with: sudo apt-get install chromium'
      : 'install Chromium, Google Chrome or Microsoft Edge';
  return {
    install: false,
    advice: `No Chromium was found for the browser tests: ${how}, or set DRIFTDESK_CHROMIUM to its path.`,
  };
}

/**
 * @param {string} root
 * @returns {Promise<{ path: string, missing: string }>} one of the two is empty; `missing` says what to install
 */
export async function readyChromium(root) {
  const found = findChromium(process.platform, process.env);
  if (found !== null) return { path: found, missing: '' };
  const named = process.env['DRIFTDESK_CHROMIUM'];
  if (named !== undefined && named !== '')
    return { path: '', missing: `DRIFTDESK_CHROMIUM names ${named}, which is not there.` };
  const plan = planForMissing({
    platform: process.platform,
    root: process.getuid?.() === 0,
    apt: existsSync('/usr/bin/apt-get'),
  });
  if (!plan.install) return { path: '', missing: plan.advice };
  say('Installing Chromium for the browser tests …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { cwd: root, env });
  const installed = await run('apt-get', ['install', '-y', 'chromium'], { cwd: root, env });
  const path = findChromium(process.platform, process.env);
  if (path !== null) return { path, missing: '' };
  const last = installed.output.trim().split('\n').at(-1) ?? '';
  return {
    path: '',
    missing: `Chromium could not be installed with apt-get (${last}): install it by hand, or set DRIFTDESK_CHROMIUM to its path.`,
  };
}
