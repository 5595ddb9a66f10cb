import {
  type EventName,
  type Output,
  type Payload,
  type RawInput,
  type RequestName,
  events,
  requests,
} from './contract.ts';
import { type ClientPipe, ContractError, ServerMessage } from './wire.ts';

export interface ContractClient {
  request<N extends RequestName>(name: N, input: RawInput<N>): Promise<Output<N>>;
  on<N extends EventName>(name: N, listener: (payload: Payload<N>) => void): () => void;
  /** Told when an event number is missing: everything must be asked for again. */
  onGap(listener: () => void): () => void;
}

interface Pending {
  readonly name: RequestName;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: ContractError) => void;
}

/** A pipe → typed request() and on(). Lives as long as its pipe; a new pipe needs a new client. */
export function createClient(pipe: ClientPipe): ContractClient {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const gaps = new Set<() => void>();
  let nextId = 1;
  let lastSeq = 0;
  let closed = false;

  const settle = (id: number, use: (entry: Pending) => void): void => {
    const entry = pending.get(id);
    pending.delete(id);
    if (entry) use(entry);
  };

  const receive = (raw: unknown): void => {
    const message = ServerMessage.parse(raw);
    switch (message.kind) {
      case 'reply':
        settle(message.id, (entry) => take(entry, message.output));
        return;
      case 'failure':
        settle(message.id, (entry) => entry.reject(new ContractError(message.code, message.message)));
        return;
      case 'event': {
        if (message.seq !== lastSeq + 1) for (const tell of gaps) tell();
        lastSeq = message.seq;
        if (!Object.hasOwn(events, message.name)) return;
        const payload = events[message.name as EventName].payload.parse(message.payload);
        for (const tell of listeners.get(message.name) ?? []) tell(payload as never);
      }
    }
  };

  pipe.onMessage(receive);
  pipe.onClose(() => {
    closed = true;
    for (const entry of pending.values())
      entry.reject(new ContractError('closed', 'the connection to the desk was lost'));
    pending.clear();
  });

  return {
    request(name, input) {
      return new Promise((resolve, reject) => {
        if (closed) {
          reject(new ContractError('closed', 'the connection to the desk was lost'));
          return;
        }
        const id = nextId;
        nextId += 1;
        pending.set(id, { name, resolve: resolve as (output: unknown) => void, reject });
        pipe.send({ kind: 'request', id, name, input });
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    onGap(listener) {
      gaps.add(listener);
      return () => void gaps.delete(listener);
    },
  };
}

/** An answer that is not as agreed is the asker's to hear of. */
function take({ name, resolve, reject }: Pending, answer: unknown): void {
  const output = requests[name].output.safeParse(answer);
  if (output.success) resolve(output.data);
  else
    reject(
      new ContractError('internal', `the desk's answer to ${name} is not as agreed: ${output.error.message}`),
    );
}
