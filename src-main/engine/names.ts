import { sessionAt } from '#shared/calendar.ts';
import type { Instrument, Quote, Session } from '#shared/domain/market.ts';
import type { Position } from '#shared/domain/portfolio.ts';
import type { Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { InputError, requireDistinct } from './math/input-error.ts';
import { sessionClamp } from './policy/clamps.ts';
import type { SessionClamp } from './policy/clamps.ts';
import type { EngineSettings } from './settings.ts';
import type { EngineState } from './state.ts';

/** One name as the interval sees it. */
export interface Name {
  readonly ticker: Ticker;
  /** False for holdings that the strategy does not know: they are counted, never touched. */
  readonly inUniverse: boolean;
  /** The instrument that the book's beta is hedged with. */
  readonly isHedge: boolean;
  /** null only for a holding whose contract is not loaded. */
  readonly instrument: Instrument | null;
  /** A name without a sector is a sector of its own. */
  readonly sector: string;
  readonly quote: Quote | null;
  /** Signed; 0 = not held. */
  readonly shares: number;
  readonly position: Position | null;
  /** What it is valued at; NaN where nothing is known, which a held name never is. */
  readonly price: number;
  readonly session: Session | null;
  readonly clamp: SessionClamp;
}

/** The universe's names that have an instrument, in universe order, then holdings outside it, by ticker, then the hedge. */
export function namesOf(state: EngineState, settings: EngineSettings, at: EpochMs): Name[] {
  const known = tickersOf(settings.universe);
  const hedge = settings.hedge?.ticker ?? null;
  const outside = Object.keys(state.positions).filter((ticker) => !known.has(ticker) && ticker !== hedge);
  if (hedge !== null && known.has(hedge))
    throw new InputError(
      'settings.hedge',
      null,
      `${hedge} is in the universe too, at ${settings.universe.indexOf(hedge)}`,
    );
  const names: Name[] = [];
  const take = (ticker: Ticker): unknown => names.push(nameOf(state, ticker, known, settings, at));
  for (const ticker of settings.universe) if (state.instruments[ticker] !== undefined) take(ticker);
  for (const ticker of settings.universe) {
    // A holding in a name of the universe whose contract is not loaded.
    if (state.instruments[ticker] === undefined && state.positions[ticker] !== undefined) take(ticker);
  }
  for (const ticker of outside.sort() as Ticker[]) take(ticker);
  const isThere = (ticker: Ticker): boolean =>
    state.instruments[ticker] !== undefined || state.positions[ticker] !== undefined;
  if (hedge !== null && isThere(hedge)) take(hedge);
  return names;
}

/** One set a universe, not one an interval; a name that stands there twice would be held and traded twice. */
const sets = new WeakMap<readonly Ticker[], ReadonlySet<string>>();

export function tickersOf(universe: readonly Ticker[]): ReadonlySet<string> {
  const before = sets.get(universe);
  if (before !== undefined) return before;
  requireDistinct('settings.universe', universe);
  const known = new Set<string>(universe);
  sets.set(universe, known);
  return known;
}

function nameOf(
  state: EngineState,
  ticker: Ticker,
  universe: ReadonlySet<string>,
  settings: EngineSettings,
  at: EpochMs,
): Name {
  const instrument = state.instruments[ticker] ?? null;
  const quote = state.quotes[ticker] ?? null;
  const position = state.positions[ticker] ?? null;
  const sessions = instrument?.sessions ?? [];
  return {
    ticker,
    inUniverse: universe.has(ticker) && instrument !== null,
    isHedge: ticker === settings.hedge?.ticker,
    instrument,
    sector: instrument === null || instrument.sector === '' ? `(${ticker})` : instrument.sector,
    quote,
    shares: position?.shares ?? 0,
    position,
    price: priceOf(quote) ?? state.history[ticker]?.at(-1)?.close ?? position?.avgCost ?? Number.NaN,
    session: sessionAt(sessions, at),
    clamp: sessionClamp(sessions, at, settings.clamps),
  };
}

/** Middle of bid and ask where both are there, else the last trade, else the close; null = none of them. */
export function priceOf(quote: Quote | null): number | null {
  if (quote === null) return null;
  const { bid, ask, last, close } = quote;
  if (isPrice(bid) && isPrice(ask)) return (bid + ask) / 2;
  return [last, close].find(isPrice) ?? null;
}

const isPrice = (x: number | null): x is number => x !== null && x > 0;
