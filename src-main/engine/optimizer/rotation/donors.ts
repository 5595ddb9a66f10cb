import { f64 } from '../../math/linear.ts';
import { heldWorstFirst, mayGive } from '../../policy/triggers.ts';
import type { RotationSettings } from '../rotation-settings.ts';
import { heldNow, weightTolerance } from './book.ts';
import type { Book } from './book.ts';
import { signalOrLowest } from './ranks.ts';

/** Cash stands among the names under this index. */
export const cash = -1;

/**
 * Donors, worst first. Whoever runs dry or has received never comes back in the same interval, so each is dropped
 * once and for good: all receivers together walk the list once.
 */
export interface DonorQueue {
  /** The worst donor other than `receiver` that still has weight to give; null = nobody. */
  worst(receiver: number): number | null;
}

export function queueDonors(book: Book, settings: RotationSettings): DonorQueue {
  const queue = donorsWorstFirst(book, settings);
  const gives = (i: number): boolean =>
    i === cash
      ? cashWeight(book, settings) > weightTolerance
      : heldNow(book, i) && f64(book.received, i) === 0;
  let head = 0;
  const dropSpent = (from: number): number => {
    let k = from;
    while (k < queue.length && !gives(queue[k] as number)) k++;
    return k;
  };
  return {
    worst: (receiver) => {
      head = dropSpent(head);
      if (queue[head] !== receiver) return queue[head] ?? null;
      // The receiver itself stands first: pull the next one that gives in front of it.
      const next = dropSpent(head + 1);
      const donor = queue[next];
      if (donor === undefined) return null;
      queue[next - 1] = receiver;
      head = next - 1;
      return donor;
    },
  };
}

/** What may still be bought without selling; never negative. */
export function cashWeight(book: Book, settings: Pick<RotationSettings, 'gross' | 'netMax'>): number {
  return Math.max(0, Math.min(settings.gross - book.totals.gross, settings.netMax - book.totals.net));
}

/** Lowest z first; cash has z 0 and goes before names of the same z. */
function donorsWorstFirst(book: Book, settings: RotationSettings): number[] {
  const names = heldWorstFirst(book).filter((i) => mayGive(book, i, settings));
  const below = names.findIndex((i) => signalOrLowest(f64(book.z, i)) >= 0);
  names.splice(below < 0 ? names.length : below, 0, cash);
  return names;
}
