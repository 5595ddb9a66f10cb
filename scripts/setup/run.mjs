import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// Starting other programs. Everything of the project runs on the Node that the lockfile pins, whatever Node started this.

/** @param {string} root */
export function pinnedNode(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * The JavaScript file behind a package's command, so that no shell and no `.cmd` is needed.
 * @param {string} root
 * @param {string} name the package, which is also the command
 */
export function toolOf(root, name) {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : (bin[name] ?? Object.values(bin)[0]));
}

/**
 * PATH with the pinned Node and the project's commands first.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
export function projectEnv(root) {
  const separator = process.platform === 'win32' ? ';' : ':';
  const first = [join(root, 'node_modules', 'node', 'bin'), join(root, 'node_modules', '.bin')];
  return { ...process.env, PATH: [...first, process.env['PATH'] ?? ''].join(separator) };
}

/**
 * @typedef {object} Outcome
 * @property {number | null} code exit code; null when a signal, the time limit or a missing file ended it
 * @property {string} output stdout and stderr as they came
 * @property {boolean} timedOut
 * @property {boolean} missing there is no such program
 */

/**
 * Runs to the end and keeps what it printed; with `show` it prints as well.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, show?: boolean, limitMs?: number }} options
 * @returns {Promise<Outcome>}
 */
export function run(file, args, options) {
  return new Promise((resolve) => {
    let output = '';
    let timedOut = false;
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const limit =
      options.limitMs === undefined
        ? null
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, options.limitMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => {
        output += text;
        if (options.show === true) process.stdout.write(text);
      });
    }
    const finish = (/** @type {number | null} */ code, missing = false) => {
      if (limit !== null) clearTimeout(limit);
      resolve({ code, output, timedOut, missing });
    };
    child.on('error', () => finish(null, true));
    child.on('close', (code) => finish(code));
  });
}

/** A reason to stop that the user reads as it stands. */
export class SetupError extends Error {}

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}
