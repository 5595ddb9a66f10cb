// Makes a fresh checkout runnable, then runs it. Plain JavaScript: it starts on Node 20 with nothing installed.
//   node scripts/ready.mjs install | start [arguments for the desk] | test

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readyBuild } from './setup/build.mjs';
import { readyChromium } from './setup/chromium.mjs';
import { readyDependencies } from './setup/dependencies.mjs';
import { SetupError, pinnedNode, projectEnv, say } from './setup/run.mjs';
import { start } from './setup/start.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [what, ...args] = process.argv.slice(2);

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** @returns {Promise<number>} exit code */
async function main() {
  switch (what) {
    case 'install':
      say(
        (await readyDependencies(root))
          ? 'The dependencies are installed.'
          : 'The dependencies are up to date.',
      );
      return 0;
    case 'start':
      await readyDependencies(root);
      await readyBuild(root);
      return start(root, args);
    case 'test':
      await readyDependencies(root);
      await readyBuild(root);
      return check();
    default:
      throw new SetupError(
        'Usage: node scripts/ready.mjs install | start [--data DIR] [--port N] [--no-open] | test',
      );
  }
}

async function check() {
  const chromium = await readyChromium(root);
  if (chromium.missing !== '') say(chromium.missing);
  const child = spawn(pinnedNode(root), [join(root, 'scripts', 'check.mjs'), ...args], {
    cwd: root,
    env: {
      ...projectEnv(root),
      DRIFTDESK_CHROMIUM: chromium.path,
      DRIFTDESK_CHROMIUM_MISSING: chromium.missing,
    },
    stdio: 'inherit',
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
