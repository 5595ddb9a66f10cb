import { type TripId, tripIds } from '#shared/domain/safety.ts';
import { toPercent } from '#shared/units.ts';
import type { SafetySettings, TripSettings } from './settings.ts';
import { tripKeys } from './settings.ts';

/** How far one of them is from tripping. */
export interface Reading {
  readonly id: TripId;
  /** null = off. */
  readonly settings: TripSettings | null;
  /** In force: a limit that was hit today cannot be raised today. */
  readonly limit: number | null;
  /** In the unit of the limit; null = cannot be measured now. */
  readonly value: number | null;
  /** With the numbers, in words. */
  readonly words: string;
  readonly over: boolean;
}

export interface Measured {
  readonly value: number | null;
  readonly words: string;
}

export const tripUnits: Readonly<Record<TripId, 'fraction' | 'ms' | 'count'>> = {
  'day-loss': 'fraction',
  drawdown: 'fraction',
  'data-loss': 'fraction',
  rejects: 'count',
  clock: 'ms',
  sleep: 'ms',
  orders: 'count',
  messages: 'count',
};

/** Held at for the rest of the day once they were hit. */
const heldForTheDay: ReadonlySet<TripId> = new Set(['day-loss', 'drawdown']);
/** What one of these does where the settings have switched it off since. */
const heldAction = { overMs: 0, to: 'reducing', cancelOrders: true } as const;

/** What has tripped since the last reset, and the limits that were hit today. */
export class Trips {
  readonly #tripped = new Set<TripId>();
  readonly #hit = new Map<TripId, { readonly date: number; readonly limit: number }>();

  read(
    settings: SafetySettings,
    measured: Readonly<Record<TripId, Measured>>,
    date: number,
  ): readonly Reading[] {
    return tripIds.map((id) => {
      const own = settings[tripKeys[id]] ?? this.#heldOf(id, date);
      const limit = own === null ? null : this.#limitOf(id, own.limit, date);
      const { value, words } = measured[id];
      const over = value !== null && limit !== null && isOver(id, value, limit);
      return { id, settings: own, limit, value, words, over };
    });
  }

  has(id: TripId): boolean {
    return this.#tripped.has(id);
  }

  tripped(id: TripId, limit: number, date: number): void {
    this.#tripped.add(id);
    this.hit(id, limit, date);
  }

  /** Its limit was reached on this day, whether somebody reset it since or not. */
  hit(id: TripId, limit: number, date: number): void {
    if (!heldForTheDay.has(id)) return;
    const hit = this.#hit.get(id);
    this.#hit.set(id, { date, limit: hit?.date === date ? Math.min(hit.limit, limit) : limit });
  }

  reset(): void {
    this.#tripped.clear();
  }

  /** Another account's file. */
  forget(): void {
    this.#tripped.clear();
    this.#hit.clear();
  }

  #heldOf(id: TripId, date: number): TripSettings | null {
    const hit = this.#hit.get(id);
    return hit?.date === date ? { limit: hit.limit, ...heldAction } : null;
  }

  #limitOf(id: TripId, limit: number, date: number): number {
    const hit = this.#hit.get(id);
    return hit?.date === date ? Math.min(hit.limit, limit) : limit;
  }
}

/** At the limit already for what is counted or lost; beyond it for what also happens in a quiet hour. */
const isOver = (id: TripId, value: number, limit: number): boolean =>
  tripUnits[id] === 'ms' || id === 'messages' || id === 'orders' ? Math.abs(value) > limit : value >= limit;

export function limitWords(id: TripId, limit: number): string {
  switch (tripUnits[id]) {
    case 'fraction':
      return `${toPercent(limit).toFixed(2)}%`;
    case 'ms':
      return `${limit / 1000} s`;
    case 'count':
      return String(limit);
  }
}
