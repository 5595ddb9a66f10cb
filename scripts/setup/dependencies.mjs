import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, pinnedNode, run, say } from './run.mjs';

const stampName = '.driftdesk-ready';

/**
 * What an installation is made from; a stamp of another value means that it is out of date.
 * @param {string} root
 */
export function dependencyStamp(root) {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'package-lock.json')));
  hash.update(`${process.platform} ${process.arch}`);
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @returns {'missing' | 'stale' | 'ready'}
 */
export function dependencyState(root) {
  const modules = join(root, 'node_modules');
  if (!existsSync(join(modules, '.package-lock.json')) || !existsSync(pinnedNode(root))) return 'missing';
  const stamp = join(modules, stampName);
  if (!existsSync(stamp)) return 'stale';
  return readFileSync(stamp, 'utf8').trim() === dependencyStamp(root) ? 'ready' : 'stale';
}

/**
 * npm's own words → one line for the user.
 * @param {string} output
 */
export function explainInstallFailure(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network|socket/i.test(output))
    return 'The packages could not be downloaded: the package registry was not reached. Check the network connection (or proxy) and run the command again.';
  if (/ENOSPC/.test(output))
    return 'The packages could not be installed: the disk is full. Make room and run the command again.';
  if (/EACCES|EPERM/.test(output))
    return 'The packages could not be installed: this folder must be writable. Change its permissions and run the command again.';
  const last = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
    .findLast((line) => line !== '' && !line.startsWith('A complete log'));
  return `The packages could not be installed: ${last ?? 'npm gave no reason'}.`;
}

/** npm as it was started, or the one on PATH. */
function npmCommand() {
  const exec = process.env['npm_execpath'];
  if (exec !== undefined && exec.endsWith('npm-cli.js')) return { file: process.execPath, args: [exec] };
  return process.platform === 'win32'
    ? { file: 'cmd.exe', args: ['/d', '/s', '/c', 'npm'] }
    : { file: 'npm', args: [] };
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 */
async function npm(root, args) {
  const { file, args: before } = npmCommand();
  const outcome = await run(file, [...before, ...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
  });
  if (outcome.missing)
    throw new SetupError('npm was not found: install Node.js with npm and run the command again.');
  return outcome;
}

/** @param {string} root */
async function nodeWorks(root) {
  return (await run(pinnedNode(root), ['-p', '1'], { cwd: root, limitMs: 20_000 })).code === 0;
}

/**
 * Installs what the lockfile names; `npm ci` would refuse a lockfile that lacks packages for other systems, which some registries do not
 * carry. Only the package `node` may run its script: it fetches the pinned Node. better-sqlite3 brings its
 * binaries along, and npm would compile it for minutes if it were let.
 * @param {string} root
 */
async function install(root) {
  const installed = await npm(root, ['install', '--no-save', '--ignore-scripts']);
  if (installed.code !== 0) throw new SetupError(explainInstallFailure(installed.output));
  const fetched = await npm(root, ['rebuild', 'node', '--ignore-scripts=false']);
  if (fetched.code !== 0) throw new SetupError(explainInstallFailure(fetched.output));
  if (!(await nodeWorks(root)))
    throw new SetupError(
      `The Node that Driftdesk runs on could not be started (${pinnedNode(root)}): this system may be too old for it.`,
    );
}

/**
 * @param {string} root
 * @returns {Promise<boolean>} true when something was installed
 */
export async function readyDependencies(root) {
  const state = dependencyState(root);
  if (state === 'ready') return false;
  // An installation made by hand from this very lockfile only lacks the stamp.
  if (state === 'stale' && madeFromLockfile(root) && (await nodeWorks(root))) return stampAs(root, false);
  say(
    state === 'missing'
      ? 'Installing dependencies, which takes about a minute the first time …'
      : 'The dependencies changed: installing them again …',
  );
  await install(root);
  return stampAs(root, true);
}

/**
 * npm keeps a copy of what it installed; every package of ours must be in it at the same version.
 * @param {string} root
 */
export function madeFromLockfile(root) {
  try {
    const installed = packagesIn(join(root, 'node_modules', '.package-lock.json'));
    const wanted = packagesIn(join(root, 'package-lock.json'));
    return Object.entries(wanted).every(
      ([path, entry]) => path === '' || entry.optional === true || installed[path]?.version === entry.version,
    );
  } catch {
    return false;
  }
}

/** @param {string} lockfile */
const packagesIn = (lockfile) => JSON.parse(readFileSync(lockfile, 'utf8')).packages;

/**
 * @param {string} root
 * @param {boolean} installed
 */
function stampAs(root, installed) {
  writeFileSync(join(root, 'node_modules', stampName), `${dependencyStamp(root)}\n`);
  return installed;
}
