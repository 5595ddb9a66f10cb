/** From messages to bytes on one connection: the place where messages get lost, late, doubled, cut up or stuck. */
import { isOfKind } from '../faults/messages.ts';
import type { Switches } from '../faults/switches.ts';
import { encodeFrame, type Value } from '../protocol/framing.ts';
import type { Timers } from '../timers.ts';

/** A message that waits for the next one to overtake it goes out after so long anyway. */
const SWAP_LIMIT_MS = 1000;

type Message = readonly Value[];

export class Outgoing {
  readonly #write: (bytes: Buffer) => void;
  readonly #switches: Switches;
  readonly #timers: Timers;
  #overtaken: Message | null = null;
  /** Frames that wait for the end of a silence; null: it is not silent. */
  #unsaid: Buffer[] | null = null;
  #isLost = false;
  readonly #pile: Buffer[] = [];
  #pieces: Buffer[] = [];

  constructor(write: (bytes: Buffer) => void, switches: Switches, timers: Timers) {
    this.#write = write;
    this.#switches = switches;
    this.#timers = timers;
  }

  send(message: Message): void {
    const switches = this.#switches;
    const suits = (fault: Parameters<typeof isOfKind>[0]) => isOfKind(fault, message);
    if (switches.take('message-lost', {}, ({ kind }) => suits(kind)) !== null) return;
    const late = switches.take('message-late', {}, ({ kind }) => suits(kind));
    if (late !== null) {
      this.#timers.after(late.seconds * 1000, () => this.frame(message));
      return;
    }
    if (
      this.#overtaken === null &&
      switches.take('messages-swapped', {}, ({ kind }) => suits(kind)) !== null
    ) {
      this.#overtaken = message;
      this.#timers.after(SWAP_LIMIT_MS, () => this.#letOvertakenGo(message));
      return;
    }
    this.frame(message);
    if (switches.take('message-twice', {}, ({ kind }) => suits(kind)) !== null) this.frame(message);
    if (this.#overtaken !== null) this.#letOvertakenGo(this.#overtaken);
  }

  /** Past every fault that picks messages: for the greeting. */
  frame(message: Message): void {
    const bytes = encodeFrame(message);
    if (this.#isLost) return;
    if (this.#unsaid === null) this.#pass(bytes);
    else this.#unsaid.push(bytes);
  }

  /** Nothing leaves for so long, then everything at once; forMs 0: nothing leaves ever again. */
  silence(forMs: number): void {
    if (forMs === 0) {
      this.#isLost = true;
      return;
    }
    if (this.#unsaid !== null) return;
    this.#unsaid = [];
    this.#timers.after(forMs, () => {
      const unsaid = this.#unsaid ?? [];
      this.#unsaid = null;
      for (const bytes of unsaid) this.#pass(bytes);
    });
  }

  #letOvertakenGo(message: Message): void {
    if (this.#overtaken !== message) return;
    this.#overtaken = null;
    this.frame(message);
  }

  #pass(bytes: Buffer): void {
    if (this.#pile.length > 0) {
      this.#pile.push(bytes);
      return;
    }
    const held = this.#switches.take('coalesce');
    if (held === null) {
      this.#cut(bytes);
      return;
    }
    this.#pile.push(bytes);
    this.#timers.after(held.seconds * 1000, () => this.#cut(Buffer.concat(this.#pile.splice(0))));
  }

  /** Pieces leave after the present turn, each by itself, and whatever comes after them stays behind them. */
  #cut(bytes: Buffer): void {
    const size = this.#switches.take('chunks')?.bytes ?? null;
    if (size === null && this.#pieces.length === 0) {
      this.#write(bytes);
      return;
    }
    if (this.#pieces.length === 0) queueMicrotask(() => this.#writePieces());
    for (let at = 0; at < bytes.length; at += size ?? bytes.length) {
      this.#pieces.push(bytes.subarray(at, at + (size ?? bytes.length)));
    }
  }

  #writePieces(): void {
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) this.#write(piece);
  }
}
