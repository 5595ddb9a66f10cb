/** One client's socket: greeting, frames in and out, and the end of it when the client talks nonsense. */
import type { Duplex } from 'node:stream';
import type { Switches } from '../faults/switches.ts';
import { FrameReader, NotTheProtocol, type Value } from '../protocol/framing.ts';
import { agreeOnVersion, SERVER_VERSION } from '../protocol/greeting.ts';
import type { Log } from '../log.ts';
import type { Timers } from '../timers.ts';
import { Outgoing } from './outgoing.ts';

/** A client that reads so much too slowly is cut off before it eats the memory. */
const MAX_UNSENT_BYTES = 64 * 1024 * 1024;

export interface ConnectionEvents {
  /** A whole message after the greeting. May throw NotTheProtocol to end the connection. */
  message(fields: readonly string[]): void;
  closed(): void;
}

export interface ConnectionParts {
  /** The time of the connection as the server's greeting tells it. */
  readonly greetingText: () => string;
  readonly switches: Switches;
  readonly timers: Timers;
  readonly log: Log;
}

export class Connection {
  readonly #socket: Duplex;
  readonly #reader = new FrameReader();
  readonly #parts: ConnectionParts;
  readonly #outgoing: Outgoing;
  readonly peer: string;
  #events: ConnectionEvents | null = null;
  #version: number | null = null;
  /** What came while it did not read; null: it reads. */
  #unread: Buffer[] | null = null;
  #isDeaf = false;

  constructor(socket: Duplex, peer: string, parts: ConnectionParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.peer = peer;
    this.#outgoing = new Outgoing((bytes) => this.#write(bytes), parts.switches, parts.timers);
  }

  start(events: ConnectionEvents): void {
    this.#events = events;
    this.#socket.on('data', (chunk: Buffer) => this.#received(chunk));
    this.#socket.on('error', (error) =>
      this.#parts.log('socket-error', { peer: this.peer, message: error.message }),
    );
    // A socket does so by itself; other streams may stay half open.
    this.#socket.on('end', () => this.#socket.end());
    this.#socket.on('close', () => events.closed());
  }

  /** 178, or 177 when the client knows no more. */
  get version(): number {
    return this.#version ?? SERVER_VERSION;
  }

  /** The one place where a message leaves the server. */
  send(fields: readonly Value[]): void {
    if (this.#socket.writable) this.#outgoing.send(fields);
  }

  /** Sends many messages in few packets. */
  batch(send: () => void): void {
    this.#socket.cork();
    try {
      send();
    } finally {
      this.#socket.uncork();
    }
  }

  /** Ends the connection after what was sent has gone out. */
  end(): void {
    this.#socket.end(() => this.#socket.destroy());
  }

  /** Ends it at once, and what was not sent yet is lost. */
  drop(): void {
    this.#socket.destroy();
  }

  /** Stays open and says nothing for so long, 0: never again; meanwhile it reads, or does not. */
  silence(forMs: number, reads: boolean): void {
    this.#outgoing.silence(forMs);
    if (reads) return;
    if (forMs === 0) {
      this.#isDeaf = true;
      return;
    }
    this.#unread ??= [];
    this.#parts.timers.after(forMs, () => {
      const unread = this.#unread ?? [];
      this.#unread = null;
      for (const chunk of unread) this.#received(chunk);
    });
  }

  /** Ends it at once, with a line in the log. */
  refuse(reason: string): void {
    this.#parts.log('refused', { peer: this.peer, reason });
    this.#socket.destroy();
  }

  #received(chunk: Buffer): void {
    if (this.#socket.destroyed || this.#isDeaf) return;
    if (this.#unread !== null) {
      this.#unread.push(chunk);
      return;
    }
    try {
      for (const fields of this.#reader.read(chunk)) {
        if (this.#socket.destroyed || this.#isDeaf) return;
        if (this.#version === null) this.#greet(fields[0] ?? '');
        else this.#events?.message(fields);
      }
    } catch (error) {
      const reason = error instanceof NotTheProtocol ? error.message : `cannot be served: ${String(error)}`;
      this.refuse(reason);
    }
  }

  #greet(greeting: string): void {
    this.#version = agreeOnVersion(greeting);
    if (this.#version === null) throw new NotTheProtocol(`no common version with ${printable(greeting)}`);
    if (this.#parts.switches.take('greeting-never') !== null) this.silence(0, false);
    else this.#outgoing.frame([this.#version, this.#parts.greetingText()]);
  }

  #write(bytes: Buffer): void {
    if (!this.#socket.writable) return;
    if (this.#socket.writableLength > MAX_UNSENT_BYTES) this.refuse('does not read what it asked for');
    else this.#socket.write(bytes);
  }
}

/** The start of what the client sent, fit for a log. */
function printable(text: string): string {
  return text.slice(0, 60).replaceAll(/[^ -~]/g, '?');
}
