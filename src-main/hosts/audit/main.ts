import { resolve } from 'node:path';
import { StoreError } from '#app/ports.ts';
import { badArguments, cannotStart } from '../host-error.ts';
import { auditReport, missingFile } from './report.ts';

// npm run audit -- FILE: proves that nothing in an account's file was changed, removed or added behind the journal's back.

const [file, ...rest] = process.argv.slice(2);
if (file === undefined || rest.length > 0) {
  process.stderr.write('The audit takes one file: npm run audit -- DATA_FOLDER/paper-DU1234567.sqlite\n');
  process.exit(badArguments);
}
process.exitCode = run(resolve(file));

function run(path: string): number {
  const missing = missingFile(path);
  if (missing !== null) return refuse(missing);
  try {
    const { ok, lines } = auditReport(path);
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return refuse(error.message);
  }
}

function refuse(words: string): number {
  process.stderr.write(`${words}\n`);
  return cannotStart;
}
