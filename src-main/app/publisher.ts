/** Keeps the last published form of each row and says what changed, so that a screen gets small deltas. */
export class Publisher<Row extends { readonly id: string }> {
  #last = new Map<string, string>();
  readonly #send: (delta: { rows: Row[]; removed: string[] }) => void;

  constructor(send: (delta: { rows: Row[]; removed: string[] }) => void) {
    this.#send = send;
  }

  /** The whole list as it is now; rows that are missing are announced as gone. */
  update(rows: readonly Row[]): void {
    const next = new Map<string, string>();
    const changed: Row[] = [];
    for (const row of rows) {
      const text = JSON.stringify(row);
      next.set(row.id, text);
      if (this.#last.get(row.id) !== text) changed.push(row);
    }
    const removed = [...this.#last.keys()].filter((id) => !next.has(id));
    this.#last = next;
    if (changed.length > 0 || removed.length > 0) this.#send({ rows: changed, removed });
  }
}
