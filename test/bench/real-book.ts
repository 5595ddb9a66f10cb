import { at } from '#engine/math/linear.ts';
import { weightTolerance } from '#engine/optimizer/rotation/book.ts';
import type { ZooMemory } from '#engine/signals/zoo-memory.ts';

export const dayMinutes = 390;

/** One engine's portfolio, by name; trades at the close, and weights drift with prices in between. */
export class RealBook {
  readonly w: Float64Array;
  readonly entryPrice: Float64Array;
  readonly entryDay: Int32Array;
  zoo: ZooMemory;
  readonly years = new Map<number, Year>();

  constructor(n: number, zoo: ZooMemory) {
    this.w = new Float64Array(n);
    this.entryPrice = new Float64Array(n);
    this.entryDay = new Int32Array(n);
    this.zoo = zoo;
  }

  /** A day's returns by name; NaN = none. */
  drift(returns: Float64Array): void {
    let growth = 1;
    this.w.forEach((w, i) => (growth += w * (Number.isNaN(at(returns, i)) ? 0 : at(returns, i))));
    this.w.forEach(
      (w, i) => (this.w[i] = (w * (1 + (Number.isNaN(at(returns, i)) ? 0 : at(returns, i)))) / growth),
    );
  }

  trade(target: Float64Array, prices: Float64Array, cost: Float64Array, day: number, year: number): void {
    const total = this.years.get(year) ?? newYear();
    this.years.set(year, total);
    total.days++;
    target.forEach((w, i) => {
      const before = at(this.w, i);
      total.turnover += Math.abs(w - before);
      total.cost += Math.abs(w - before) * at(cost, i);
      total.gross += Math.abs(w);
      const held = Math.abs(before) > weightTolerance;
      if (!held && Math.abs(w) > weightTolerance) {
        this.entryDay[i] = day;
        this.entryPrice[i] = at(prices, i);
      } else if (held && w > before) {
        this.entryPrice[i] = (at(this.entryPrice, i) * before + at(prices, i) * (w - before)) / w;
      } else if (held && Math.abs(w) <= weightTolerance) {
        total.heldDays += day - at(this.entryDay, i);
        total.exits++;
      }
      this.w[i] = Math.abs(w) <= weightTolerance ? 0 : w;
    });
  }

  pnlBps(prices: Float64Array): Float64Array {
    return this.w.map((w, i) =>
      w > 0 && at(prices, i) > 0 ? 10_000 * (at(prices, i) / at(this.entryPrice, i) - 1) : 0,
    );
  }

  ageMin(day: number): Float64Array {
    return this.w.map((w, i) => (w > 0 ? dayMinutes * (day - at(this.entryDay, i)) : 0));
  }
}

export interface Year {
  days: number;
  turnover: number;
  cost: number;
  gross: number;
  heldDays: number;
  exits: number;
}

const newYear = (): Year => ({ days: 0, turnover: 0, cost: 0, gross: 0, heldDays: 0, exits: 0 });
