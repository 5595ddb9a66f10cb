import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, projectEnv, run, say } from './run.mjs';

/** @typedef {{ path: string | null, why: string }} Electron `path` null = cannot be used, and `why` says so */

const downloadLimitMs = 60_000;
/** After a failure starts stay quick for a day. */
const retryAfterMs = 24 * 3_600_000;
const failureName = '.driftdesk-electron';

/**
 * Where Electron's binary is, fetched if need be. The package brings no binary: its `install.js` downloads one.
 * @param {string} root
 * @param {number} now epoch ms
 * @returns {Promise<Electron>}
 */
export async function readyElectron(root, now = Date.now()) {
  const here = binaryOf(root);
  if (here !== null) return usable(root, here);
  const remembered = rememberedFailure(root, now);
  if (remembered !== null) return { path: null, why: remembered };
  say('Downloading Electron …');
  const outcome = await run(pinnedNode(root), [join(root, 'node_modules', 'electron', 'install.js')], {
    cwd: root,
    env: projectEnv(root),
    limitMs: downloadLimitMs,
  });
  const fetched = binaryOf(root);
  if (fetched !== null && outcome.code === 0) return usable(root, fetched);
  const why = outcome.timedOut
    ? 'Electron could not be downloaded within a minute'
    : 'Electron could not be downloaded';
  return remember(root, why);
}

/**
 * @param {string} root
 * @returns {string | null}
 */
export function binaryOf(root) {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

/**
 * A system may lack the libraries that the binary needs: started as plain Node it loads them all and opens nothing.
 * @param {string} root
 * @param {string} binary
 * @returns {Promise<Electron>}
 */
async function usable(root, binary) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const outcome = await run(binary, ['-p', '1'], { cwd: root, env, limitMs: 20_000 });
  if (outcome.code === 0) return { path: binary, why: '' };
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(outcome.output)?.[1];
  return {
    path: null,
    why:
      library === undefined
        ? 'Electron does not start on this system'
        : `Electron needs ${library}, which is not installed`,
  };
}

/**
 * @param {string} root
 * @param {number} now
 * @returns {string | null}
 */
export function rememberedFailure(root, now) {
  const file = join(root, 'node_modules', failureName);
  if (!existsSync(file)) return null;
  if (now - statSync(file).mtimeMs < retryAfterMs) return readFileSync(file, 'utf8').trim();
  rmSync(file);
  return null;
}

/**
 * @param {string} root
 * @param {string} why
 * @returns {Electron}
 */
function remember(root, why) {
  writeFileSync(join(root, 'node_modules', failureName), `${why}\n`);
  return { path: null, why };
}
