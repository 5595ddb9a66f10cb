import { describe, expect, test } from 'vitest';
import { addDays, dateStamp } from '#shared/calendar.ts';
import type { Ticker } from '#shared/ids.ts';
import type { Bar } from '#shared/domain/market.ts';
import { price } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { initialState, savedPart } from '#engine/fold.ts';
import type { EngineEvent } from '#engine/input.ts';
import type { SavedState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import type { Step } from '#engine/step.ts';
import {
  barsOf,
  clock,
  inputAt,
  loaded,
  midOf,
  settings,
  today,
  universe,
} from '#test/support/engine-builders.ts';

const fiveDays = 5 * 390;
const dueDate = addDays(today, 7);
const backDate = addDays(today, 9);

/** Opens at 2 % over its middle for the even names and under it for the others, and closes the other way round. */
function sessionBar(name: Ticker, stamp: EpochMs, i: number): Bar {
  const [up, down] = [1.02 * midOf(name), 0.98 * midOf(name)];
  const [open, close] = i % 2 === 0 ? [up, down] : [down, up];
  return {
    at: stamp,
    open: price(open),
    high: price(up),
    low: price(down),
    close: price(close),
    volume: 1_000_000,
  };
}

/** The daily bars up to the day before the desk comes back. */
const bars = (): EngineEvent[] =>
  universe.map((name, i) => ({
    kind: 'history',
    ticker: name,
    bars: [
      ...barsOf(name),
      ...[
        today,
        addDays(today, 1),
        addDays(today, 2),
        addDays(today, 3),
        addDays(today, 6),
        dueDate,
        addDays(today, 8),
      ].map((date) => sessionBar(name, dateStamp(date), i)),
    ],
  }));

const savedAt = (made: EpochMs): SavedState =>
  JSON.parse(
    JSON.stringify(
      savedPart(step(initialState(null), inputAt(made, { events: loaded(made) }), settings).state),
    ),
  ) as SavedState;

/** The first interval of a desk that was off since; quotes have moved on. */
function back(saved: SavedState, at = clock(11, 0, backDate)): Step {
  return step(initialState(saved), inputAt(at, { events: [...loaded(at), ...bars()] }), settings);
}

const waitsFor = ({ state }: Step, made: EpochMs): number[] =>
  state.zoo.waiting.filter((section) => section.at === made).map(({ horizonMin }) => horizonMin);

describe('a desk that was off for a week, restored from what it saved', () => {
  test('learns from the open of the day on which the horizon ended', () => {
    const made = clock(9, 31);
    const saved = savedAt(made);
    const { zoo } = saved;
    const blend = zoo.waiting.find(({ horizonMin }) => horizonMin === fiveDays)?.blend ?? [];
    const got = back(saved);
    expect(waitsFor(got, made)).toEqual([20 * 390]);
    // The opens alternate and the quotes stand where they stood: only the opens make this a correlation.
    expect(new Set(blend).size).toBeGreaterThan(3);
    expect(got.state.zoo.ic[fiveDays]).not.toBeCloseTo(0.03 * 0.5 ** (1 / 60), 9);
    expect(got.decision.quiet ?? '').not.toContain('cannot be measured');
    expect(back(saved)).toEqual(got);
  });

  test('says what it cannot measure, and goes on as if that had never been made', () => {
    const made = clock(12, 0);
    const saved = savedAt(made);
    const got = back(saved);
    expect(waitsFor(got, made)).toEqual([20 * 390]);
    expect(got.state.zoo.ic).toEqual({});
    expect(got.decision.quiet).toContain(
      'A forecast of 2026-03-03 12:00 over 1950 trading minutes cannot be measured and teaches the models nothing',
    );
    const after = step(got.state, inputAt(clock(11, 5, backDate), { seq: 2 }), settings);
    expect(after.decision.quiet ?? '').not.toContain('cannot be measured');
  });

  test('with the desk on, the quotes of that moment tell', () => {
    const made = clock(12, 0);
    const got = back(savedAt(made), clock(12, 1, dueDate));
    expect(got.state.zoo.ic[fiveDays]).toBeDefined();
    expect(waitsFor(got, made)).toEqual([20 * 390]);
  });
});
