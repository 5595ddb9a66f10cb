import { at } from '../math/linear.ts';
import { excessOf, limitUses } from './limit-use.ts';
import { costOf, objectiveOf } from './objective.ts';
import type { RebalanceInput } from './rebalance-input.ts';
import type { RebalanceResult } from './rebalance.ts';

/** One interval's targets before the bands, valued by the rebalance engine's objective (spec 6). Fractions of NAV. */
export interface ShadowLine {
  readonly value: number;
  /** Σ|w − w_cur|, hedge left out. */
  readonly turnover: number;
  /** Σ c|w − w_cur|. */
  readonly cost: number;
  /** The rebalance engine's limits that these weights break; `bounds` = some name's own. */
  readonly broken: readonly string[];
}

/** What each engine would do now, and what doing nothing is worth. */
export interface Shadow {
  readonly nothing: ShadowLine;
  readonly rotation: ShadowLine;
  /** null where the solver has no answer. */
  readonly rebalance: ShadowLine | null;
  readonly status: RebalanceResult['status'];
  /** Proven, relative to the objective; null without an answer. */
  readonly gap: number | null;
  /** Σ|w_rotation − w_rebalance|; null without an answer. */
  readonly distance: number | null;
  /** The greedy answer keeps every limit and is worth more than the exact one: one of the two is wrong. */
  readonly alarm: ShadowAlarm | null;
}

/** Weights are in the interval's order of names: universe, holdings outside it, hedge. */
export interface ShadowAlarm {
  /** In units of the objective. */
  readonly by: number;
  readonly rotation: readonly number[];
  readonly rebalance: readonly number[];
}

/** What the greedy answer may be worth above the exact one before one of them is wrong. */
const alarmAbove = 1e-9;
/** Round-off of sums of weights; times any sensible price of a limit it is well under `alarmAbove`. */
const roundOff = 1e-11;

/** `rotation`: its targets before the bands, names in the order of `input`. */
export function shadowOf(
  input: RebalanceInput,
  rotation: Float64Array,
  { status, w, gap }: Pick<RebalanceResult, 'status' | 'w' | 'gap'>,
): Shadow {
  const greedy = lineOf(input, rotation);
  const answered = status === 'optimal' || status === 'relaxed';
  const exact = answered ? lineOf(input, w) : null;
  const by = exact === null ? 0 : greedy.value - exact.value;
  return {
    nothing: lineOf(input, input.wCur),
    rotation: greedy,
    rebalance: exact,
    status,
    gap,
    distance: answered ? distanceBetween(rotation, w) : null,
    alarm:
      by > alarmAbove && greedy.broken.length === 0
        ? { by, rotation: Array.from(rotation), rebalance: Array.from(w) }
        : null,
  };
}

function lineOf(input: RebalanceInput, w: Float64Array): ShadowLine {
  const broken = limitUses(input, w)
    .filter((use) => excessOf(use) > roundOff)
    .map(({ limit }) => limit);
  let turnover = 0;
  for (let i = 0; i < w.length; i++) {
    if (input.countsInGross?.[i] !== false) turnover += Math.abs(at(w, i) - at(input.wCur, i));
  }
  return {
    value: objectiveOf(input, w),
    turnover,
    cost: costOf(input, w),
    broken: w.some((x, i) => outOfBounds(input, x, i)) ? ['bounds', ...broken] : broken,
  };
}

function outOfBounds({ lo, hi, wCur, frozen }: RebalanceInput, w: number, i: number): boolean {
  if (frozen?.[i] === true) return Math.abs(w - at(wCur, i)) > roundOff;
  return w < (lo?.[i] ?? -Infinity) - roundOff || w > (hi?.[i] ?? Infinity) + roundOff;
}

function distanceBetween(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += Math.abs(at(a, i) - at(b, i));
  return total;
}
