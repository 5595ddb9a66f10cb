import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Child {
  /** Resolves with the first line that passes; rejects if the child ends before. */
  line(passes: (line: string) => boolean): Promise<string>;
  /** Ends it as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
}

/** One of test/main/store/children in a process of its own. */
export function startChild(name: string, ...args: readonly string[]): Child {
  const child = spawn(process.execPath, [`test/main/store/children/${name}`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  return {
    line: (passes) =>
      new Promise((resolve, reject) => {
        lines.on('line', (line) => passes(line) && resolve(line));
        lines.on('close', () => reject(new Error(`${name} ended: ${said}`)));
      }),
    kill: () => killed(child),
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
