/** What happened, as JSON lines on the standard output: for people, and for tests that compare a desk with it. */

export type Details = Readonly<Record<string, string | number | boolean | null>>;
export type Log = (event: string, details: Details) => void;

export const logToStdout: Log = (event, details) => {
  process.stdout.write(`${JSON.stringify({ event, ...details })}\n`);
};
