import { bandOf, type BandName } from '#engine/execution/limits/bands.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { LimitId, LimitUnit } from '#shared/domain/limit.ts';
import { ticker } from '#shared/ids.ts';
import { money } from '#shared/units.ts';
import { keyOf } from './limits-file.ts';

// What of the strategy file decides how wide each hard limit is. What only changes the order itself (its style, its size, the collar of its
// price) stands here where a limit is made of it: an order that asks for less is held to the same limit.

/** One setting that a limit hangs on. `sense`: whether a larger or a smaller number is the wider one. */
export interface Place {
  readonly key: string;
  readonly unit: LimitUnit;
  readonly sense: 'most' | 'least';
  /** Which of them, where it is more than a number: names, venues. Absent = it is one number. */
  readonly each?: (settings: EngineSettings, refused: Refused) => readonly string[];
  /** null = there is no limit. */
  readonly get: (settings: EngineSettings, of: string) => number | null;
  readonly set: (settings: EngineSettings, to: number, of: string) => EngineSettings;
}

/** What was refused: its name, and the venue where it is listed. */
export interface Refused {
  readonly ticker: string;
  readonly venue: string;
}

const band = (name: BandName, unit: LimitUnit): Place => ({
  ...{ key: keyOf(name), unit, sense: 'most' },
  get: (settings) => bandOf(name, settings).hard,
  set: (settings, hard) => withBand(settings, name, hard),
});

function withBand(settings: EngineSettings, name: BandName, hard: number): EngineSettings {
  const { soft } = bandOf(name, settings);
  const own = { soft: soft === null ? null : Math.min(soft, hard), hard };
  return { ...settings, limits: { ...settings.limits, bands: { ...settings.limits.bands, [name]: own } } };
}

type Part = 'clamps' | 'execution' | 'rotation' | 'limits';
type NumbersOf<P extends Part> = {
  [N in keyof EngineSettings[P]]: EngineSettings[P][N] extends number ? N : never;
}[keyof EngineSettings[P]];

/** A number that stands in the settings as it is. */
const plain = <P extends Part>(
  part: P,
  name: NumbersOf<P>,
  key: string,
  unit: LimitUnit,
  sense: Place['sense'] = 'most',
): Place => ({
  ...{ key: `${part}.${key}`, unit, sense },
  get: (settings) => Number(settings[part][name]),
  set: (settings, to) => ({ ...settings, [part]: { ...settings[part], [name]: to } }),
});

/** What is no number may not be another than it was. */
const same = (
  key: string,
  read: (settings: EngineSettings) => string,
  write: (settings: EngineSettings, text: string) => EngineSettings,
): Place => ({
  ...{ key, unit: 'flag', sense: 'least', each: (settings) => [read(settings)] },
  get: (settings, of) => (read(settings) === of ? 1 : 0),
  set: (settings, _, of) => write(settings, of),
});

function riskNumber(name: 'rows' | 'minObservations'): Place {
  const write = (settings: EngineSettings, of: string): EngineSettings => ({
    ...settings,
    risk: { ...settings.risk, [name]: Number(of) },
  });
  return same(`risk.${name}`, (settings) => String(settings.risk[name]), write);
}

/** The hedge has a bound of its own, counts in beta alone, and may be short. */
const hedge = same(
  'hedge.ticker',
  (settings) => settings.hedge?.ticker ?? '',
  (settings, of) => ({ ...settings, hedge: of === '' ? null : { ticker: ticker(of) } }),
);
const hedgeMax: Place = {
  ...plain('rotation', 'hedgeMax', 'hedgeMaxPercent', 'fraction'),
  key: 'hedge.hedgeMaxPercent',
};

const longShort: Place = {
  ...{ key: 'rotation.longShort', unit: 'flag', sense: 'most' },
  get: ({ rotation }) => (rotation.longShort ? 1 : 0),
  set: (settings, to) => ({ ...settings, rotation: { ...settings.rotation, longShort: to > 0 } }),
};

const collar = plain('execution', 'collar', 'collarBps', 'fraction');

/** A book of gross up to 1 buys with its own cash; one of more is not held to it at all. */
const unlevered: Place = {
  ...{ key: 'rotation.grossPercent', unit: 'fraction', sense: 'most' },
  get: ({ rotation }) => Math.max(1, rotation.gross),
  set: (settings, to) => ({
    ...settings,
    rotation: { ...settings.rotation, gross: Math.min(settings.rotation.gross, to) },
  }),
};

