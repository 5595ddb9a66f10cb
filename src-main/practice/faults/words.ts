/** What TWS says in more than one place. */
export const LOST = 'Connectivity between IBKR and TWS has been lost.';
export const MARKET_FARM = {
  ok: 'Market data farm connection is OK:usfarm',
  broken: 'Market data farm connection is broken:usfarm',
} as const;
export const HISTORY_FARM = {
  ok: 'HMDS data farm connection is OK:ushmds',
  broken: 'HMDS data farm connection is broken:ushmds',
} as const;
