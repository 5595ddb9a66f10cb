import type { Decision } from '#engine/decision.ts';
import type { DriftRow } from '#shared/contract/rows.ts';
import type { Instrument, Quote } from '#shared/domain/market.ts';
import type { AccountValues, Position } from '#shared/domain/portfolio.ts';
import type { Drift, Margin } from '#shared/domain/proposal.ts';
import { ticker as tickerOf, type Ticker } from '#shared/ids.ts';
import {
  type EpochMs,
  fraction,
  money,
  type Money,
  price,
  shares,
  valueOf,
  weightOf,
} from '#shared/units.ts';

export interface DriftSources {
  /** Universe first, then what else is held. */
  readonly tickers: readonly Ticker[];
  readonly instruments: ReadonlyMap<Ticker, Instrument>;
  readonly quotes: ReadonlyMap<Ticker, Quote>;
  readonly positions: ReadonlyMap<Ticker, Position>;
  readonly account: AccountValues | null;
  /** Newest decision; null before the first. */
  readonly decision: Decision | null;
  /** Own orders not ended, by name. */
  readonly working: ReadonlyMap<Ticker, number>;
  readonly unknown: ReadonlyMap<Ticker, string>;
  readonly now: EpochMs;
  readonly maxQuoteAgeMs: number;
}

/** One row a name, then cash and the total. Prices and weights are of this moment; targets, ranks and reasons of the last interval. */
export function driftRows(sources: DriftSources): readonly DriftRow[] {
  const drifts = new Map((sources.decision?.drift ?? []).map((drift) => [drift.ticker, drift]));
  const names = sources.tickers.map((ticker) => nameRow(ticker, drifts.get(ticker) ?? null, sources));
  return sources.account === null ? names : [...names, ...bookRows(names, sources.account, sources)];
}

function nameRow(ticker: Ticker, drift: Drift | null, sources: DriftSources): DriftRow {
  const quote = sources.quotes.get(ticker) ?? null;
  const size = sources.positions.get(ticker)?.shares ?? shares(0);
  const mark = markOf(quote);
  const value = size === 0 ? money(0) : mark === null ? null : valueOf(size, price(mark));
  const current = value === null || sources.account === null ? null : weightOf(value, sources.account.nav);
  const target = drift?.target ?? null;
  const unknown = sources.unknown.get(ticker);
  return {
    ...blank(ticker, 'name', ticker),
    ...nearest(drift?.margin ?? null),
    name: sources.instruments.get(ticker)?.name ?? '',
    sector: sources.instruments.get(ticker)?.sector ?? '',
    shares: size,
    value,
    last: quote?.last ?? null,
    bid: quote?.bid ?? null,
    ask: quote?.ask ?? null,
    quoteKind: kindOf(quote, sources),
    current,
    target,
    drift: target === null || current === null ? null : fraction(target - current),
    z: drift?.z ?? null,
    rank: drift?.rank ?? null,
    reason: unknown === undefined ? (drift?.reasons.at(-1) ?? drift?.block ?? null) : 'UNKNOWN',
    why: unknown ?? drift?.why ?? '',
    working: sources.working.get(ticker) ?? 0,
  };
}

function bookRows(
  names: readonly DriftRow[],
  account: AccountValues,
  { decision }: DriftSources,
): DriftRow[] {
  const invested = sum(names.map((row) => row.value));
  const target =
    decision === null || decision.drift.length === 0 ? null : sum(names.map((row) => row.target));
  const cash = weightOf(account.cash, account.nav);
  const cashTarget = target === null ? null : fraction(1 - target);
  return [
    {
      ...blank('#cash', 'cash', 'Cash'),
      value: account.cash,
      current: cash,
      target: cashTarget,
      drift: cashTarget === null ? null : fraction(cashTarget - cash),
    },
    {
      ...blank('#total', 'total', 'Total'),
      value: money(invested + account.cash),
      current: weightOf(money(invested + account.cash), account.nav),
      target: cashTarget === null || target === null ? null : fraction(target + cashTarget),
    },
  ];
}

const blank = (id: string, kind: DriftRow['kind'], ticker: string): DriftRow => ({
  id,
  kind,
  ticker,
  name: '',
  sector: '',
  shares: null,
  value: null,
  last: null,
  bid: null,
  ask: null,
  quoteKind: 'none',
  current: null,
  target: null,
  drift: null,
  z: null,
  rank: null,
  reason: null,
  why: '',
  trigger: null,
  margin: null,
  triggerUnit: null,
  working: 0,
});

const sum = (values: readonly (number | null)[]): Money =>
  money(values.reduce<number>((total, v) => total + (v ?? 0), 0));

/** Mid where both sides are there, else last, else the previous close. */
export function markOf(quote: Quote | null): number | null {
  if (quote === null) return null;
  if (quote.bid !== null && quote.ask !== null) return (quote.bid + quote.ask) / 2;
  return quote.last ?? quote.close;
}

function kindOf(quote: Quote | null, { now, maxQuoteAgeMs }: DriftSources): DriftRow['quoteKind'] {
  if (quote === null || (quote.bid === null && quote.last === null)) return 'none';
  if (quote.kind === 'live' && now - quote.at > maxQuoteAgeMs) return 'stale';
  return quote.kind;
}

const triggers: Readonly<Record<Margin['trigger'], { words: string; unit: 'z' | 'bps' | 'min' }>> = {
  cutScoreZ: { words: 'cut by score, if z falls by this', unit: 'z' },
  donorZ: { words: 'gives weight, to better names, if z falls by this', unit: 'z' },
  loserBps: { words: 'cut by loss, if it loses this much more', unit: 'bps' },
  deadMoneyMin: {
    words: 'cut as dead money, after this many trading minutes without conviction',
    unit: 'min',
  },
  gapZ: { words: 'is bought, if z rises by this', unit: 'z' },
  candidateZ: { words: 'may be bought, if z rises by this', unit: 'z' },
  nameBandBps: { words: 'leaves its band, if it drifts by this much more', unit: 'bps' },
  bookBandBps: { words: 'trades, if the whole book drifts by this much more', unit: 'bps' },
};

function nearest(margin: Margin | null): Pick<DriftRow, 'trigger' | 'margin' | 'triggerUnit'> {
  if (margin === null) return { trigger: null, margin: null, triggerUnit: null };
  const { words, unit } = triggers[margin.trigger];
  return { trigger: words, margin: margin.distance, triggerUnit: unit };
}

/** Universe order, then held names outside it by ticker. */
export function rowTickers(universe: readonly Ticker[], held: Iterable<Ticker>): readonly Ticker[] {
  const known = new Set<string>(universe);
  const others = [...held].filter((name) => !known.has(name)).toSorted();
  return [...universe, ...others.map((name) => tickerOf(name))];
}
