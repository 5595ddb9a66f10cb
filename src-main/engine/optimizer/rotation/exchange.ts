import { f64, i32 } from '../../math/linear.ts';
import type { RotationSettings } from '../rotation-settings.ts';
import { addReason, hasSignal, isFrozen, setWeight, weightTolerance } from './book.ts';
import type { Book } from './book.ts';
import { cash, cashWeight, queueDonors } from './donors.ts';
import type { DonorQueue } from './donors.ts';
import type { BookReason, BookStop, Pair, Stopped } from './reasons.ts';

export interface Exchange {
  /** In the order in which they were moved. */
  readonly pairs: readonly Pair<BookReason>[];
  /** In order of rank. */
  readonly stopped: readonly Stopped<BookStop>[];
}

/** One possible move of weight from a donor to a receiver. */
interface Offer {
  readonly donor: number;
  /** z of the receiver over the donor's; a donor without a signal counts as 0. */
  readonly gap: number;
  /** Fraction of NAV. */
  readonly dw: number;
  /** The cap that binds most. */
  readonly cap: BookStop;
  /** gammaCost times both one-way costs, in z. */
  readonly toll: number;
}

/** Step 3: weight moves from the worst donors into the best names. */
export function rotateIntoBetter(book: Book, settings: RotationSettings): Exchange {
  const donors = queueDonors(book, settings);
  const pairs: Pair<BookReason>[] = [];
  const stopped: Stopped<BookStop>[] = [];
  for (const receiver of receivers(book, settings)) {
    const stop =
      book.gave[receiver] === 1
        ? stopAt(receiver, 'WAS_DONOR')
        : fill(book, receiver, donors, settings, pairs);
    if (stop !== null) stopped.push(stop);
  }
  return { pairs, stopped };
}

/** Best rank first. Whoever is full, was cut or was trimmed is none. */
function receivers(book: Book, settings: RotationSettings): Int32Array {
  const best = book.ranking.best.slice(0, Math.max(0, Math.floor(settings.kBuy)));
  return best.filter(
    (i) =>
      !isFrozen(book, i) &&
      book.cut[i] !== 1 &&
      book.trimmed[i] !== 1 &&
      f64(book.wTar, i) < settings.wMax - weightTolerance,
  );
}

/** Moves weight into one receiver until it has its share (null) or something stops it. */
function fill(
  book: Book,
  receiver: number,
  donors: DonorQueue,
  settings: RotationSettings,
  pairs: Pair<BookReason>[],
): Stopped<BookStop> | null {
  while (f64(book.received, receiver) < settings.deltaWMax - weightTolerance) {
    const donor = donors.worst(receiver);
    if (donor === null) return stopAt(receiver, 'NO_DONOR');
    const offer = offerFrom(book, receiver, donor, settings);
    if (signalled(book, donor) && offer.gap < settings.deltaZMin) {
      return stopAt(receiver, 'ALPHA_GAP', donor, missingZ(offer, settings));
    }
    if (offer.dw <= weightTolerance) return stopAt(receiver, offer.cap, donor);
    const utility = offer.gap * offer.dw - offer.toll * offer.dw;
    if (!(utility > settings.tauU)) return stopAt(receiver, 'COST_GATE', donor, missingZ(offer, settings));
    pairs.push(move(book, receiver, offer, utility));
  }
  return null;
}

function offerFrom(book: Book, receiver: number, donor: number, settings: RotationSettings): Offer {
  const fromCash = donor === cash;
  const left = settings.turnoverMax - book.totals.moved;
  const sector = i32(book.sectorOf, receiver);
  const sameSector = !fromCash && i32(book.sectorOf, donor) === sector;
  const byName = settings.wMax - f64(book.wTar, receiver);
  const bySector = sameSector ? Infinity : settings.sectorMax - f64(book.sectorWeight, sector);
  const byTurnover = fromCash ? left : left / 2;
  const capped = Math.min(byName, bySector, byTurnover);
  return {
    donor,
    gap: f64(book.z, receiver) - (fromCash || !hasSignal(book, donor) ? 0 : f64(book.z, donor)),
    dw: Math.min(
      settings.deltaWMax - f64(book.received, receiver),
      fromCash ? cashWeight(book, settings) : f64(book.wTar, donor),
      capped,
    ),
    cap: capped === byName ? 'CAP_NAME' : capped === bySector ? 'CAP_SECTOR' : 'TURNOVER',
    toll: settings.gammaCost * ((fromCash ? 0 : f64(book.cost, donor)) + f64(book.cost, receiver)),
  };
}

function move(book: Book, receiver: number, offer: Offer, utility: number): Pair<BookReason> {
  const { donor, dw } = offer;
  const reason = donor === cash ? 'BUY_CASH' : f64(book.pnlBps, donor) > 0 ? 'ROTATE_GREEN' : 'ROTATE_RED';
  if (donor !== cash) {
    setWeight(book, donor, f64(book.wTar, donor) - dw);
    book.gave[donor] = 1;
    addReason(book, donor, reason);
  }
  setWeight(book, receiver, f64(book.wTar, receiver) + dw);
  book.received[receiver] = f64(book.received, receiver) + dw;
  addReason(book, receiver, reason);
  return { from: donor === cash ? null : donor, to: receiver, dw, utility, reason };
}

/** The rise of the receiver's z that would have passed both the gap and the cost gate; null where no weight could move anyway. */
function missingZ(offer: Offer, settings: RotationSettings): number | null {
  if (offer.dw <= weightTolerance) return null;
  return Math.max(settings.deltaZMin - offer.gap, settings.tauU / offer.dw + offer.toll - offer.gap);
}

const signalled = (book: Book, donor: number): boolean => donor === cash || hasSignal(book, donor);

function stopAt(
  index: number,
  reason: BookStop,
  donor: number = cash,
  gapZ: number | null = null,
): Stopped<BookStop> {
  return { index, reason, donor: donor === cash ? null : donor, gapZ };
}
