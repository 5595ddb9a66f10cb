/** What a screen holds of a list that lives in the desk: a snapshot, then deltas by id. */
export interface Replica<Row extends { readonly id: string }> {
  /** As last told to the listeners; the same array until the next change. */
  readonly rows: () => readonly Row[];
  readonly get: (id: string) => Row | undefined;
  /** False until the first snapshot came. */
  readonly loaded: () => boolean;
  /** A snapshot was asked for: deltas from here on are kept and applied on top of it. */
  readonly expectSnapshot: () => void;
  readonly load: (rows: readonly Row[]) => void;
  readonly apply: (delta: Delta<Row>) => void;
  /** Told once per frame, however many deltas came. */
  readonly onChange: (listener: (change: Change<Row>) => void) => () => void;
}

export interface Delta<Row> {
  readonly rows: readonly Row[];
  readonly removed: readonly string[];
}

export interface Change<Row> {
  readonly add: readonly Row[];
  readonly update: readonly Row[];
  readonly remove: readonly Row[];
}

/** Runs once, soon: the next frame on a screen. */
export type Schedule = (run: () => void) => void;

export function createReplica<Row extends { readonly id: string }>(schedule: Schedule): Replica<Row> {
  const rows = new Map<string, Row>();
  const touched = new Set<string>();
  const listeners = new Set<(change: Change<Row>) => void>();
  let told = new Map<string, Row>();
  let toldRows: readonly Row[] = [];
  let waiting: Delta<Row>[] | null = null;
  let scheduled = false;
  let loaded = false;

  const tell = (): void => {
    scheduled = false;
    const change = changeBetween(told, rows, touched);
    touched.clear();
    told = new Map(rows);
    toldRows = [...rows.values()];
    for (const listener of listeners) listener(change);
  };
  const tellSoon = (): void => {
    if (scheduled) return;
    scheduled = true;
    schedule(tell);
  };
  const put = ({ rows: changed, removed }: Delta<Row>): void => {
    for (const id of removed) {
      rows.delete(id);
      touched.add(id);
    }
    for (const row of changed) {
      rows.set(row.id, row);
      touched.add(row.id);
    }
  };

  return {
    rows: () => toldRows,
    get: (id) => told.get(id),
    loaded: () => loaded,
    expectSnapshot() {
      waiting ??= [];
    },
    load(snapshot) {
      const kept = new Set(snapshot.map((row) => row.id));
      put({ rows: snapshot, removed: [...rows.keys()].filter((id) => !kept.has(id)) });
      for (const delta of waiting ?? []) put(delta);
      waiting = null;
      loaded = true;
      tellSoon();
    },
    apply(delta) {
      if (waiting) waiting.push(delta);
      else {
        put(delta);
        tellSoon();
      }
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function changeBetween<Row>(
  before: ReadonlyMap<string, Row>,
  after: ReadonlyMap<string, Row>,
  ids: ReadonlySet<string>,
): Change<Row> {
  const change = { add: [] as Row[], update: [] as Row[], remove: [] as Row[] };
  for (const id of ids) {
    const old = before.get(id);
    const now = after.get(id);
    if (now !== undefined) (old === undefined ? change.add : change.update).push(now);
    else if (old !== undefined) change.remove.push(old);
  }
  return change;
}
