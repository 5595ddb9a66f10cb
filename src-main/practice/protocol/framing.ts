/** Frames both ways: a 4-byte big-endian length, then fields that each end with NUL. */

/** Far above any request; a longer frame is not this protocol. */
export const MAX_FRAME_BYTES = 1_048_576;
const PREFIX = 'API\0';
const EMPTY = Buffer.alloc(0);

/** The peer does not speak the protocol: the connection is worth nothing any more. */
export class NotTheProtocol extends Error {
  override readonly name = 'NotTheProtocol';
}

export type Value = string | number | boolean | null;

/** null goes out empty, booleans as 1 and 0. */
export function encodeFrame(fields: readonly Value[]): Buffer {
  const body = Buffer.from(`${fields.map(textOf).join('\0')}\0`, 'utf8');
  const frame = Buffer.allocUnsafe(body.length + 4);
  frame.writeUInt32BE(body.length, 0);
  body.copy(frame, 4);
  return frame;
}

/** Cuts a byte stream into its greeting and its frames, however the network chopped it. */
export class FrameReader {
  #pending: Buffer = EMPTY;
  #greeted = false;

  /** The messages completed by this chunk; the first ever is the greeting's text. Throws NotTheProtocol. */
  read(chunk: Buffer): string[][] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const messages: string[][] = [];
    if (!this.#greeted && !this.#skipPrefix()) return messages;
    while (this.#pending.length >= 4) {
      const length = this.#pending.readUInt32BE(0);
      if (length === 0 || length > MAX_FRAME_BYTES) {
        throw new NotTheProtocol(`frame length ${length}`);
      }
      if (this.#pending.length < 4 + length) break;
      messages.push(fieldsOf(this.#pending.subarray(4, 4 + length)));
      this.#pending = this.#pending.subarray(4 + length);
    }
    return messages;
  }

  #skipPrefix(): boolean {
    const seen = this.#pending.subarray(0, PREFIX.length).toString('latin1');
    if (!PREFIX.startsWith(seen)) throw new NotTheProtocol('no API greeting');
    if (seen.length < PREFIX.length) return false;
    this.#pending = this.#pending.subarray(PREFIX.length);
    this.#greeted = true;
    return true;
  }
}

/** The greeting has no NUL at its end; every other message has. */
function fieldsOf(body: Buffer): string[] {
  const text = body.toString('utf8');
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

function textOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}
