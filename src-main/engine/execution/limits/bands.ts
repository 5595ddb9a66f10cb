import type { Band } from '#shared/domain/limit.ts';
import { fromPercent } from '#shared/units.ts';
import type { EngineSettings } from '../../settings.ts';

/** Limits with a soft and a hard number, as they are named in the settings. Fractions, counts, or plain numbers. */
export const bandNames = [
  'orderValue',
  'orderShares',
  'advPerOrder',
  'advPerDay',
  'quoteAge',
  'spread',
  'priceMoved',
  'fromMid',
  'fromLast',
  'ordersPerMinute',
  'messagesPerSecond',
  'activeOrders',
  'orderEfficiency',
  'dayTurnover',
  'gross',
  'netOutside',
  'name',
  'sector',
  'beta',
  'dayLoss',
  'drawdown',
  'position',
  'shortable',
  'buyingPower',
  'ownCash',
] as const;
export type BandName = (typeof bandNames)[number];

type Limited = Pick<EngineSettings, 'limits' | 'clamps' | 'execution' | 'rotation' | 'hedge'>;

/** What the book itself aims at leaves room for prices that move between the target and the fill. */
const softRoom = 1.05;
const hardRoom = 1.25;

/** IBKR's own: more than 20 active orders per contract and side are refused; a ratio over 20 is excessive. */
const activeOrders = { soft: 15, hard: 20 };
const orderEfficiency = { soft: 10, hard: 20 };

/** All that is there. To sell a whole position, and to spend the last cash on a full book, is ordinary: no soft number comes first. */
const whole = { soft: null, hard: 1 };
/** Of what can be borrowed: others borrow it meanwhile. */
const shortable = { soft: 0.5, hard: 1 };
/** Half of what refuses says early that a trade gets dear. */
const halfOf = (hard: number): Band => ({ soft: hard / 2, hard });

/** Where the strategy file says nothing. */
function standard(name: BandName, { limits, clamps, execution, rotation }: Limited): Band {
  const percents = (soft: number, hard: number): Band => ({
    soft: fromPercent(soft),
    hard: fromPercent(hard),
  });
  switch (name) {
    case 'orderValue':
      return { soft: null, hard: limits.maxOrderValue };
    case 'orderShares':
      return { soft: 50_000, hard: 100_000 };
    case 'advPerOrder':
      // A trade is cut down to it: one that stands at it is nothing to tell.
      return { soft: null, hard: clamps.maxAdv };
    case 'quoteAge':
      // A quiet name is quoted seldom.
      return { soft: null, hard: clamps.maxQuoteAgeMs };
    case 'spread':
      return halfOf(clamps.maxSpread);
    case 'priceMoved':
      return halfOf(execution.priceTolerance);
    case 'advPerDay':
      return percents(2, 5);
    case 'fromMid':
      return percents(1, 3);
    case 'fromLast':
      return percents(2, 3);
    case 'ordersPerMinute':
      return { soft: 60, hard: 100 };
    case 'messagesPerSecond':
      return { soft: 30, hard: 45 };
    case 'activeOrders':
      return activeOrders;
    case 'orderEfficiency':
      return orderEfficiency;
    case 'dayTurnover':
      return percents(200, 400);
    case 'gross':
      return { soft: rotation.gross * softRoom, hard: rotation.gross * hardRoom };
    case 'netOutside':
      return percents(5, 15);
    case 'name':
      return { soft: rotation.wMax * softRoom, hard: rotation.wMax * hardRoom };
    case 'sector':
      return { soft: rotation.sectorMax * softRoom, hard: rotation.sectorMax * hardRoom };
    case 'beta':
      return { soft: 1.5 * Math.max(1, rotation.gross), hard: 2 * Math.max(1, rotation.gross) };
    case 'dayLoss':
      return percents(2, 2.5);
    case 'drawdown':
      return percents(2.5, 3.5);
    case 'position':
    case 'buyingPower':
    case 'ownCash':
      return whole;
    case 'shortable':
      return shortable;
    default:
      return name satisfies never;
  }
}

/** In force: what the strategy file says, else the standard one. */
export function bandOf(name: BandName, settings: Limited): Band {
  const own = settings.limits.bands?.[name];
  const otherwise = standard(name, settings);
  return {
    soft: own?.soft === undefined ? otherwise.soft : own.soft,
    hard: own?.hard === undefined ? otherwise.hard : own.hard,
  };
}

/** Where the limit is what is there: its numbers as parts of that. */
export function bandOfAll(name: BandName, settings: Limited, all: number): Band {
  const { soft, hard } = bandOf(name, settings);
  return { soft: soft === null ? null : soft * all, hard: hard === null ? null : hard * all };
}

/** The hedge has a bound of its own. */
export function nameBand(ticker: string, settings: Limited): Band {
  if (ticker !== settings.hedge?.ticker) return bandOf('name', settings);
  const { hedgeMax } = settings.rotation;
  return { soft: hedgeMax * softRoom, hard: hedgeMax * hardRoom };
}

/** Shares that one order may be for at a price, by value and by count. */
export function mostPerOrder(settings: Limited, price: number): number {
  const byShares = bandOf('orderShares', settings).hard ?? Infinity;
  const byValue = bandOf('orderValue', settings).hard ?? Infinity;
  return Math.min(byShares, byValue / price);
}
