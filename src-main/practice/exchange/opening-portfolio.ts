/** The account that a fresh practice TWS opens with: a million dollars, most of it in twenty names bought over the last weeks. */
import { dollars, type Market } from '../market/market.ts';
import { uniform } from '../market/random.ts';
import { nameAt, NAMES } from '../market/universe.ts';
import type { Holding, LedgerState } from './ledger.ts';

const EQUITY = 1_000_000;
const POSITIONS = 20;
const PER_SECTOR = 3;
/** Invested share of the equity, and how far weights differ: 2 to 6 percent each in the end. */
const INVESTED = { least: 0.7, most: 0.85 };
const WEIGHT_SPREAD = 0.9;
/** Sessions ago at which the names were bought. */
const BOUGHT = { latest: 5, earliest: 60 };
/** Each name was bought at the best or the worst of so many days, with this chance of the best. */
const CANDIDATE_DAYS = 4;
const LUCK = 0.8;
/** How much last year's winners are preferred to a draw by lot, as a holder of momentum would have: 0 = not at all. */
const TILT = 4;
/** 12-1 momentum: the year's return without its last month, in sessions. */
const YEAR = 252;
const MONTH = 21;
const STREAM = 9;

/** DU and seven digits, the same for a seed for ever. */
export function accountOf(seed: number): string {
  return `DU${String(1_000_000 + Math.floor(9_000_000 * uniform(seed, STREAM, 0)))}`;
}

/** session: the place of the first session in SESSIONS; the equity is a million at the close before it. */
export function openingLedger(market: Market, session: number): LedgerState {
  const { seed } = market;
  const names = chooseNames(market, session);
  const raw = names.map((name) => 1 + WEIGHT_SPREAD * (uniform(seed, STREAM, 2, name) - 0.5));
  const total = raw.reduce((a, b) => a + b, 0);
  const invested = INVESTED.least + (INVESTED.most - INVESTED.least) * uniform(seed, STREAM, 3);
  let cash = EQUITY;
  const holdings = names.map((name, i): Holding => {
    const price = dollars(market.closeOf(name, session - 1));
    const shares = Math.max(1, Math.round((EQUITY * invested * (raw[i] ?? 0)) / total / price));
    cash -= shares * price;
    const avgCost = dollars(purchasePrice(market, name, session));
    const { conId } = nameAt(name);
    return { conId, shares, avgCost, dayStartShares: shares, dayCash: 0, realizedToday: 0 };
  });
  return { cash: Number(cash.toFixed(2)), holdings };
}

/** One of the closes of the last weeks, ticks: the best or the worst of some, so that gains and losses mix whatever the market did. */
function purchasePrice(market: Market, name: number, session: number): number {
  const { seed } = market;
  const closes = Array.from({ length: CANDIDATE_DAYS }, (_, i) => {
    const share = uniform(seed, STREAM, 4 + i, name);
    return market.closeOf(
      name,
      session - BOUGHT.latest - Math.floor((BOUGHT.earliest - BOUGHT.latest) * share),
    );
  });
  return uniform(seed, STREAM, 20, name) < LUCK ? Math.min(...closes) : Math.max(...closes);
}

/** Twenty names by lot tilted to the year's winners, at most three of a sector, the benchmark fund left out. */
function chooseNames(market: Market, session: number): number[] {
  const { seed } = market;
  const momentum = NAMES.map(
    (_, name) => market.closeOf(name, session - MONTH) / market.closeOf(name, session - YEAR),
  );
  const better = momentum.map((own) => momentum.filter((other) => other > own).length / momentum.length);
  const place = (name: number): number => uniform(seed, STREAM, 1, name) + TILT * (better[name] ?? 0);
  const lots = NAMES.map((_, name) => name).toSorted((a, b) => place(a) - place(b));
  const perSector = new Map<string, number>();
  const chosen: number[] = [];
  for (const name of lots) {
    const { sector } = nameAt(name);
    if (sector === null) continue;
    const count = perSector.get(sector) ?? 0;
    if (count === PER_SECTOR || chosen.length === POSITIONS) continue;
    perSector.set(sector, count + 1);
    chosen.push(name);
  }
  return chosen;
}
