import { wallClock } from '#shared/calendar.ts';
import type { AccountValues } from '#shared/domain/portfolio.ts';
import type { SafetyDay, SafetyStore } from '#shared/domain/safety.ts';
import { epochMs, type EpochMs, fraction, type Fraction, type Money, money } from '#shared/units.ts';

/** TWS refreshes account values every three minutes at the latest: cash that moves so long after a fill is not that fill's. */
const settleMs = 200_000;
/** Less than this share of NAV is interest, a dividend or a fee: part of the result. */
const leastFlow = 0.001;

/**
 * The day's result: net liquidation less that of the day's first values, less the cash that came or went meanwhile. Cash counts as such a
 * flow where it moves by itself, with no fill shortly before and net liquidation moving along; cash that moves close to a fill does not,
 * so a transfer in the middle of trading shows as gain or loss.
 */
export class DayResult {
  #store: SafetyStore | null = null;
  #day: SafetyDay | null = null;
  #last: AccountValues | null = null;
  #lastFill: EpochMs | null = null;

  /** Another account's file, or none: what was measured before belongs to the one before. */
  use(store: SafetyStore | null): void {
    this.#store = store;
    this.#day = null;
    this.#last = null;
    this.#lastFill = null;
  }

  /** What moved the cash while nobody listened is not known. */
  lost(): void {
    this.#last = null;
  }

  filled(at: EpochMs): void {
    this.#lastFill = epochMs(Math.max(at, this.#lastFill ?? 0));
  }

  values(values: AccountValues, now: EpochMs): void {
    if (!(values.nav > 0) || this.#store === null) return;
    const { date } = wallClock(now);
    const day = this.#dayOf(date) ?? newDay(date, values, now);
    const flow = this.#flowSince(values, now);
    const peak = money(Math.max(0, day.peak - Math.max(0, flow)));
    const moved: SafetyDay = { ...day, flow: money(day.flow + flow), peak };
    const next = { ...moved, peak: money(Math.max(moved.peak, resultOf(moved, values.nav))) };
    this.#last = values;
    if (this.#day !== null && JSON.stringify(next) === JSON.stringify(this.#day)) return;
    this.#day = next;
    this.#store.saveDay(next);
  }

  /** null before the day's first values. */
  get day(): (SafetyDay & { readonly result: Money }) | null {
    if (this.#day === null || this.#last === null) return null;
    return { ...this.#day, result: resultOf(this.#day, this.#last.nav) };
  }

  /** Share of the NAV at the day's start, at least 0; null = not known. */
  get loss(): Fraction | null {
    return this.day === null ? null : fraction(Math.max(0, -this.day.result) / this.day.startNav);
  }

  get drawdown(): Fraction | null {
    return this.day === null ? null : fraction((this.day.peak - this.day.result) / this.day.startNav);
  }

  #dayOf(date: number): SafetyDay | null {
    return this.#day?.date === date ? this.#day : (this.#store?.day(date) ?? null);
  }

  #flowSince({ cash, nav, currency }: AccountValues, now: EpochMs): number {
    const last = this.#last;
    if (last === null || last.currency !== currency) return 0;
    if (this.#lastFill !== null && now - this.#lastFill < settleMs) return 0;
    const moved = cash - last.cash;
    const sameWay = Math.sign(nav - last.nav) === Math.sign(moved);
    return Math.abs(moved) > leastFlow * nav && sameWay ? moved : 0;
  }
}

const newDay = (date: number, { nav, cash }: AccountValues, now: EpochMs): SafetyDay => ({
  date,
  startAt: now,
  startNav: nav,
  startCash: cash,
  flow: money(0),
  peak: money(0),
});

const resultOf = ({ startNav, flow }: SafetyDay, nav: Money): Money => money(nav - startNav - flow);
