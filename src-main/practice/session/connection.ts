/** One client's socket: greeting, frames in and out, and the end of it when the client talks nonsense. */
import type { Duplex } from 'node:stream';
import { encodeFrame, FrameReader, NotTheProtocol, type Value } from '../protocol/framing.ts';
import { agreeOnVersion, SERVER_VERSION } from '../protocol/greeting.ts';
import type { Log } from '../log.ts';

/** A client that reads so much too slowly is cut off before it eats the memory. */
const MAX_UNSENT_BYTES = 64 * 1024 * 1024;

export interface ConnectionEvents {
  /** A whole message after the greeting. May throw NotTheProtocol to end the connection. */
  message(fields: readonly string[]): void;
  closed(): void;
}

export class Connection {
  readonly #socket: Duplex;
  readonly #reader = new FrameReader();
  readonly #log: Log;
  readonly #greetingText: () => string;
  readonly peer: string;
  #events: ConnectionEvents | null = null;
  #version: number | null = null;

  /** greetingText: the time of the connection as the server's greeting tells it. */
  constructor(socket: Duplex, peer: string, greetingText: () => string, log: Log) {
    this.#socket = socket;
    this.#log = log;
    this.#greetingText = greetingText;
    this.peer = peer;
  }

  start(events: ConnectionEvents): void {
    this.#events = events;
    this.#socket.on('data', (chunk: Buffer) => this.#received(chunk));
    this.#socket.on('error', (error) =>
      this.#log('socket-error', { peer: this.peer, message: error.message }),
    );
    this.#socket.on('close', () => events.closed());
  }

  /** 178, or 177 when the client knows no more. */
  get version(): number {
    return this.#version ?? SERVER_VERSION;
  }

  /** The one place where a message leaves the server. */
  send(fields: readonly Value[]): void {
    if (!this.#socket.writable) return;
    if (this.#socket.writableLength > MAX_UNSENT_BYTES) {
      this.refuse('does not read what it asked for');
      return;
    }
    this.#socket.write(encodeFrame(fields));
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

  /** Ends it at once, with a line in the log. */
  refuse(reason: string): void {
    this.#log('refused', { peer: this.peer, reason });
    this.#socket.destroy();
  }

  #received(chunk: Buffer): void {
    if (this.#socket.destroyed) return;
    try {
      for (const fields of this.#reader.read(chunk)) {
        if (this.#socket.destroyed) return;
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
    this.send([this.#version, this.#greetingText()]);
  }
}

/** The start of what the client sent, fit for a log. */
function printable(text: string): string {
  return text.slice(0, 60).replaceAll(/[^ -~]/g, '?');
}
