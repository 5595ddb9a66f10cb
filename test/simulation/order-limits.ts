import type { BandName } from '#engine/execution/limits/bands.ts';
import type { EngineSettings } from '#engine/settings.ts';

// The limits that no order may break, whoever approved it: README's hard numbers, measured here once more on the TWS's own books and by
// nothing of the desk's.

/** An order as it comes to the TWS. */
export interface Arriving {
  readonly conId: number;
  /** +1 buys, −1 sells. */
  readonly sign: 1 | -1;
  readonly shares: number;
  /** null = at the market. */
  readonly limit: number | null;
}

export interface Working extends Arriving {
  /** Of the desk's. */
  readonly isOwn: boolean;
}

export interface Traded {
  readonly conId: number;
  readonly shares: number;
  readonly price: number;
}

/** What the TWS knows at that moment. Money in dollars, prices a share. */
export interface Books {
  readonly nav: number;
  /** Signed shares by contract. */
  readonly held: ReadonlyMap<number, number>;
  readonly working: readonly Working[];
  /** What the desk traded today. */
  readonly traded: readonly Traded[];
  readonly priceOf: (conId: number) => number;
  /** The middles and last prices of the seconds before. */
  readonly recent: (conId: number) => {
    readonly middles: readonly number[];
    readonly lasts: readonly number[];
  };
  /** Shares a day. */
  readonly advOf: (conId: number) => number;
  readonly betaOf: (conId: number) => number;
  readonly sectorOf: (conId: number) => string;
  /** Somebody else has traded a moment ago, of which the desk cannot have heard. */
  readonly disturbed: boolean;
  /** The contract that the strategy hedges with: it may be short, and counts in beta alone. null = there is none. */
  readonly hedge: number | null;
}

export type Settings = Pick<EngineSettings, 'clamps' | 'limits' | 'rotation'>;

/** One limit at one order. */
export interface Measure {
  readonly limit: string;
  readonly value: number;
  /** Infinity = the strategy file says that there is none. */
  readonly most: number;
  /** What the value may be over it without a fault of the desk's. */
  readonly room: number;
}

/** Of sums of decimals, relative. */
const rounding = 1e-9;

export const isBroken = ({ value, most, room }: Measure): boolean =>
  value > most + room + rounding * Math.abs(most);

/**
 * Weights are measured at the prices of the arrival. The desk decided at quotes of up to ten seconds before and on an account value of up to
 * three minutes before: five standard deviations of a name that moves 2 % a day.
 */
const drift = 0.01;

/** Every limit that this order can break at all: those that let reductions through are left out for one that only reduces. */
export function measured(order: Arriving, books: Books, settings: Settings): readonly Measure[] {
  const plain = [
    ...sizes(order, books, settings),
    ...distances(order, books, settings),
    ...counts(order, books, settings),
  ];
  return growthOf(order, books) > 0
    ? [...plain, ...exposures(order, books, settings), ...ofTheDay(order, books, settings)]
    : plain;
}

// ---- One order

function sizes(order: Arriving, books: Books, settings: Settings): readonly Measure[] {
  const { conId, shares, limit } = order;
  const adv = books.advOf(conId) * settings.clamps.maxAdv;
  return [
    // At the market the wire tells no worst price: the desk reckons with its collar beyond the touch, and this with the last trade.
    {
      ...{ limit: 'order value', value: shares * (limit ?? books.priceOf(conId)) },
      ...within(settings.limits.maxOrderValue, limit === null ? drift : 0),
    },
    ...positions(order, books, settings),
    { limit: 'order shares', value: shares, ...within(hardOf('orderShares', settings)) },
    // The average is over whole sessions that are past: both sides have the same one.
    { limit: 'share of ADV, an order', value: shares, ...within(adv) },
  ];
}

