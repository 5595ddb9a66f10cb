import { EventEmitter } from 'node:events';
import net from 'node:net';

/** The library's end of a TCP connection that exists in memory only. */
export class MemorySocket extends EventEmitter {
  readonly written: Buffer[] = [];
  isOver = false;
  onWrite: (bytes: Buffer) => void = () => undefined;

  write(bytes: Buffer): boolean {
    if (this.isOver) return false;
    this.written.push(bytes);
    this.onWrite(bytes);
    return true;
  }

  end(): void {
    this.isOver = true;
  }

  destroy(): void {
    this.isOver = true;
  }
}

/** While it runs, everything that this process connects to is the socket that `next` makes. */
export async function withoutNetwork<T>(next: () => MemorySocket, run: () => Promise<T>): Promise<T> {
  const connect = net.connect;
  const inMemory = (_to: unknown, connected: () => void): MemorySocket => {
    const socket = next();
    queueMicrotask(connected);
    return socket;
  };
  net.connect = inMemory as unknown as typeof net.connect;
  try {
    return await run();
  } finally {
    net.connect = connect;
  }
}
