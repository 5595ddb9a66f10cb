import type { IBApi } from '@stoqey/ib';

/** Ticks, straight from the bytes. */
export interface TickSink {
  /** `size` belongs to the same side. */
  price(id: number, tick: number, value: number, size: number): void;
  size(id: number, tick: number, value: number): void;
  generic(id: number, tick: number, value: number): void;
}

export interface FrameHooks {
  /** Bytes came, of whatever message. */
  readonly heard: () => void;
  /** The stream of bytes makes no sense any more: nothing after this can be read. */
  readonly broken: (why: string) => void;
  readonly isOver: () => boolean;
  /** A tick could not be taken in. */
  readonly failed: (error: unknown) => void;
  /** Who takes ticks; null = nobody yet. */
  readonly ticks: () => TickSink | null;
}

/** The part of the library's inside that reads the socket; it has no public name. */
interface Reading {
  readonly socket?: { onData?: unknown; onMessage?: unknown };
}

/**
 * Messages that this adapter listens to, and no others: the library reserves memory for as many rows as a message says it has, and a list
 * that nobody reads could be of any length.
 */
const wanted: ReadonlySet<string> = new Set([
  ...['1', '2', '45', '58'], // quotes: price, size, generic, kind
  ...['3', '5', '53', '101', '102'], // orders: status, open, end, completed, end
  ...['11', '55', '59'], // executions: one, end, commission
  ...['6', '54', '61', '62'], // account: value, end, position, end
  ...['4', '9', '15', '49'], // error, next order number, accounts, clock
  ...['10', '52', '93', '17'], // contract, end, price rule, bars
]);

const headBytes = 4;
/** What the library and IBKR's own clients take at most. */
const longestFrame = 0xff_ff_ff;
const nul = 0;
const zero = 0x30;
const nine = 0x39;
const dot = 0x2e;
const minus = 0x2d;

/**
 * Cuts the socket's bytes into messages in place of the library, which can be made to loop for ever by a negative length, glues a message
 * that lacks its last NUL to the next one, and takes several microseconds for each tick. Ticks go to their sink at once; every other
 * message, and any tick that looks unusual, goes on to the library. Throws if the library no longer looks as expected.
 */
export function takeOverFrames(api: IBApi, hooks: FrameHooks): void {
  const { socket } = (api as unknown as { readonly controller?: Reading }).controller ?? {};
  const decode = socket?.onMessage;
  if (socket === undefined || typeof socket.onData !== 'function' || typeof decode !== 'function')
    throw new Error('the IBKR library has changed inside');
  const reader = new FrameReader(hooks, (text) => void decode.call(socket, text));
  socket.onData = (chunk: Buffer) => reader.take(chunk);
}

class FrameReader {
  readonly #hooks: FrameHooks;
  readonly #decode: (text: string) => void;
  #rest: Buffer | null = null;
  /** The first message is the greeting, whatever it looks like. */
  #greeted = false;
  #broken = false;

  constructor(hooks: FrameHooks, decode: (text: string) => void) {
    this.#hooks = hooks;
    this.#decode = decode;
  }

  take(chunk: Buffer): void {
    if (this.#broken) return;
    this.#hooks.heard();
    const data = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (data.length - at >= headBytes && !this.#hooks.isOver()) {
      const length = data.readUInt32BE(at);
      if (length > longestFrame) {
        this.#broken = true;
        this.#hooks.broken(`a message of ${length} bytes was announced`);
        return;
      }
      const end = at + headBytes + length;
      if (end > data.length) break;
      if (length > 0) this.#message(data, at + headBytes, end);
      at = end;
    }
    this.#rest = at < data.length ? data.subarray(at) : null;
  }

  #message(data: Buffer, start: number, end: number): void {
    const isGreeting = !this.#greeted;
    this.#greeted = true;
    const sink = isGreeting ? null : this.#hooks.ticks();
    if (sink !== null && this.#ticked(data, start, end, sink)) return;
    const text = data.toString('utf8', start, end);
    if (!isGreeting && !wanted.has(text.slice(0, Math.max(0, text.indexOf('\0'))))) return;
    this.#decode(data[end - 1] === nul ? text : `${text}\0`);
  }

  #ticked(data: Buffer, start: number, end: number, sink: TickSink): boolean {
    try {
      return takeTick(data, start, end, sink);
    } catch (error) {
      this.#hooks.failed(error);
      return true;
    }
  }
}

/** Where the reader stands; module-wide, because it works on one message at a time and is made a hundred thousand times a second. */
let position = 0;

/** True = a tick of the usual look, and dealt with. Nothing is told of one that is not whole. */
function takeTick(data: Buffer, start: number, end: number, sink: TickSink): boolean {
  const first = data[start];
  const second = data[start + 1];
  if (second === nul && first === zero + 1) return tickPrice(data, start + 2, end, sink);
  if (second === nul && first === zero + 2) return tickSize(data, start + 2, end, sink);
  if (first !== zero + 4 || data[start + 2] !== nul) return false;
  // times of trades and the like: nothing of them is kept
  if (second === zero + 6) return true;
  return second === zero + 5 && tickGeneric(data, start + 3, end, sink);
}

/** Version, request, tick, price, size, mask. */
function tickPrice(data: Buffer, start: number, end: number, sink: TickSink): boolean {
  position = start;
  const version = number(data, end);
  const id = number(data, end);
  const tick = number(data, end);
  const value = number(data, end);
  const size = number(data, end);
  const mask = number(data, end);
  if (!(version >= 3) || !isWhole(id) || !isWhole(tick) || !(mask >= 0) || position !== end) return false;
  if (Number.isNaN(value) || Number.isNaN(size)) return false;
  sink.price(id, tick, value, size);
  return true;
}

/** Version, request, tick, size. */
function tickSize(data: Buffer, start: number, end: number, sink: TickSink): boolean {
  position = start;
  const version = number(data, end);
  const id = number(data, end);
  const tick = number(data, end);
  const value = number(data, end);
  if (Number.isNaN(version) || !isWhole(id) || !isWhole(tick) || Number.isNaN(value) || position !== end)
    return false;
  sink.size(id, tick, value);
  return true;
}

/** Version, request, tick, value. */
function tickGeneric(data: Buffer, start: number, end: number, sink: TickSink): boolean {
  position = start;
  const version = number(data, end);
  const id = number(data, end);
  const tick = number(data, end);
  const value = number(data, end);
  if (Number.isNaN(version) || !isWhole(id) || !isWhole(tick) || Number.isNaN(value) || position !== end)
    return false;
  sink.generic(id, tick, value);
  return true;
}

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Below this, digits without their dot are a whole number that a double holds exactly; the quotient is then what Number() gives. */
const exact = Number.MAX_SAFE_INTEGER / 16;

/** The plain decimal number at `position`, which moves behind its NUL; NaN = it is something else, and then nothing after it counts. */
function number(data: Buffer, end: number): number {
  let at = position;
  const isNegative = data[at] === minus;
  if (isNegative) at++;
  let digits = 0;
  let scale = 0;
  let count = 0;
  for (; at < end; at++) {
    const byte = data[at] ?? nul;
    if (byte === nul) break;
    if (byte >= zero && byte <= nine) {
      digits = digits * 10 + (byte - zero);
      scale *= 10;
      count++;
    } else if (byte === dot && scale === 0) scale = 1;
    else return Number.NaN;
  }
  if (at >= end || count === 0 || digits > exact) return Number.NaN;
  position = at + 1;
  const value = scale > 1 ? digits / scale : digits;
  return isNegative ? -value : value;
}
