/** The names of the practice market. Everything numeric is invented but plausible; contract ids are stable for ever. */
import rows from '../../../resources/practice-universe.json' with { type: 'json' };

export interface Name {
  readonly conId: number;
  readonly symbol: string;
  readonly name: string;
  /** GICS sector; null for the benchmark fund. */
  readonly sector: string | null;
  readonly industry: string | null;
  /** Primary exchange as TWS calls it: NYSE, NASDAQ or ARCA. */
  readonly exchange: string;
  /** The price around which the simulated one wanders for ever, dollars. */
  readonly price: number;
  /** Standard deviation of daily returns, a fraction. */
  readonly dailyVol: number;
  /** Against the market factor. */
  readonly beta: number;
  /** Average shares a day. */
  readonly dailyVolume: number;
  /** Usual bid-ask spread as a fraction of the price. */
  readonly spread: number;
}

export const NAMES: readonly Name[] = rows;

/** Distinct sectors, in order of first appearance. */
export const SECTORS: readonly string[] = [
  ...new Set(NAMES.flatMap((name) => (name.sector === null ? [] : [name.sector]))),
];

const byConId = new Map(NAMES.map((name, index) => [name.conId, index]));
const bySymbol = new Map(NAMES.map((name, index) => [name.symbol, index]));

/** Place in NAMES; null when unknown. */
export function indexOfConId(conId: number): number | null {
  return byConId.get(conId) ?? null;
}

/** Place in NAMES; null when unknown. Share classes are written TWS's way, with a blank: `BRK B`. */
export function indexOfSymbol(symbol: string): number | null {
  return bySymbol.get(symbol.toUpperCase()) ?? null;
}

export function nameAt(index: number): Name {
  const name = NAMES[index];
  if (name === undefined) throw new RangeError(`no name number ${index}`);
  return name;
}
