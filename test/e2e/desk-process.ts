import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The desk as `npm start` runs it without a window: a process of its own, reached over HTTP. */
export interface DeskProcess {
  /** Works once. */
  readonly url: string;
  /** As a crash or the end of the machine would. */
  kill(): Promise<void>;
  /** As Ctrl-C would; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export async function startDesk(data: string, ...args: string[]): Promise<DeskProcess> {
  const child = spawn(process.execPath, ['src-main/hosts/server/main.ts', '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await announced(child);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    const [code] = await ended;
    return code;
  };
  return { url, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') };
}

function announced(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += String(chunk);
      const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(said)?.[0];
      if (address !== undefined) resolve(address);
    });
    child.stderr?.on('data', (chunk: Buffer) => (said += String(chunk)));
    child.on('exit', (code) => reject(new Error(`the desk ended with ${code}: ${said}`)));
  });
}

export interface PracticeFill {
  readonly execId: string;
  readonly permId: number;
  readonly orderRef: string;
  readonly symbol: string;
  readonly side: string;
  readonly shares: number;
  readonly price: number;
  readonly commission: number;
}

/** What the practice TWS says that it filled, in its own log. */
export function practiceFills(data: string): PracticeFill[] {
  return readFileSync(join(data, 'practice.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"event":"fill"'))
    .map((line) => JSON.parse(line) as PracticeFill);
}

/** Ends the practice TWS that a killed desk has left behind. */
export function endPractice(data: string): void {
  try {
    const { pid } = JSON.parse(readFileSync(join(data, 'practice.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGTERM');
  } catch {
    // It is gone already, or never was.
  }
}
