import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, pinnedNode, projectEnv, run, say, toolOf } from './run.mjs';

const folders = ['src-shared', 'src-main', 'src-renderer', 'resources'];
const files = ['electron.vite.config.ts', 'package.json', 'package-lock.json'];
const results = ['out/renderer/index.html', 'out/main/main.js'];

/**
 * Changes when anything that the bundles are made from changes.
 * @param {string} root
 */
export function buildStamp(root) {
  const hash = createHash('sha256');
  for (const path of [...folders.flatMap((folder) => filesUnder(root, folder)), ...files]) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    hash.update(`${path}\n`);
    hash.update(readFileSync(full));
  }
  return hash.digest('hex');
}

/**
 * Sorted, with forward slashes, so that the stamp is the same on every system.
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function filesUnder(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesUnder(root, path) : [path];
    })
    .filter((path) => !path.endsWith('.d.ts') || path.endsWith('vite-env.d.ts'))
    .sort();
}

/**
 * @param {string} root
 * @param {string} stamp
 */
export function isBuilt(root, stamp) {
  const kept = join(root, 'out', '.stamp');
  return (
    existsSync(kept) &&
    readFileSync(kept, 'utf8').trim() === stamp &&
    results.every((path) => existsSync(join(root, path)))
  );
}

/** @param {string} root */
export async function readyBuild(root) {
  const stamp = buildStamp(root);
  if (isBuilt(root, stamp)) return;
  say('Building the desk …');
  const outcome = await run(pinnedNode(root), [toolOf(root, 'electron-vite'), 'build'], {
    cwd: root,
    env: projectEnv(root),
  });
  if (outcome.code !== 0) {
    process.stderr.write(outcome.output);
    throw new SetupError('The desk could not be built: the lines above say why.');
  }
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(join(root, 'out', '.stamp'), `${stamp}\n`);
}
