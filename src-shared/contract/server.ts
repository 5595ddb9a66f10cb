import type { z } from 'zod';
import {
  type Caller,
  type EventName,
  type Handlers,
  type Payload,
  type RequestName,
  requests,
} from './contract.ts';
import { ClientMessage, ContractError, type ErrorCode, type ServerMessage, type ServerPipe } from './wire.ts';

export interface ContractServer {
  /** Serves one client until its pipe closes. */
  connect(pipe: ServerPipe, caller: Caller): void;
  publish<N extends EventName>(name: N, payload: Payload<N>): void;
  readonly clients: number;
}

export interface ServerOptions {
  /** Refuses every command. */
  readonly readOnly?: boolean;
  /** Sees each command before it runs, for the journal. A throw refuses the command. */
  readonly onCommand?: (name: RequestName, input: unknown, caller: Caller) => void;
  /** Made for each client: called with each of its commands first; a throw refuses the command. */
  readonly budget?: () => (name: RequestName) => void;
  /** Maps what a handler threw; null = not known, becomes `internal`. */
  readonly codeOf?: (error: unknown) => ErrorCode | null;
  readonly onInternalError?: (name: string, error: unknown) => void;
}

/** Handlers + pipes → answers and broadcasts. A client that sends nonsense gets a failure, never an exception here. */
export function createServer(handlers: Handlers, options: ServerOptions = {}): ContractServer {
  const clients = new Map<ServerPipe, { seq: number }>();

  const answer = async (message: unknown, client: Client): Promise<ServerMessage | null> => {
    const parsed = ClientMessage.safeParse(message);
    if (!parsed.success) return null;
    const { id, name, input } = parsed.data;
    try {
      return { kind: 'reply', id, output: await run(handlers, name, input, client, options) };
    } catch (error) {
      const { code, message: text } = failureOf(error, name, options);
      return { kind: 'failure', id, code, message: text };
    }
  };

  return {
    connect(pipe, caller) {
      clients.set(pipe, { seq: 0 });
      const client: Client = { caller, spend: options.budget?.() ?? (() => {}) };
      const stop = pipe.onMessage((message) => {
        void answer(message, client).then((reply) => {
          if (reply !== null && clients.has(pipe)) pipe.send(reply);
        });
      });
      pipe.onClose(() => {
        stop();
        clients.delete(pipe);
      });
    },
    publish(name, payload) {
      for (const [pipe, client] of clients) {
        client.seq += 1;
        pipe.send({ kind: 'event', seq: client.seq, name, payload: payload as z.core.util.JSONType });
      }
    },
    get clients() {
      return clients.size;
    },
  };
}

interface Client {
  readonly caller: Caller;
  readonly spend: (name: RequestName) => void;
}

async function run(
  handlers: Handlers,
  name: string,
  input: unknown,
  { caller, spend }: Client,
  options: ServerOptions,
): Promise<z.core.util.JSONType> {
  if (!Object.hasOwn(requests, name))
    throw new ContractError('unknown-request', `no request is called ${name}`);
  const request = name as RequestName;
  const definition = requests[request];
  const parsed = definition.input.safeParse(input);
  if (!parsed.success) throw new ContractError('bad-input', `${name}: ${issuesOf(parsed.error)}`);
  if (definition.kind === 'command') {
    if (options.readOnly === true) throw new ContractError('read-only', 'this desk was started read-only');
    spend(request);
    options.onCommand?.(request, parsed.data, caller);
  }
  const handler = handlers[request] as (input: unknown, caller: Caller) => unknown;
  return (await handler(parsed.data, caller)) as z.core.util.JSONType;
}

const issuesOf = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('; ');

function failureOf(
  error: unknown,
  name: string,
  options: ServerOptions,
): { code: ErrorCode; message: string } {
  if (error instanceof ContractError) return { code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  const code = options.codeOf?.(error) ?? null;
  if (code === null) options.onInternalError?.(name, error);
  return { code: code ?? 'internal', message };
}
