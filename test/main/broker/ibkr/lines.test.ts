import { describe, expect, test } from 'vitest';
import { Lines } from '#broker/ibkr/lines.ts';
import { conId, type ConId } from '#shared/ids.ts';

const names = (count: number): ConId[] => Array.from({ length: count }, (_, index) => conId(index + 1));
const turnMs = 8_000;

/** Plays the plan at a moment, every request leaving at once; returns what is open after it. */
function play(lines: Lines, open: Set<number>, at: number): void {
  const plan = lines.next(at);
  for (const name of plan.close) open.delete(name);
  for (const name of plan.open) {
    open.add(name);
    lines.left(name, at);
  }
}

describe('lines', () => {
  test('where they suffice, everybody keeps one', () => {
    const lines = new Lines(100, turnMs);
    lines.replace(names(100));
    expect(lines.next(0)).toEqual({ close: [], open: names(100) });
    for (const name of names(100)) lines.left(name, 0);
    expect(lines.next(turnMs * 5)).toEqual({ close: [], open: [] });
    expect(lines.isShared).toBe(false);
  });

  test('three hundred names on a hundred: never more open, the pinned always, each of the rest in its turn', () => {
    const lines = new Lines(100, turnMs);
    const pinned = names(300).slice(250, 290);
    lines.replace(names(300));
    lines.pin(pinned);
    const open = new Set<number>();
    const seen = new Map<number, number>();
    for (let at = 0; at <= turnMs * 10; at += 1_000) {
      play(lines, open, at);
      expect(open.size).toBe(100);
      expect(pinned.every((name) => open.has(name))).toBe(true);
      for (const name of open) seen.set(name, (seen.get(name) ?? 0) + 1);
    }
    expect(seen.size).toBe(300);
    const turns = names(300)
      .filter((name) => !pinned.includes(name))
      .map((name) => seen.get(name) ?? 0);
    // 260 names on 60 lines for 80 seconds: nobody has more than one turn more than another
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(8 + 1);
  });

  test('a name that becomes pinned gets a line at once, and one that waits its turn gives it', () => {
    const lines = new Lines(3, turnMs);
    lines.replace(names(6));
    const open = new Set<number>();
    play(lines, open, 0);
    expect([...open]).toEqual([1, 2, 3]);
    lines.pin([conId(6)]);
    play(lines, open, 100);
    expect([...open].toSorted((a, b) => a - b)).toEqual([2, 3, 6]);
  });

  test('more pinned names than lines: the most important first, one line for the others', () => {
    const lines = new Lines(3, turnMs);
    lines.replace(names(6));
    lines.pin([5, 4, 3, 2].map(conId));
    const open = new Set<number>();
    play(lines, open, 0);
    expect(open.has(5) && open.has(4)).toBe(true);
    expect(open.size).toBe(3);
    const others = new Set<number>();
    for (let at = 0; at < turnMs * 8; at += 1_000) {
      play(lines, open, at);
      for (const name of open) others.add(name);
    }
    expect([...others].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a refusal teaches how many there are; later they may be more again', () => {
    const lines = new Lines(5, turnMs);
    lines.replace(names(5));
    lines.next(0);
    for (const name of names(5)) lines.left(name, 0);
    lines.refused(conId(4));
    lines.refused(conId(5));
    expect(lines.limit).toBe(3);
    expect(lines.isShared).toBe(true);
    // nothing is asked for beyond them until a turn is over
    expect(lines.next(100)).toEqual({ close: [], open: [] });
    expect(lines.next(turnMs)).toEqual({ close: [1, 2], open: [5, 4] });
    lines.raise();
    expect(lines.limit).toBe(5);
    expect(lines.next(turnMs + 1)).toEqual({ close: [], open: [1, 2] });
  });

  test('a pinned name that was refused takes the line of one that is not', () => {
    const lines = new Lines(3, turnMs);
    lines.replace(names(3));
    lines.pin([conId(3)]);
    lines.next(0);
    for (const name of names(3)) lines.left(name, 0);
    lines.refused(conId(3));
    expect(lines.next(100)).toEqual({ close: [1], open: [3] });
  });

  test('a refusal of a line that was given up meanwhile teaches nothing', () => {
    const lines = new Lines(2, turnMs);
    lines.replace(names(2));
    lines.next(0);
    lines.replace(names(1));
    lines.refused(conId(2));
    expect(lines.limit).toBe(2);
  });

  test('a turn counts from the moment at which its request left', () => {
    const lines = new Lines(1, turnMs);
    lines.replace(names(2));
    lines.next(0);
    expect(lines.next(turnMs * 2)).toEqual({ close: [], open: [] });
    lines.left(conId(1), turnMs * 2);
    expect(lines.next(turnMs * 3 - 1).close).toEqual([]);
    expect(lines.next(turnMs * 3)).toEqual({ close: [1], open: [2] });
  });
});
