import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HostError, badArguments } from './host-error.ts';

export interface HostArguments {
  /** Absolute; null = the user's own folder. */
  readonly data: string | null;
  /** 0 = any free one. */
  readonly port: number;
  readonly readOnly: boolean;
  /** Time between two computations; null = 30 s in practice, 5 min elsewhere. */
  readonly intervalMs: number | null;
  /** Connect to the practice TWS without being asked; nothing else is ever connected by itself. */
  readonly connect: boolean;
  /** Seed of the practice market that is started when none runs yet. */
  readonly practiceSeed: number;
}

const options = {
  data: { type: 'string' },
  port: { type: 'string' },
  'practice-seed': { type: 'string' },
  interval: { type: 'string' },
  'read-only': { type: 'boolean' },
  'no-connect': { type: 'boolean' },
} as const;

const usage =
  'Driftdesk takes: --data DIR (where it keeps its files), --port N (address of the browser desk), --read-only, --no-connect, --practice-seed N, --interval SECONDS (between two computations).';

/** Throws a HostError with one line for the user. `foreign` = others share the line: unknown options are theirs, as Chromium's are in Electron. */
export function parseArguments(
  argv: readonly string[],
  workingFolder: string,
  foreign = false,
): HostArguments {
  const values = read(argv, foreign);
  return {
    data: typeof values.data === 'string' ? resolve(workingFolder, notEmpty('data', values.data)) : null,
    port: wholeNumber('port', values.port, 0, 65_535, 0),
    readOnly: values['read-only'] === true,
    connect: values['no-connect'] !== true,
    intervalMs:
      values.interval === undefined ? null : wholeNumber('interval', values.interval, 1, 3600, 30) * 1000,
    practiceSeed: wholeNumber('practice-seed', values['practice-seed'], 0, 2_147_483_647, 1),
  };
}

function read(argv: readonly string[], foreign: boolean) {
  try {
    return parseArgs({ args: [...argv], options, strict: !foreign, allowPositionals: foreign }).values;
  } catch (error) {
    throw new HostError(`${(error as Error).message} ${usage}`, badArguments);
  }
}

function notEmpty(name: string, text: string): string {
  if (text.trim() === '') throw new HostError(`--${name} needs a value. ${usage}`, badArguments);
  return text;
}

/** `undefined` = not given. A bare `--port` of a shared line arrives as `true`. */
function wholeNumber(
  name: string,
  text: string | boolean | undefined,
  least: number,
  most: number,
  otherwise: number,
): number {
  if (text === undefined) return otherwise;
  const n = typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (n >= least && n <= most) return n;
  throw new HostError(
    `--${name} must be a whole number from ${least} to ${most}, not "${text}".`,
    badArguments,
  );
}
