import { createLog } from '#hosts/runtime.ts';

export interface LogLine {
  readonly level: string;
  readonly what: string;
}

/** The product's own log, kept in memory. */
export function keptLog() {
  const lines: LogLine[] = [];
  return { lines, log: createLog((line) => void lines.push(JSON.parse(line) as LogLine)) };
}
