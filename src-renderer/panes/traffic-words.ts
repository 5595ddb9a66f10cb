/** Twice the time between two questions for the TWS's clock. */
const silentMs = 20_000;

export const isSilent = (ageMs: number | null): boolean => ageMs === null || ageMs > silentMs;

/** Most of the budget is used: something asks for too much. */
export const isBusy = (sent: number, budget: number): boolean => sent >= budget * 0.9;

/** Time ahead in hours and minutes: `5 h 12 m`, `12 m`; the last minute counts as `<1 m`. */
export function inHours(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return '<1 m';
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} m` : `${hours} h ${minutes % 60} m`;
}
