/** Which version of the protocol a client and this server can speak together. */

export const SERVER_VERSION = 178;
/** Older clients read completed orders wrongly. */
export const OLDEST_CLIENT = 177;

/** Reads `v100..193`, `v178`, both perhaps followed by a blank and connect options. null: no common version. */
export function agreeOnVersion(greeting: string): number | null {
  const match = /^v(\d+)(?:\.\.(\d+))?(?:\s.*)?$/.exec(greeting.trim());
  if (match === null) return null;
  const min = Number(match[1]);
  const max = Number(match[2] ?? match[1]);
  if (min > SERVER_VERSION || max < OLDEST_CLIENT) return null;
  return Math.min(SERVER_VERSION, max);
}
