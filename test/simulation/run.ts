import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runDay, type Outcome } from './day.ts';
import { runProcesses } from './processes.ts';
import { Summary } from './summary.ts';
import { runSeeds } from './workers.ts';

// npm run simulate -- --seeds 1..2000 [--jobs 2]       whole trading days with faults, kills and restarts
// npm run simulate -- --seed 46 [--trace]              one of them again, with everything that happened
// npm run simulate -- --process --seeds 1..5           the same with real processes and SIGKILL
// Ends with 1 where a day went wrong, or where too little went wrong for the days to have tested anything.

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    jobs: { type: 'string' },
    trace: { type: 'boolean', default: false },
    process: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

if (values.process) process.exitCode = await processes();
else process.exitCode = values.seed === undefined ? await many() : await one(Number(values.seed));

async function one(seed: number): Promise<number> {
  const print = values.trace ? (line: string) => void process.stdout.write(`${line}\n`) : null;
  const outcome = await runDay(seed, print);
  tell(outcome);
  for (const [what, count] of Object.entries(outcome.counts)) process.stdout.write(`  ${what}: ${count}\n`);
  process.stdout.write(`digest ${outcome.digest}\n`);
  return outcome.violations.length === 0 ? 0 : 1;
}

async function many(): Promise<number> {
  const [first, last] = rangeOf(values.seeds ?? '1..200');
  const summary = new Summary(first, last);
  const jobs = values.jobs === undefined ? availableParallelism() : Number(values.jobs);
  await runSeeds(first, last, jobs, (outcome) => {
    summary.add(outcome);
    if (values.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
    else if (outcome.violations.length > 0) tell(outcome);
    process.stderr.write(`\r${summary.progress()} `);
  });
  process.stderr.write('\n');
  const missing = summary.missing();
  if (!values.json) process.stdout.write(`${summary.text()}\n`);
  return summary.failed === 0 && missing.length === 0 ? 0 : 1;
}

async function processes(): Promise<number> {
  const [first, last] = rangeOf(values.seeds ?? values.seed ?? '1..3');
  const summary = new Summary(first, last);
  for (let seed = first; seed <= last; seed += 1) {
    const outcome = await runProcesses(seed);
    summary.add(outcome);
    tell(outcome);
  }
  process.stdout.write(`${summary.text()}\n`);
  return summary.failed === 0 ? 0 : 1;
}

function tell({ seed, violations, last }: Outcome): void {
  if (violations.length === 0) {
    process.stdout.write(`seed ${seed}: nothing to object to\n`);
    return;
  }
  process.stdout.write(`\nseed ${seed} FAILED: ${violations.length} things that must not be\n`);
  for (const line of violations) process.stdout.write(`  ${line}\n`);
  if (values.trace) return;
  process.stdout.write(`  the last events before its end:\n`);
  for (const line of last.slice(-15)) process.stdout.write(`    ${line.slice(0, 240)}\n`);
  process.stdout.write(`  again, with everything: npm run simulate -- --seed ${seed} --trace\n`);
}

function rangeOf(text: string): readonly [number, number] {
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || last < first)
    throw new RangeError(`--seeds ${text}: a range such as 1..2000 is wanted`);
  return [first, last];
}
