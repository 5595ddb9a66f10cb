import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome } from './day.ts';

/** A day that ended its process has no outcome of its own. */
const crashed = (seed: number, how: string): Outcome => ({
  ...{ seed, digest: '', counts: {}, last: [] },
  violations: [`the process of the day ended: ${how}`],
});

/** Runs days in processes of their own, each process one after the other; tells each as it ends. */
export async function runSeeds(
  first: number,
  last: number,
  jobs: number,
  ended: (outcome: Outcome) => void,
): Promise<void> {
  const seeds = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  const work = async (): Promise<void> => {
    while (seeds.length > 0) {
      const child = fork(join(import.meta.dirname, 'children', 'worker.ts'), {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      await serve(child, () => seeds.shift() ?? null, ended);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(jobs, seeds.length)) }, work));
}

/** Until there is no more work, or the process died over it. */
function serve(
  child: ChildProcess,
  take: () => number | null,
  ended: (outcome: Outcome) => void,
): Promise<void> {
  return new Promise((resolve) => {
    let seed: number | null = null;
    const give = (): void => {
      seed = take();
      if (seed === null) child.disconnect();
      else child.send(seed);
    };
    child.on('message', (outcome: Outcome) => {
      ended(outcome);
      give();
    });
    child.on('exit', (code, signal) => {
      if (seed !== null) ended(crashed(seed, signal ?? `exit ${code}`));
      resolve();
    });
    give();
  });
}
