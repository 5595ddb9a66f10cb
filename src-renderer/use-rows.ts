import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ensure } from '#shared/assert.ts';
import type { Cell } from './cell.ts';
import { type Desk, wordsOf } from './desk.ts';
import type { SeenStatus } from './clock.ts';
import type { Replica } from './replica.ts';

export const DeskContext = createContext<Desk | null>(null);
export const useDesk = (): Desk => ensure(useContext(DeskContext), 'the desk around this pane');

/** A replica's rows; renders at most once per frame. */
export const useRows = <Row extends { readonly id: string }>(replica: Replica<Row>): readonly Row[] =>
  useSyncExternalStore(replica.onChange, replica.rows, replica.rows);

export function useRow<Row extends { readonly id: string }>(
  replica: Replica<Row>,
  id: string | null,
): Row | undefined {
  const get = (): Row | undefined => (id === null ? undefined : replica.get(id));
  return useSyncExternalStore(replica.onChange, get, get);
}

export const useCell = <T>(cell: Cell<T>): T => useSyncExternalStore(cell.onChange, cell.get, cell.get);

/** null until the desk has told it. */
export const useStatus = (): SeenStatus | null => useCell(useDesk().status);

/** This screen's clock, moving every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** False while the desk does not answer: actions are off then. */
export const useLinked = (): boolean => useCell(useDesk().link.state).kind === 'open';

export interface Action {
  /** True from the click to the desk's answer. */
  readonly busy: boolean;
  run(work: () => Promise<unknown>): void;
}

/** Runs one request at a time; what goes wrong is said in a toast. */
export function useAction(): Action {
  const { say } = useDesk();
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  return {
    busy,
    run(work) {
      if (running.current) return;
      running.current = true;
      setBusy(true);
      work()
        .catch((error: unknown) => say('error', wordsOf(error)))
        .finally(() => {
          running.current = false;
          setBusy(false);
        });
    },
  };
}
