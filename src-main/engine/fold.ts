import { unreachable } from '#shared/assert.ts';
import type { Bar, Instrument, Quote } from '#shared/domain/market.ts';
import type { Position } from '#shared/domain/portfolio.ts';
import type { Work } from '#shared/domain/work.ts';
import { shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { withPreview } from './execution/working/margin.ts';
import type { EngineEvent } from './input.ts';
import { firstRepeated } from './math/input-error.ts';
import type { EngineState, SavedState } from './state.ts';

/** What a desk knows before its first interval: what it saved, and nothing of the broker's. */
export function initialState(saved: SavedState | null): EngineState {
  return {
    instruments: {},
    history: {},
    intraday: {},
    quotes: {},
    positions: {},
    account: null,
    orders: [],
    children: [],
    works: (saved?.works ?? []).map(withStart),
    purse: saved?.purse ?? null,
    restored: (saved?.works ?? []).length > 0,
    unshown: {},
    ownCosts: {},
    frozen: {},
    foreign: {},
    day: null,
    betas: {},
    entries: saved?.entries ?? {},
    solver: saved?.solver ?? null,
    zoo: saved?.zoo ?? { pi: {}, ic: {}, waiting: [] },
    open: saved?.open ?? null,
    rejected: saved?.rejected ?? [],
    cuts: saved?.cuts ?? {},
  };
}

/** What an earlier version saved does not say where the position stood. */
const withStart = (work: Work | Omit<Work, 'from'>): Work =>
  'from' in work
    ? work
    : { ...work, from: shares(work.target - (work.side === 'BUY' ? work.shares : -work.shares)) };

export function savedPart(state: EngineState): SavedState {
  const { entries, zoo, solver, open, works, purse, rejected, cuts } = state;
  return { entries, zoo, solver, open, works, purse, rejected, cuts };
}

export interface Folded {
  readonly state: EngineState;
  /** Events with numbers that cannot be computed with, in words. They are left out: what was known before still stands. */
  readonly problems: readonly string[];
}

/** The facts of a batch, in order. `history` stays the same object while no history event comes: the risk model is remembered by it. */
export function fold(state: EngineState, events: readonly EngineEvent[], at: EpochMs): Folded {
  let next = state;
  const problems: string[] = [];
  for (const event of events) {
    const problem = problemOf(event);
    if (problem === null) next = foldOne(next, event, at);
    else {
      problems.push(problem);
      if (event.kind === 'quotes') next = foldOne(next, { ...event, quotes: event.quotes.filter(sound) }, at);
    }
  }
  return { state: next, problems };
}

function foldOne(state: EngineState, event: EngineEvent, at: EpochMs): EngineState {
  switch (event.kind) {
    case 'instruments':
      return { ...state, instruments: byTicker(event.instruments, state.instruments) };
    case 'history':
      return { ...state, history: { ...state.history, [event.ticker]: event.bars } };
    case 'intraday':
      return { ...state, intraday: { ...state.intraday, [event.ticker]: joined(state, event) } };
    case 'unshown':
      return { ...state, unshown: Object.fromEntries(event.names.map((name) => [name.ticker, name.shares])) };
    case 'own-costs':
      return { ...state, ownCosts: Object.fromEntries(event.names.map((name) => [name.ticker, name])) };
    case 'quotes':
      return { ...state, quotes: byTicker(event.quotes, state.quotes) };
    case 'account':
      return { ...state, account: event.values };
    case 'positions':
      return withPositions(state, event.positions, at);
    case 'orders':
      return { ...state, orders: event.orders };
    case 'children':
      return { ...state, children: event.orders };
    case 'preview':
      return { ...state, works: state.works.map((work) => withPreview(work, event)) };
    case 'frozen':
      return { ...state, frozen: Object.fromEntries(event.names.map(({ ticker, why }) => [ticker, why])) };
    case 'foreign':
      return {
        ...state,
        foreign: Object.fromEntries(event.names.map(({ ticker, ...shares }) => [ticker, shares])),
      };
    case 'day':
      return { ...state, day: event.facts };
    default:
      return unreachable(event);
  }
}

/** Sessions of two days are further apart than this. */
const longestSessionMs = 12 * 3_600_000;

/** The known bars of the same session before the first new one, then the new ones. */
function joined(
  { intraday }: EngineState,
  { ticker, bars }: Extract<EngineEvent, { kind: 'intraday' }>,
): readonly Bar[] {
  const [first] = bars;
  if (first === undefined) return intraday[ticker] ?? [];
  const before = (intraday[ticker] ?? []).filter(
    ({ at }) => at < first.at && at > first.at - longestSessionMs,
  );
  return [...before, ...bars];
}

/** A name keeps its entry time while it is held on the same side; a saved one survives the restart. */
function withPositions(state: EngineState, positions: readonly Position[], at: EpochMs): EngineState {
  const held = positions.filter((position) => position.shares !== 0);
  const entries: Record<string, EpochMs> = {};
  for (const { ticker, shares } of held) {
    const before = state.positions[ticker];
    const turned = before !== undefined && Math.sign(before.shares) !== Math.sign(shares);
    entries[ticker] = turned ? at : (state.entries[ticker] ?? at);
  }
  return { ...state, positions: byTicker(held), entries };
}

/** `known`, with the rows in place of those of the same ticker. */
function byTicker<T extends { readonly ticker: string }>(
  rows: readonly T[],
  known: Readonly<Record<string, T>> = {},
): Record<string, T> {
  const byTicker: Record<string, T> = { ...known };
  for (const row of rows) byTicker[row.ticker] = row;
  return byTicker;
}

function problemOf(event: EngineEvent): string | null {
  switch (event.kind) {
    case 'quotes': {
      const bad = event.quotes.find((quote) => !sound(quote));
      return bad === undefined ? null : `The quote of ${bad.ticker} holds a value that is not a number.`;
    }
    case 'intraday': {
      const bad = event.bars.findIndex((bar) => !allFinite(Object.values(bar)));
      return bad < 0 ? null : `Intraday bar ${bad} of ${event.ticker} holds a value that is not a number.`;
    }
    case 'own-costs': {
      const bad = event.names.find(({ realised, predicted }) => !allFinite([realised, predicted]));
      return bad === undefined ? null : `The costs of own fills in ${bad.ticker} are not numbers.`;
    }
    case 'history': {
      const bad = event.bars.findIndex((bar) => !allFinite(Object.values(bar)));
      return bad < 0 ? null : `Daily bar ${bad} of ${event.ticker} holds a value that is not a number.`;
    }
    case 'account': {
      const { nav, cash, grossPositionValue, buyingPower, availableFunds, at } = event.values;
      const numbers = [nav, cash, grossPositionValue, buyingPower, availableFunds, at];
      return allFinite(numbers) ? null : 'The account values hold a value that is not a number.';
    }
    case 'positions': {
      const bad = event.positions.find(
        ({ shares, avgCost }) => !Number.isInteger(shares) || !Number.isFinite(avgCost),
      );
      return bad === undefined
        ? null
        : `The position in ${bad.ticker} is ${bad.shares} shares at ${bad.avgCost}: not usable.`;
    }
    case 'instruments':
      return twiceIn(event.instruments);
    case 'orders':
    case 'children':
    case 'preview':
    case 'unshown':
    case 'frozen':
    case 'foreign':
    case 'day':
      return null;
    default:
      return unreachable(event);
  }
}

/** Contracts of which one would silently take the other's place. */
function twiceIn(instruments: readonly Instrument[]): string | null {
  const twice = firstRepeated(instruments.map(({ ticker }) => ticker));
  return twice && `The contracts hold ${twice.symbol} twice, at ${twice.before} and at ${twice.at}.`;
}

const isSound = (n: number | null): boolean => n === null || Number.isFinite(n);
const allFinite = (numbers: readonly unknown[]): boolean => numbers.every((n) => Number.isFinite(n));

function sound(quote: Quote): boolean {
  const { bid, ask, last, close, bidSize, askSize, volume, at } = quote;
  const prices = isSound(bid) && isSound(ask) && isSound(last) && isSound(close);
  return prices && isSound(bidSize) && isSound(askSize) && isSound(volume) && Number.isFinite(at);
}
