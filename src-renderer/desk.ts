import type { Payload, RequestName, EventName } from '#shared/contract/contract.ts';
import type { BookRow } from '#shared/contract/book-row.ts';
import type { Reconcile } from '#shared/contract/reconcile-row.ts';
import type { LimitsRow } from '#shared/contract/limit-row.ts';
import type { SafetyRow } from '#shared/contract/safety-row.ts';
import type { BlotterRow, DriftRow, ProposalRow, Status } from '#shared/contract/rows.ts';
import type { WorkRow } from '#shared/contract/work-row.ts';
import type { OrderId } from '#shared/ids.ts';
import { ContractError } from '#shared/contract/wire.ts';
import { type Cell, createCell } from './cell.ts';
import type { DeskLink } from './client.ts';
import type { SeenStatus } from './clock.ts';
import { type Delta, type Replica, type Schedule, createReplica } from './replica.ts';

/** An order of this desk by its own id, or one that it did not make by IBKR's number. */
export type HistoryOf = { readonly orderId: OrderId } | { readonly permId: number; readonly title: string };

/** The desk as this screen knows it. */
export interface Desk {
  readonly link: DeskLink;
  /** null until the first one came. */
  readonly status: Cell<SeenStatus | null>;
  readonly drift: Replica<DriftRow>;
  readonly proposals: Replica<ProposalRow>;
  readonly blotter: Replica<BlotterRow>;
  readonly works: Replica<WorkRow>;
  /** Of the last interval; null = none yet. */
  readonly book: Cell<BookRow | null>;
  /** Trading state, arming, trips and the kill switch; null until the first one came. */
  readonly safety: Cell<SafetyRow | null>;
  /** Every limit and its present use; null until the first one came. */
  readonly limits: Cell<LimitsRow | null>;
  /** Differences between the books; null = none told yet. */
  readonly reconcile: Cell<Reconcile | null>;
  /** The order whose history is open; null = none. */
  readonly history: Cell<HistoryOf | null>;
  /** The name that the chart shows; null = none chosen yet. */
  readonly selected: Cell<string | null>;
  readonly toasts: Cell<readonly Toast[]>;
  readonly say: (level: Toast['level'], text: string) => void;
}

export interface Toast {
  readonly id: number;
  readonly level: 'info' | 'error';
  readonly text: string;
}

const mostToasts = 4;

export function createDesk(link: DeskLink, schedule: Schedule, now: () => number): Desk {
  const status = createCell<SeenStatus | null>(null);
  const toasts = createCell<readonly Toast[]>([]);
  let lastToast = 0;
  const say: Desk['say'] = (level, text) => {
    lastToast += 1;
    toasts.set([...toasts.get(), { id: lastToast, level, text }].slice(-mostToasts));
  };

  const seen = (value: Status): void => status.set({ ...value, seenAt: now() });
  link.on('status.changed', seen);
  link.onFresh(() => {
    link.request('status.get', {}).then(seen, (error: unknown) => {
      if (!isClosed(error)) say('error', wordsOf(error));
    });
  });
  link.onFault((what) =>
    say(
      'error',
      `The desk sent something that this screen does not understand. Reload this window. (${what})`,
    ),
  );

  const book = createCell<BookRow | null>(null);
  link.on('book.changed', book.set);
  link.onFresh(() => {
    link.request('book.get', {}).then(book.set, (error: unknown) => {
      if (!isClosed(error)) say('error', wordsOf(error));
    });
  });

  const safety = createCell<SafetyRow | null>(null);
  link.on('safety.changed', safety.set);
  link.onFresh(() => {
    link.request('safety.get', {}).then(safety.set, (error: unknown) => {
      if (!isClosed(error)) say('error', wordsOf(error));
    });
  });

  const reconcile = createCell<Reconcile | null>(null);
  link.on('reconcile.changed', reconcile.set);
  link.onFresh(() => {
    link.request('reconcile.get', {}).then(reconcile.set, (error: unknown) => {
      if (!isClosed(error)) say('error', wordsOf(error));
    });
  });

  const drift = follow(link, 'drift.list', 'drift.changed', createReplica<DriftRow>(schedule), say);
  const selected = createCell<string | null>(null);
  drift.onChange(() => {
    if (selected.get() === null) selected.set(largestHolding(drift.rows()));
  });

  return {
    link,
    status,
    drift,
    proposals: follow(link, 'proposal.list', 'proposal.changed', createReplica<ProposalRow>(schedule), say),
    blotter: follow(link, 'blotter.list', 'blotter.changed', createReplica<BlotterRow>(schedule), say),
    works: follow(link, 'work.list', 'work.changed', createReplica<WorkRow>(schedule), say),
    book,
    safety,
    limits: limitsCell(link, say),
    reconcile,
    history: createCell<HistoryOf | null>(null),
    selected,
    toasts,
    say,
  };
}

function limitsCell(link: DeskLink, say: Desk['say']): Cell<LimitsRow | null> {
  const limits = createCell<LimitsRow | null>(null);
  link.on('limits.changed', limits.set);
  link.onFresh(() => {
    link.request('limits.get', {}).then(limits.set, (error: unknown) => {
      if (!isClosed(error)) say('error', wordsOf(error));
    });
  });
  return limits;
}

/** Where the chart starts, before anybody chose; null while there are no names. */
export function largestHolding(rows: readonly DriftRow[]): string | null {
  const names = rows.filter((row) => row.kind === 'name');
  const largest = names.reduce<DriftRow | null>(
    (best, row) => (best && (best.current ?? 0) >= (row.current ?? 0) ? best : row),
    null,
  );
  return largest?.id ?? null;
}

/** What went wrong, in words. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A lost pipe is told by its band, and everything is asked for again when it is back. */
const isClosed = (error: unknown): boolean => error instanceof ContractError && error.code === 'closed';

type Lists = 'drift.list' | 'proposal.list' | 'blotter.list' | 'work.list';
type Deltas = 'drift.changed' | 'proposal.changed' | 'blotter.changed' | 'work.changed';

/** Keeps a replica true: snapshot at every opening and gap, deltas in between. An answer that a newer question overtook is dropped. */
function follow<Row extends { readonly id: string }>(
  link: DeskLink,
  list: Lists & RequestName,
  changed: Deltas & EventName,
  replica: Replica<Row>,
  say: Desk['say'],
): Replica<Row> {
  let asked = 0;
  link.on(changed, (delta: Payload<Deltas>) => replica.apply(delta as unknown as Delta<Row>));
  link.onFresh(() => {
    asked += 1;
    const mine = asked;
    replica.expectSnapshot();
    link.request(list, {}).then(
      (rows) => {
        if (mine === asked) replica.load(rows as unknown as readonly Row[]);
      },
      (error: unknown) => {
        if (mine === asked && !isClosed(error)) say('error', `${list}: ${wordsOf(error)}`);
      },
    );
  });
  return replica;
}
