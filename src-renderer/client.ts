import { type ContractClient, createClient } from '#shared/contract/client.ts';
import {
  type EventName,
  type Output,
  type Payload,
  type RawInput,
  type RequestName,
  events,
} from '#shared/contract/contract.ts';
import { type ClientPipe, ContractError } from '#shared/contract/wire.ts';
import { type Cell, createCell } from './cell.ts';

/** The way to the desk. It outlives its pipes: a lost one is opened again, with a new contract client. */
export interface DeskLink {
  readonly state: Cell<LinkState>;
  /** Rejects with a ContractError; `closed` while no pipe is open. */
  request<N extends RequestName>(name: N, input: RawInput<N>): Promise<Output<N>>;
  on<N extends EventName>(name: N, listener: (payload: Payload<N>) => void): () => void;
  /** Told after every opening and at every gap: all that was known must be asked for again. */
  onFresh(listener: () => void): () => void;
  /** Told when a message is not as the contract says. */
  onFault(listener: (what: string) => void): () => void;
}

export type LinkState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open' }
  /** `retryAt`: this screen's clock. */
  | { readonly kind: 'lost'; readonly retryAt: number };

export type OpenPipe = () => Promise<ClientPipe>;

export interface LinkTime {
  now(): number;
  after(ms: number, run: () => void): void;
}

export const firstDelayMs = 500;
export const longestDelayMs = 5000;

const realTime: LinkTime = {
  now: () => Date.now(),
  after: (ms, run) => void setTimeout(run, ms),
};

export function createLink(openPipe: OpenPipe, time: LinkTime = realTime): DeskLink {
  const state = createCell<LinkState>({ kind: 'opening' });
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const fresh = new Set<() => void>();
  const faults = new Set<(what: string) => void>();
  let client: ContractClient | null = null;
  let delayMs = firstDelayMs;

  const tellFresh = (): void => {
    for (const tell of fresh) tell();
  };
  const tellFault = (what: string): void => {
    for (const tell of faults) tell(what);
  };
  const relay = (name: EventName, from: ContractClient): void => {
    from.on(name, (payload) => {
      for (const tell of listeners.get(name) ?? []) tell(payload as never);
    });
  };

  const opened = (pipe: ClientPipe): void => {
    const mine = createClient(guarded(pipe, tellFault));
    client = mine;
    for (const name of Object.keys(events) as EventName[]) relay(name, mine);
    mine.onGap(tellFresh);
    pipe.onClose(() => {
      if (client === mine) lost();
    });
    delayMs = firstDelayMs;
    state.set({ kind: 'open' });
    tellFresh();
  };
  const lost = (): void => {
    client = null;
    state.set({ kind: 'lost', retryAt: time.now() + delayMs });
    time.after(delayMs, open);
    delayMs = Math.min(delayMs * 2, longestDelayMs);
  };
  const open = (): void => void openPipe().then(opened, lost);
  open();

  return {
    state,
    request(name, input) {
      return client
        ? client.request(name, input)
        : Promise.reject(new ContractError('closed', 'the desk is not answering; nothing was sent to it'));
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    onFresh(listener) {
      fresh.add(listener);
      return () => void fresh.delete(listener);
    },
    onFault(listener) {
      faults.add(listener);
      return () => void faults.delete(listener);
    },
  };
}

/** A message that does not parse is a fault to show, and must not stop the ones behind it. */
function guarded(pipe: ClientPipe, fault: (what: string) => void): ClientPipe {
  return {
    send: (message) => pipe.send(message),
    onClose: (listener) => pipe.onClose(listener),
    onMessage: (listener) =>
      pipe.onMessage((message) => {
        try {
          listener(message);
        } catch (error) {
          fault(error instanceof Error ? error.message : String(error));
        }
      }),
  };
}
