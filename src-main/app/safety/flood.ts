import type { RequestName } from '#shared/contract/contract.ts';
import { ContractError } from '#shared/contract/wire.ts';

/** A bucket that fills by itself: so many at once, and so many a second in the long run. */
export class Budget {
  readonly #most: number;
  readonly #perSecond: number;
  #left: number;
  #at: number | null = null;

  constructor(most: number, perSecond: number) {
    this.#most = most;
    this.#perSecond = perSecond;
    this.#left = most;
  }

  /** False = used up. `elapsed`: of a clock that nobody can set, in ms. */
  take(elapsed: number): boolean {
    const passed = this.#at === null ? 0 : Math.max(0, elapsed - this.#at);
    this.#at = elapsed;
    this.#left = Math.min(this.#most, this.#left + (passed / 1000) * this.#perSecond);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

/** These only ever stop things: they are never turned away. */
const neverRefused: readonly RequestName[] = [
  'trading.halt',
  'trading.reduce',
  'trading.disarm',
  'kill.run',
  'order.cancel',
  'work.stop',
  'order.cancel-all',
  'connection.disconnect',
];

/** Of one screen: more than a hand can do, and less than a script that runs away. */
export function commandBudget(elapsed: () => number): (name: RequestName) => void {
  const budget = new Budget(30, 10);
  return (name) => {
    if (!neverRefused.includes(name) && !budget.take(elapsed()))
      throw new ContractError(
        'refused',
        'Too many commands came from this screen in a short time, so this one was not carried out. Wait a second. Halts and cancels are always taken.',
      );
  };
}

/** Extra intervals, by all screens together. */
export function intervalBudget(elapsed: () => number): () => void {
  const budget = new Budget(5, 0.5);
  return () => {
    if (!budget.take(elapsed()))
      throw new ContractError(
        'refused',
        'The desk has just computed several extra intervals. Wait two seconds and try again.',
      );
  };
}
