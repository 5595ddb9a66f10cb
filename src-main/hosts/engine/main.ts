import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { keepIntervalsYoung } from '../heap.ts';
import { HostError, badArguments } from '../host-error.ts';
import { answerLine } from './answer-line.ts';
import { verbs } from './verbs.ts';

// The engine as a filter: one JSON input a line comes in, one JSON answer a line goes out, in the same order.

keepIntervalsYoung();
try {
  await main();
} catch (error) {
  if (!(error instanceof HostError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error.exitCode);
}

async function main(): Promise<void> {
  const [name = '', ...rest] = process.argv.slice(2);
  const verb = verbs.get(name);
  if (verb === undefined || rest.length > 0) {
    const given = [name, ...rest].join(' ') || 'nothing';
    throw new HostError(
      `The engine takes one of ${[...verbs.keys()].join(', ')}, not ${given}.`,
      badArguments,
    );
  }
  // Whoever reads only the first answers has had enough.
  process.stdout.on('error', () => process.exit(0));
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (!process.stdout.write(`${answerLine(verb, line)}\n`)) await once(process.stdout, 'drain');
  }
}
