// Types, lint, format, dead code and all tests, each with its time; goes on after a failure, and counts at the end.
// `npm run check -- unit` runs only the steps whose name begins so.

import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinnedNode, projectEnv, run, say, toolOf } from './setup/run.mjs';
import { countTests, lastLine } from './setup/count.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const report = join(root, 'build', 'tests.json');

/** @type {readonly { name: string, tool: string, args: string[], show?: boolean }[]} */
const steps = [
  { name: 'types', tool: 'typescript', args: ['-b'] },
  { name: 'lint', tool: 'oxlint', args: [] },
  { name: 'format', tool: 'prettier', args: ['--check', '.'] },
  { name: 'dead code', tool: 'knip', args: [] },
  { name: 'dead code in production', tool: 'knip', args: ['--production'] },
  {
    name: 'tests',
    tool: 'vitest',
    args: [
      'run',
      '--config',
      'test/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    show: true,
  },
];

removeStrayDeclarations();
mkdirSync(dirname(report), { recursive: true });
rmSync(report, { force: true });

const only = process.argv[2] ?? '';
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const step of steps.filter(({ name }) => name.startsWith(only))) {
  const ok = await runStep(step);
  const { passed, failed, skipped } =
    step.tool === 'vitest'
      ? countTests(readReport(), ok)
      : { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  counts.passed += passed;
  counts.failed += failed;
  counts.skipped += skipped;
}
say(lastLine(counts));
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;

/** @param {(typeof steps)[number]} step */
async function runStep({ name, tool, args, show }) {
  const began = performance.now();
  const outcome = await run(pinnedNode(root), [toolOf(root, tool), ...args], {
    cwd: root,
    env: projectEnv(root),
    show: show === true,
  });
  const ok = outcome.code === 0;
  if (!ok && show !== true) process.stdout.write(outcome.output);
  say(`${ok ? 'ok    ' : 'FAILED'}  ${name}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return ok;
}

/** @returns {unknown} null = vitest did not get as far as a report */
function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
}

/** A build of the types that fails across projects can leave declarations beside sources, which later hide the sources. */
function removeStrayDeclarations() {
  for (const folder of ['src-shared', 'src-main', 'src-renderer', 'test', 'scripts'])
    for (const path of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }))
      if (/\.d\.m?ts$/.test(path) && !path.endsWith('vite-env.d.ts')) rmSync(join(root, folder, path));
}
