import { z } from 'zod';
import type { BandName } from '#engine/execution/limits/bands.ts';
import type { Limits } from '#engine/settings.ts';
import { fromBps, fromPercent, money } from '#shared/units.ts';

// The strategy file's `limits`, in the units that traders write. Each has a soft and a hard number: what is left out is the standard one,
// null = none.

const plain = (n: number): number => n;
const fromSeconds = (seconds: number): number => seconds * 1000;

function band(most: number, toHouse: (n: number) => number) {
  const number = z.number().positive().max(most).nullable().optional();
  return z
    .strictObject({ soft: number, hard: number })
    .refine(({ soft, hard }) => typeof soft !== 'number' || typeof hard !== 'number' || soft <= hard, {
      path: ['soft'],
      message: 'must not be over hard',
    })
    .transform(({ soft, hard }) => ({
      ...(soft === undefined ? {} : { soft: soft === null ? null : toHouse(soft) }),
      ...(hard === undefined ? {} : { hard: hard === null ? null : toHouse(hard) }),
    }))
    .optional();
}

/** Only a soft one: the hard one stands elsewhere in the file, or is what is there. */
const soft = (most: number, toHouse: (n: number) => number) =>
  z
    .strictObject({ soft: z.number().positive().max(most).nullable() })
    .transform((own) => ({ soft: own.soft === null ? null : toHouse(own.soft) }))
    .optional();

const percent = (most: number) => band(most, fromPercent);
const count = (most: number) => band(most, plain);

export const LimitsFile = z
  .strictObject({
    /** Hard; `softOrderMoney` beside it is the soft one. */
    maxOrderMoney: z.number().positive().default(100_000).transform(money),
    softOrderMoney: z.number().positive().nullable().default(null),
    maxOrdersPerInterval: z.int().min(1).max(45).default(40),
    orderShares: count(10_000_000),
    advPerDayPercent: percent(100),
    offMidBps: band(2_000, fromBps),
    offLastBps: band(2_000, fromBps),
    ordersPerMinute: count(1_000),
    messagesPerSecond: count(48),
    activeOrders: count(20),
    orderEfficiency: count(1_000),
    dayTurnoverPercent: percent(5_000),
    grossPercent: percent(1_000),
    netOutsidePercent: percent(200),
    namePercent: percent(200),
    sectorPercent: percent(200),
    beta: count(10),
    dayLossPercent: percent(100),
    drawdownPercent: percent(100),
    /** Beside `clamps.maxAdvPercent`, `maxQuoteAgeSec` and `maxSpreadBps`, and `execution.priceToleranceBps`. */
    advPerOrderPercent: soft(100, fromPercent),
    quoteAgeSec: soft(3_600, fromSeconds),
    spreadBps: soft(5_000, fromBps),
    priceMovedBps: soft(500, fromBps),
    /** Of what is held, can be borrowed, and is free. */
    positionPercent: soft(100, fromPercent),
    shortablePercent: soft(100, fromPercent),
    buyingPowerPercent: soft(100, fromPercent),
    ownCashPercent: soft(100, fromPercent),
  })
  .refine(({ softOrderMoney: soft, maxOrderMoney: hard }) => soft === null || soft <= hard, {
    path: ['softOrderMoney'],
    message: 'must not be over maxOrderMoney',
  });
type LimitsFile = z.output<typeof LimitsFile>;

const keys: Readonly<
  Record<Exclude<BandName, 'orderValue'>, Exclude<keyof LimitsFile, `max${string}` | 'softOrderMoney'>>
> = {
  orderShares: 'orderShares',
  advPerDay: 'advPerDayPercent',
  fromMid: 'offMidBps',
  fromLast: 'offLastBps',
  ordersPerMinute: 'ordersPerMinute',
  messagesPerSecond: 'messagesPerSecond',
  activeOrders: 'activeOrders',
  orderEfficiency: 'orderEfficiency',
  dayTurnover: 'dayTurnoverPercent',
  gross: 'grossPercent',
  netOutside: 'netOutsidePercent',
  name: 'namePercent',
  sector: 'sectorPercent',
  beta: 'beta',
  dayLoss: 'dayLossPercent',
  drawdown: 'drawdownPercent',
  advPerOrder: 'advPerOrderPercent',
  quoteAge: 'quoteAgeSec',
  spread: 'spreadBps',
  priceMoved: 'priceMovedBps',
  position: 'positionPercent',
  shortable: 'shortablePercent',
  buyingPower: 'buyingPowerPercent',
  ownCash: 'ownCashPercent',
};

/** The key of the strategy file, for words to the trader. */
export const keyOf = (name: BandName): string =>
  `limits.${name === 'orderValue' ? 'maxOrderMoney' : keys[name]}`;

/** In house units. */
export function limitsOf(file: LimitsFile): Limits {
  const own = Object.entries(keys).flatMap(([name, key]) => {
    const given = file[key];
    return given === undefined ? [] : [[name, given] as const];
  });
  const orderValue =
    file.softOrderMoney === null ? [] : [['orderValue', { soft: file.softOrderMoney }] as const];
  const bands = Object.fromEntries([...orderValue, ...own]);
  return {
    maxOrderValue: file.maxOrderMoney,
    maxOrdersPerInterval: file.maxOrdersPerInterval,
    ...(Object.keys(bands).length === 0 ? {} : { bands }),
  };
}