const restricted: Place = {
  ...{ key: 'restricted', unit: 'flag', sense: 'least', each: (_, refused) => [refused.ticker] },
  get: (settings, of) => (settings.restricted.some((name) => name === of) ? 1 : 0),
  set: (settings, _, of) => ({ ...settings, restricted: [...settings.restricted, ticker(of)] }),
};

const orderValue: Place = {
  ...band('orderValue', 'money'),
  set: (settings, to) => {
    const { limits } = withBand(settings, 'orderValue', to);
    return { ...settings, limits: { ...limits, maxOrderValue: money(to) } };
  },
};

/** Minutes before the close at which an auction order still leaves, by venue: those that are named, and the refused one's. */
const cutoffs: Place = {
  ...{ key: 'execution.auctionCutoffs', unit: 'count', sense: 'least' },
  each: ({ execution }, { venue }) => [
    ...new Set([...Object.keys(execution.auctionCutoffs), ...(venue === '' ? [] : [venue])]),
  ],
  get: (settings, of) => {
    const { enterMin, cancelMin } = cutoffOf(settings, of);
    return Math.max(enterMin, cancelMin);
  },
  set: (settings, to, of) => {
    const { auctionCutoffs } = settings.execution;
    const own = { ...cutoffOf(settings, of), enterMin: to };
    return {
      ...settings,
      execution: { ...settings.execution, auctionCutoffs: { ...auctionCutoffs, [of]: own } },
    };
  },
};

const cutoffOf = ({ execution: { auctionCutoffs } }: EngineSettings, venue: string) =>
  auctionCutoffs[venue] ?? auctionCutoffs['other'] ?? { enterMin: 0, cancelMin: 0 };

const shorts = [longShort, hedge];

/** Of each limit, its own number first. None: no file sets it, or it is the desk's own (the first live day's cap). */
export const places: Readonly<Record<LimitId, readonly Place[]>> = {
  permission: [],
  'trading-state': [],
  'first-day': [],
  duplicate: [],
  restricted: [restricted],
  frozen: [],
  session: [
    plain('clamps', 'openClampMin', 'openClampMin', 'count', 'least'),
    plain('clamps', 'closeClampMin', 'closeClampMin', 'count', 'least'),
    plain('execution', 'auctionMarginMin', 'auctionMarginMin', 'count', 'least'),
    cutoffs,
    ...shorts,
  ],
  quote: [],
  'quote-age': [plain('clamps', 'maxQuoteAgeMs', 'maxQuoteAgeSec', 'ms')],
  spread: [plain('clamps', 'maxSpread', 'maxSpreadBps', 'fraction')],
  'price-moved': [plain('execution', 'priceTolerance', 'priceToleranceBps', 'fraction')],
  'order-value': [orderValue],
  'order-shares': [band('orderShares', 'shares')],
  'order-least': [plain('clamps', 'minOrderValue', 'minOrderMoney', 'money', 'least'), collar],
  'adv-order': [plain('clamps', 'maxAdv', 'maxAdvPercent', 'fraction')],
  'adv-day': [band('advPerDay', 'fraction')],
  'from-mid': [band('fromMid', 'fraction')],
  'from-last': [band('fromLast', 'fraction')],
  position: shorts,
  shortable: [],
  crossing: [],
  name: [band('name', 'fraction'), hedgeMax, hedge],
  sector: [band('sector', 'fraction'), hedge],
  gross: [band('gross', 'fraction'), hedge],
  net: [
    band('netOutside', 'fraction'),
    plain('rotation', 'netMin', 'netMinPercent', 'fraction', 'least'),
    plain('rotation', 'netMax', 'netMaxPercent', 'fraction'),
    hedge,
  ],
  beta: [
    band('beta', 'beta'),
    // A beta that is measured otherwise is another beta.
    same(
      'benchmark',
      (settings) => settings.benchmark,
      (settings, of) => ({ ...settings, benchmark: ticker(of) }),
    ),
    riskNumber('rows'),
    riskNumber('minObservations'),
  ],
  'day-turnover': [band('dayTurnover', 'fraction')],
  'day-loss': [band('dayLoss', 'fraction')],
  drawdown: [band('drawdown', 'fraction')],
  'order-efficiency': [band('orderEfficiency', 'ratio')],
  'active-orders': [band('activeOrders', 'count')],
  'buying-power': shorts,
  'own-cash': [unlevered, collar, ...shorts],
  'orders-interval': [plain('limits', 'maxOrdersPerInterval', 'maxOrdersPerInterval', 'count')],
  'orders-minute': [band('ordersPerMinute', 'count')],
  'message-rate': [band('messagesPerSecond', 'count')],
};
