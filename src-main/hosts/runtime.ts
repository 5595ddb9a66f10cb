import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Log } from '#app/ports.ts';
import { epochMs } from '#shared/units.ts';

// What every host needs of the process it runs in: the clock, the log, and what happens when something breaks.

export const realClock: Clock = {
  now: () => epochMs(Date.now()),
  elapsed: () => performance.now(),
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

type Level = 'info' | 'warn' | 'error';
type Detail = Readonly<Record<string, unknown>>;

/** One JSON object a line: `at` (UTC), `level`, `what`, then the detail. */
export function createLog(write: (line: string) => void, now: () => number = Date.now): Log {
  const at =
    (level: Level) =>
    (what: string, detail: Detail = {}) =>
      write(
        `${JSON.stringify({ at: new Date(now()).toISOString(), level, what, ...printableFields(detail) })}\n`,
      );
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

const secret = /token|cookie|password|secret|authorization/i;

/** Secrets go before they are written, whoever put them in; errors keep their stack; what JSON cannot hold becomes its text. */
function printable(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function')
    return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 6) return '…';
  if (Array.isArray(value)) return value.map((item) => printable(item, depth + 1));
  return printableFields(value, depth);
}

const printableFields = (value: object, depth = 0): Detail =>
  Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secret.test(key) ? '(not logged)' : printable(item, depth + 1),
    ]),
  );

const keptDays = 30;

/**
 * Appends to one file per UTC day. Synchronous: the last lines before a crash are the ones that matter. A full disk must not stop the desk,
 * so what cannot be written goes to stderr.
 */
export function dailyFile(folder: string, now: () => number = Date.now): (line: string) => void {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder).filter((name) => /^desk-\d{4}-\d\d-\d\d\.jsonl$/.test(name));
  for (const name of names.toSorted().slice(0, -keptDays)) rmSync(join(folder, name), { force: true });
  return (line) => {
    const day = new Date(now()).toISOString().slice(0, 10);
    try {
      appendFileSync(join(folder, `desk-${day}.jsonl`), line);
    } catch {
      process.stderr.write(line);
    }
  };
}

/**
 * An error that nobody caught: logged, and told to `halt` in words for the trader. The process stays, with its screen: a desk that
 * vanishes with orders working is worse than one that has stopped sending. Returns the function that takes the handlers off.
 */
export function onCrash(log: Log, halt: (reason: string) => void): () => void {
  const crashed = (kind: string) => (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    log.error(`${kind}: ${message}`, { error });
    try {
      halt(
        `An internal error occurred (${message}). Nothing is sent until you resume; the log has the details.`,
      );
    } catch (second) {
      log.error('the halt after an internal error failed', { error: second });
    }
  };
  const exception = crashed('uncaught exception');
  const rejection = crashed('unhandled rejection');
  process.on('uncaughtException', exception);
  process.on('unhandledRejection', rejection);
  // The reader of our output may go away; writing to it then is not a reason to halt.
  process.stdout.on('error', ignore);
  process.stderr.on('error', ignore);
  return () => {
    process.off('uncaughtException', exception);
    process.off('unhandledRejection', rejection);
    process.stdout.off('error', ignore);
    process.stderr.off('error', ignore);
  };
}

const ignore = (): void => {};
