import type { ContractServer } from '#shared/contract/server.ts';
import type { Desk } from '../desk.ts';
import { safetyRow } from './row.ts';

const everyMs = 500;

/** Tells the screens what has changed; returns the function that stops it. */
export function publishSafety(desk: Desk, server: ContractServer): () => void {
  let shown = '';
  return desk.parts.clock.every(everyMs, () =>
    desk.guarded(() => {
      const row = safetyRow(desk);
      const text = JSON.stringify(row);
      if (text === shown) return;
      shown = text;
      server.publish('safety.changed', row);
    }),
  );
}
