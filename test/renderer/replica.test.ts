import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Change, type Delta, createReplica } from '#renderer/replica.ts';

interface Row {
  readonly id: string;
  readonly n: number;
}

const row = (id: string, n: number): Row => ({ id, n });
const rows = (...changed: Row[]): Delta<Row> => ({ rows: changed, removed: [] });
const gone = (...removed: string[]): Delta<Row> => ({ rows: [], removed });

function setUp() {
  const frames: (() => void)[] = [];
  const replica = createReplica<Row>((run) => void frames.push(run));
  const changes: Change<Row>[] = [];
  replica.onChange((change) => changes.push(change));
  const paint = (): void => {
    for (const run of frames.splice(0)) run();
  };
  return { replica, changes, frames, paint };
}

describe('a replica', () => {
  test('shows nothing before the frame, then all of it at once', () => {
    const { replica, changes, frames, paint } = setUp();
    replica.load([row('a', 1), row('b', 1)]);
    replica.apply(rows(row('a', 2)));
    replica.apply(rows(row('c', 1)));
    expect(replica.rows()).toEqual([]);
    expect(frames).toHaveLength(1);
    paint();
    expect(replica.rows()).toEqual([row('a', 2), row('b', 1), row('c', 1)]);
    expect(changes).toEqual([{ add: [row('a', 2), row('b', 1), row('c', 1)], update: [], remove: [] }]);
  });

  test('tells what was added, changed and removed since the last frame', () => {
    const { replica, changes, paint } = setUp();
    replica.load([row('a', 1), row('b', 1)]);
    paint();
    replica.apply(rows(row('b', 2), row('c', 1)));
    replica.apply(gone('a'));
    paint();
    expect(changes[1]).toEqual({ add: [row('c', 1)], update: [row('b', 2)], remove: [row('a', 1)] });
    expect(replica.get('b')).toEqual(row('b', 2));
    expect(replica.get('a')).toBeUndefined();
  });

  test('says nothing of a row that came and went within a frame', () => {
    const { replica, changes, paint } = setUp();
    replica.load([]);
    replica.apply(rows(row('a', 1)));
    replica.apply(gone('a'));
    paint();
    expect(changes).toEqual([{ add: [], update: [], remove: [] }]);
  });

  test('keeps the same array while nothing changes', () => {
    const { replica, paint } = setUp();
    replica.load([row('a', 1)]);
    paint();
    expect(replica.rows()).toBe(replica.rows());
  });

  test('applies what came between question and answer on top of the answer', () => {
    const { replica, paint } = setUp();
    replica.expectSnapshot();
    replica.apply(rows(row('a', 2)));
    replica.apply(gone('b'));
    expect(replica.loaded()).toBe(false);
    replica.load([row('a', 1), row('b', 1)]);
    paint();
    expect(replica.rows()).toEqual([row('a', 2)]);
    expect(replica.loaded()).toBe(true);
  });

  test('drops what a new snapshot does not have', () => {
    const { replica, changes, paint } = setUp();
    replica.load([row('a', 1), row('b', 1)]);
    paint();
    replica.expectSnapshot();
    replica.load([row('b', 3)]);
    paint();
    expect(replica.rows()).toEqual([row('b', 3)]);
    expect(changes[1]).toEqual({ add: [], update: [row('b', 3)], remove: [row('a', 1)] });
  });

  test('no longer tells who has stopped listening', () => {
    const { replica, changes, paint } = setUp();
    const heard: unknown[] = [];
    replica.onChange((change) => heard.push(change))();
    replica.load([row('a', 1)]);
    paint();
    expect(changes).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  test('ends up with the desk’s rows, whenever the snapshot came and however frames fell', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const delta = fc.oneof(
      fc.record({
        rows: fc.array(fc.record({ id, n: fc.nat() }), { maxLength: 3 }),
        removed: fc.constant([]),
      }),
      fc.record({ rows: fc.constant([]), removed: fc.array(id, { maxLength: 2 }) }),
    );
    fc.assert(
      fc.property(fc.array(delta), fc.nat(), fc.nat(), fc.array(fc.nat()), (deltas, asked, waits, paints) => {
        const { replica, changes, paint } = setUp();
        const desk = new Map<string, Row>();
        const question = asked % (deltas.length + 1);
        // The answer is made at some moment after the question, and arrives after the deltas up to then.
        const answer = question + (waits % (deltas.length + 1 - question));
        const grid = new Map<string, Row>();
        for (let n = 0; n <= deltas.length; n += 1) {
          if (n === question) replica.expectSnapshot();
          if (n === answer) replica.load([...desk.values()]);
          const next = deltas[n];
          if (!next) continue;
          for (const gone of next.removed) desk.delete(gone);
          for (const changed of next.rows) desk.set(changed.id, changed);
          replica.apply(next);
          if (paints.includes(n)) paint();
        }
        paint();
        for (const { add, update, remove } of changes) {
          for (const old of remove) expect(grid.delete(old.id)).toBe(true);
          for (const changed of update) expect(grid.has(changed.id)).toBe(true);
          for (const fresh of add) expect(grid.has(fresh.id)).toBe(false);
          for (const now of [...add, ...update]) grid.set(now.id, now);
        }
        expect(new Map(replica.rows().map((known) => [known.id, known]))).toEqual(desk);
        expect(grid).toEqual(desk);
      }),
    );
  });
});
