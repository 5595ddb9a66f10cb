import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { browserCommand, chooseHost, hasDisplay, sayChoice, splitArguments, wantsElectron } from './host.mjs';
import { readyElectron } from './electron.mjs';
import { pinnedNode, projectEnv, say } from './run.mjs';

/** An Electron that dies this fast never showed a window. */
const failedStartMs = 8_000;
/** The desk's own exit codes are below; above are Chromium's crashes and missing libraries. */
const foreignExitCode = 100;

/**
 * Opens the desk and stays until it ends.
 * @param {string} root
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
export async function start(root, args) {
  const { open, rest } = splitArguments(args);
  const at = {
    platform: process.platform,
    display: hasDisplay(process.platform, process.env),
    admin: process.getuid?.() === 0,
    refused: process.env['DRIFTDESK_NO_ELECTRON'] === '1',
    open,
  };
  const electron = wantsElectron(at) ? await readyElectron(root) : null;
  const choice = chooseHost({ ...at, electron });
  say(sayChoice(choice));
  if (choice.host === 'electron' && electron !== null && electron.path !== null) {
    const code = await runWindow(root, electron.path, rest);
    if (code !== null) return code;
    say('Opening the desk in the browser: Electron could not open a window on this system.');
  }
  return runServer(root, rest, choice.host !== 'address');
}

/**
 * @param {string} root
 * @param {string} binary
 * @param {readonly string[]} args
 * @returns {Promise<number | null>} null = it never got as far as a window
 */
async function runWindow(root, binary, args) {
  const started = Date.now();
  const child = spawn(binary, ['.', ...args], { cwd: root, env: projectEnv(root), stdio: 'inherit' });
  const { code, signal, asked } = await ended(child);
  const crashed = !asked && (signal !== null || code === null || code >= foreignExitCode);
  return crashed && Date.now() - started < failedStartMs ? null : (code ?? 1);
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 * @param {boolean} open
 */
async function runServer(root, args, open) {
  const main = join(root, 'src-main', 'hosts', 'server', 'main.ts');
  const child = spawn(pinnedNode(root), [main, ...args], {
    cwd: root,
    env: projectEnv(root),
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  let opened = !open;
  let text = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (/** @type {string} */ chunk) => {
    process.stdout.write(chunk);
    text = opened ? '' : text + chunk;
    const url = /^Driftdesk is open at (\S+)\n/m.exec(text)?.[1];
    if (opened || url === undefined) return;
    opened = true;
    openBrowser(url);
  });
  const { code } = await ended(child);
  return code ?? 1;
}

/** @param {string} url */
function openBrowser(url) {
  const { file, args } = browserCommand(process.platform, url);
  const child = spawn(file, args, { stdio: 'ignore', detached: true });
  const failed = () => say('No browser could be opened: open the address above by hand.');
  child.on('error', failed);
  child.on('exit', (code) => {
    if (code !== 0) failed();
  });
  child.unref();
}

/**
 * Waits for the end. Signals are passed on, and this process outlives its child: the desk needs a moment to stop cleanly.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null, asked: boolean }>}
 */
function ended(child) {
  let asked = false;
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const passOn = (/** @type {NodeJS.Signals} */ signal) => {
    asked = true;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, passOn);
  return new Promise((resolve) => {
    const finish = (/** @type {number | null} */ code, /** @type {NodeJS.Signals | null} */ signal) => {
      for (const name of signals) process.off(name, passOn);
      resolve({ code, signal, asked });
    };
    child.on('error', () => finish(null, null));
    child.on('close', finish);
  });
}
