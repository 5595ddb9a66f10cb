import type { ContractServer } from '#shared/contract/server.ts';
import type { Desk } from '../desk.ts';
import { limitsRow } from '../views/limits.ts';

const everyMs = 1_000;

/** Tells the screens what has changed; returns the function that stops it. */
export function publishLimits(desk: Desk, server: ContractServer): () => void {
  let shown = '';
  return desk.parts.clock.every(everyMs, () =>
    desk.guarded(() => {
      const row = limitsRow(desk);
      const text = JSON.stringify(row);
      if (text === shown) return;
      shown = text;
      server.publish('limits.changed', row);
    }),
  );
}