/** Where nothing may be short: what is held, less what other sales may still take, those of others included. */
function positions({ conId, sign, shares }: Arriving, books: Books, settings: Settings): readonly Measure[] {
  if (sign > 0 || settings.rotation.longShort || conId === books.hedge || books.disturbed) return [];
  const sales = books.working.filter((one) => one.conId === conId && one.sign < 0);
  return [
    { limit: 'shares held', value: shares, most: (books.held.get(conId) ?? 0) - total(sales), room: 0 },
  ];
}

/** Off the nearest of the prices that the desk may have seen: that is all the room there is. */
function distances({ conId, limit }: Arriving, books: Books, settings: Settings): readonly Measure[] {
  if (limit === null) return [];
  const { middles, lasts } = books.recent(conId);
  const off = (prices: readonly number[]): number =>
    Math.min(...prices.map((price) => Math.abs(limit / price - 1)));
  return [
    { limit: 'price off the middle', value: off(middles), ...within(hardOf('fromMid', settings)) },
    { limit: 'price off the last', value: off(lasts), ...within(hardOf('fromLast', settings)) },
  ];
}

/** Those of others count at the desk as soon as it knows of them, which may be at its next comparison of the books: here they do not. */
function counts({ conId, sign }: Arriving, { working }: Books, settings: Settings): readonly Measure[] {
  const same = working.filter((one) => one.conId === conId && one.sign === sign && one.isOwn);
  return [{ limit: 'active orders', value: same.length + 1, ...within(hardOf('activeOrders', settings)) }];
}

// ---- The book when all that is open has filled

interface Reach {
  readonly high: number;
  readonly low: number;
}

/**
 * Shares of a name at both ends of what the desk's open orders may make of it, whichever of them fill. Orders of others are left out while
 * they work: the desk cannot know of them before it next compares the books.
 */
function reachOf(conId: number, { held, working }: Books, order: Arriving): Reach {
  const now = held.get(conId) ?? 0;
  const open = [...working.filter(({ isOwn }) => isOwn), order].filter((one) => one.conId === conId);
  const inSide = (sign: 1 | -1): number => total(open.filter((one) => one.sign === sign));
  return { high: now + inSide(1), low: now - inSide(-1) };
}

/** Shares by which it makes a position larger, long or short. */
function growthOf(order: Arriving, books: Books): number {
  const { high, low } = reachOf(order.conId, books, order);
  return Math.min(order.shares, Math.max(0, order.sign > 0 ? high : -low));
}

function exposures(order: Arriving, books: Books, settings: Settings): readonly Measure[] {
  if (books.disturbed) return [];
  const { rotation } = settings;
  const conIds = new Set([...books.held.keys(), ...books.working.map(({ conId }) => conId), order.conId]);
  const weights = new Map([...conIds].map((conId) => [conId, weightOf(conId, books, order)]));
  const all = [...weights];
  const names = all.filter(([conId]) => conId !== books.hedge);
  const sector = books.sectorOf(order.conId);
  const up = order.sign > 0;
  const reached = (part: typeof all): number =>
    part.reduce((sum, [, { high, low }]) => sum + (up ? high : -low), 0);
  const one = largest(weights.get(order.conId) ?? { high: 0, low: 0 });
  const share = books.priceOf(order.conId) / books.nav;
  const isHedge = order.conId === books.hedge;
  const most = isHedge ? 1.25 * rotation.hedgeMax : hardOf('name', settings);
  const alone = [
    // Sizes are whole shares: one of them is the least that can be over.
    { limit: isHedge ? 'hedge' : 'name', value: one, most, room: most * drift + share },
    { limit: 'beta', value: betaAfter(all, order, books), ...within(hardOf('beta', settings), drift) },
  ];
  if (isHedge) return alone;
  return [
    ...alone,
    {
      ...{ limit: 'sector', value: reached(names.filter(([conId]) => books.sectorOf(conId) === sector)) },
      ...within(hardOf('sector', settings), drift),
    },
    {
      ...{ limit: 'gross', value: names.reduce((sum, [, reach]) => sum + largest(reach), 0) },
      ...within(hardOf('gross', settings), drift),
    },
    {
      ...{ limit: 'net', value: reached(names) },
      ...within((up ? rotation.netMax : -rotation.netMin) + hardOf('netOutside', settings), drift),
    },
  ];
}

