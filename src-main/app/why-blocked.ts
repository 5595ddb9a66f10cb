import type { Desk } from './desk.ts';

/** Why no order may go now, in words; null = they may. */
export function whyBlocked(desk: Desk): string | null {
  const { parts, safety, storeError, deskSettingsError, link, intake } = desk;
  if (parts.readOnly === true) return 'this desk was started read-only';
  const stopped = safety.blocked();
  if (stopped !== null) return stopped;
  if (storeError !== null) return storeError;
  if (deskSettingsError !== null) return deskSettingsError;
  const { session } = link;
  if (session === null) return 'the TWS is not connected';
  if (session.state === 'degraded') return 'the TWS has lost its connection to IBKR';
  if (session.state !== 'reconciled') return 'the desk has not yet compared its orders with the TWS';
  return session.sendBlocked() ?? intake.doubt;
}
