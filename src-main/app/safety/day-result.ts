import { wallClock } from '#shared/calendar.ts';
import type { AccountValues } from '#shared/domain/portfolio.ts';
import type { SafetyDay, SafetyStore } from '#shared/domain/safety.ts';
import { type EpochMs, fraction, type Fraction, type Money, money } from '#shared/units.ts';
import { type FlowStore, Transfers } from './transfers.ts';

export interface DayStore extends FlowStore {
  readonly safety: SafetyStore;
}

/** The day's result: net liquidation less that of the day's first values, less the cash that came or went by itself meanwhile. */
export class DayResult {
  readonly #isTied: () => boolean;
  #store: SafetyStore | null = null;
  #transfers: Transfers | null = null;
  #day: SafetyDay | null = null;
  #last: AccountValues | null = null;
  /** The peak before there was cash that nothing explains: what a deposit adds to it is no gain. */
  #calmPeak = money(0);

  /** `isTied`: whether positions and fills agree. */
  constructor(isTied: () => boolean) {
    this.#isTied = isTied;
  }

  /** Another account's file, or none: what was measured before belongs to the one before. */
  use(store: DayStore | null): void {
    this.#store = store?.safety ?? null;
    this.#transfers = store === null ? null : new Transfers(store, this.#isTied);
    this.#day = null;
    this.#last = null;
  }

  values(values: AccountValues, now: EpochMs): void {
    if (!(values.nav > 0) || this.#store === null || this.#transfers === null) return;
    const { date } = wallClock(now);
    const known = this.#dayOf(date);
    if (known?.date !== this.#day?.date) this.#transfers.begin();
    const day = known ?? newDay(date, values, now);
    const flow = this.#transfers.seen(values, now);
    const moved: SafetyDay = {
      ...day,
      flow: money(day.flow + flow),
      peak: flow > 0 ? money(Math.min(day.peak, this.#calmPeak)) : day.peak,
    };
    const next = { ...moved, peak: money(Math.max(moved.peak, resultOf(moved, values.nav))) };
    if (!this.#transfers.isOdd) this.#calmPeak = next.peak;
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