function weightOf(conId: number, books: Books, order: Arriving): Reach {
  const { high, low } = reachOf(conId, books, order);
  const each = books.priceOf(conId) / books.nav;
  return { high: high * each, low: low * each };
}

/** Σβw in the direction in which the order moves it, as a positive number. */
function betaAfter(all: readonly (readonly [number, Reach])[], order: Arriving, books: Books): number {
  const raises = books.betaOf(order.conId) >= 0 === order.sign > 0;
  return all.reduce((sum, [conId, { high, low }]) => {
    const ends = [books.betaOf(conId) * high, books.betaOf(conId) * low];
    return sum + (raises ? Math.max(...ends) : -Math.min(...ends));
  }, 0);
}

// ---- The day

function ofTheDay(order: Arriving, books: Books, settings: Settings): readonly Measure[] {
  const open = books.working.filter(({ isOwn }) => isOwn);
  const worth = (one: Arriving): number => one.shares * (one.limit ?? books.priceOf(one.conId));
  const value =
    books.traded.reduce((sum, { shares, price }) => sum + shares * price, 0) +
    [...open, order].reduce((sum, one) => sum + worth(one), 0);
  const inName = ({ conId }: { readonly conId: number }): boolean => conId === order.conId;
  const shares = total(books.traded.filter(inName)) + total(open.filter(inName)) + order.shares;
  return [
    { limit: 'day turnover', value: value / books.nav, ...within(hardOf('dayTurnover', settings), drift) },
    {
      ...{ limit: 'share of ADV, a day', value: shares / books.advOf(order.conId) },
      ...within(hardOf('advPerDay', settings)),
    },
  ];
}

/** Orders at the moments at which they left, in the last minute, the newest one included. */
export function paceOf(sentAt: readonly number[], now: number, settings: Settings): Measure {
  const value = sentAt.filter((at) => at > now - minuteMs + pacedMs && at <= now).length;
  return { limit: 'orders a minute', value, ...within(hardOf('ordersPerMinute', settings)) };
}

const minuteMs = 60_000;
/** An order may wait so long for its turn on the wire after the desk has counted it: the desk's minute is that much earlier. */
const pacedMs = 1000;

// ---- The numbers

/** `share`: room, as a part of the limit. */
const within = (most: number, share = 0): Pick<Measure, 'most' | 'room'> => ({
  most,
  room: Number.isFinite(most) ? Math.abs(most) * share : 0,
});

type Judged =
  | 'orderShares'
  | 'advPerDay'
  | 'fromMid'
  | 'fromLast'
  | 'ordersPerMinute'
  | 'activeOrders'
  | 'dayTurnover'
  | 'gross'
  | 'netOutside'
  | 'name'
  | 'sector'
  | 'beta';

/** As README has them, unless the strategy file says otherwise. */
function hardOf(name: Judged & BandName, { limits, rotation }: Settings): number {
  const own = limits.bands?.[name]?.hard;
  if (own !== undefined) return own ?? Number.POSITIVE_INFINITY;
  const { gross, wMax, sectorMax } = rotation;
  const usual: Readonly<Record<Judged, number>> = {
    ...{ orderShares: 100_000, advPerDay: 0.05, fromMid: 0.03, fromLast: 0.03, ordersPerMinute: 100 },
    ...{ activeOrders: 20, dayTurnover: 4, netOutside: 0.15, beta: 2 * Math.max(1, gross) },
    ...{ gross: 1.25 * gross, name: 1.25 * wMax, sector: 1.25 * sectorMax },
  };
  return usual[name];
}

const largest = ({ high, low }: Reach): number => Math.max(Math.abs(high), Math.abs(low));

const total = (some: readonly { readonly shares: number }[]): number =>
  some.reduce((sum, { shares }) => sum + shares, 0);
