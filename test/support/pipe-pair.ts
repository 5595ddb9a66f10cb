import type { ClientPipe, ServerPipe } from '#shared/contract/wire.ts';

export interface PipePair {
  readonly client: ClientPipe;
  readonly server: ServerPipe;
  /** What the client gets next times is dropped, to make gaps. */
  drop(messages: number): void;
  /** Both ends hear that it is over. */
  close(): void;
}

/** Two ends of a pipe in memory. Everything goes through JSON, as it does over a socket; delivery is not in the same turn. */
export function pipePair(): PipePair {
  const toServer = new Set<(message: unknown) => void>();
  const toClient = new Set<(message: unknown) => void>();
  const closes = new Set<() => void>();
  let dropped = 0;
  let open = true;
  const deliver = (message: unknown, listeners: ReadonlySet<(message: unknown) => void>): void => {
    const text = JSON.stringify(message);
    queueMicrotask(() => {
      if (open) for (const listener of listeners) listener(JSON.parse(text));
    });
  };
  const listen = <T>(set: Set<T>, listener: T): (() => void) => {
    set.add(listener);
    return () => void set.delete(listener);
  };
  return {
    client: {
      send: (message) => deliver(message, toServer),
      onMessage: (listener) => listen(toClient, listener),
      onClose: (listener) => listen(closes, listener),
    },
    server: {
      send(message) {
        if (dropped > 0) dropped -= 1;
        else deliver(message, toClient);
      },
      onMessage: (listener) => listen(toServer, listener),
      onClose: (listener) => listen(closes, listener),
    },
    drop(messages) {
      dropped = messages;
    },
    close() {
      if (!open) return;
      open = false;
      for (const tell of closes) tell();
    },
  };
}
