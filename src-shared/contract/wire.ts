import { z } from 'zod';

/** One end of a message pipe; a host supplies one per client. Only JSON values pass. */
export interface Pipe<Out, In> {
  send(message: Out): void;
  /** Returns the function that stops listening. */
  onMessage(listener: (message: In) => void): () => void;
  /** Told once when the other side is gone. */
  onClose(listener: () => void): () => void;
}

export const errorCodes = [
  'bad-input',
  'unknown-request',
  'refused',
  'not-connected',
  'broker',
  'store',
  'halted',
  'read-only',
  'closed',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Crosses the wire as code and message; nothing else survives. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export const ClientMessage = z.object({
  kind: z.literal('request'),
  id: z.int().nonnegative(),
  name: z.string(),
  input: z.json(),
});
export type ClientMessage = z.output<typeof ClientMessage>;

export const ServerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reply'), id: z.int(), output: z.json() }),
  z.object({ kind: z.literal('failure'), id: z.int(), code: z.enum(errorCodes), message: z.string() }),
  /** `seq` rises by one per event of this connection, from 1. */
  z.object({ kind: z.literal('event'), seq: z.int(), name: z.string(), payload: z.json() }),
]);
export type ServerMessage = z.output<typeof ServerMessage>;

export type ServerPipe = Pipe<ServerMessage, unknown>;
export type ClientPipe = Pipe<ClientMessage, unknown>;
