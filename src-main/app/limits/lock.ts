import { bandOf, type BandName } from '#engine/execution/limits/bands.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { LimitHit, LimitId, LimitUnit } from '#shared/domain/limit.ts';
import { fraction, money } from '#shared/units.ts';
import { keyOf } from './limits-file.ts';

// A hard limit that refused something today stays as narrow as it was until tomorrow.

/** Where a limit's hard number stands in the settings. `sense`: whether a larger or a smaller number is the wider one. */
interface Place {
  readonly key: string;
  readonly unit: LimitUnit;
  readonly sense: 'most' | 'least';
  /** null = there is no limit. */
  readonly get: (settings: EngineSettings) => number | null;
  readonly set: (settings: EngineSettings, to: number) => EngineSettings;
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

const clamp = (name: 'maxAdv' | 'maxSpread', key: string): Place => ({
  ...{ key: `clamps.${key}`, unit: 'fraction', sense: 'most' },
  get: ({ clamps }) => clamps[name],
  set: (settings, to) => ({ ...settings, clamps: { ...settings.clamps, [name]: fraction(to) } }),
});

const places: Readonly<Partial<Record<LimitId, Place>>> = {
  'order-value': {
    ...{ key: 'limits.maxOrderMoney', unit: 'money', sense: 'most' },
    get: (settings) => bandOf('orderValue', settings).hard,
    set: (settings, to) => ({
      ...withBand(settings, 'orderValue', to),
      limits: { ...withBand(settings, 'orderValue', to).limits, maxOrderValue: money(to) },
    }),
  },
  'order-least': {
    ...{ key: 'clamps.minOrderMoney', unit: 'money', sense: 'least' },
    get: ({ clamps }) => clamps.minOrderValue,
    set: (settings, to) => ({ ...settings, clamps: { ...settings.clamps, minOrderValue: money(to) } }),
  },
  'orders-interval': {
    ...{ key: 'limits.maxOrdersPerInterval', unit: 'count', sense: 'most' },
    get: ({ limits }) => limits.maxOrdersPerInterval,
    set: (settings, to) => ({ ...settings, limits: { ...settings.limits, maxOrdersPerInterval: to } }),
  },
  'quote-age': {
    ...{ key: 'clamps.maxQuoteAgeSec', unit: 'ms', sense: 'most' },
    get: ({ clamps }) => clamps.maxQuoteAgeMs,
    set: (settings, to) => ({ ...settings, clamps: { ...settings.clamps, maxQuoteAgeMs: to } }),
  },
  'price-moved': {
    ...{ key: 'execution.priceToleranceBps', unit: 'fraction', sense: 'most' },
    get: ({ execution }) => execution.priceTolerance,
    set: (settings, to) => ({
      ...settings,
      execution: { ...settings.execution, priceTolerance: fraction(to) },
    }),
  },
  spread: clamp('maxSpread', 'maxSpreadBps'),
  'adv-order': clamp('maxAdv', 'maxAdvPercent'),
  'order-shares': band('orderShares', 'shares'),
  'adv-day': band('advPerDay', 'fraction'),
  'from-mid': band('fromMid', 'fraction'),
  'from-last': band('fromLast', 'fraction'),
  name: band('name', 'fraction'),
  sector: band('sector', 'fraction'),
  gross: band('gross', 'fraction'),
  net: band('netOutside', 'fraction'),
  beta: band('beta', 'beta'),
  'day-turnover': band('dayTurnover', 'fraction'),
  'day-loss': band('dayLoss', 'fraction'),
  drawdown: band('drawdown', 'fraction'),
  'order-efficiency': band('orderEfficiency', 'ratio'),
  'active-orders': band('activeOrders', 'count'),
  'orders-minute': band('ordersPerMinute', 'count'),
  'message-rate': band('messagesPerSecond', 'count'),
};

/** What this limit is now; undefined = the strategy file does not set it. */
export const hardOf = (rule: LimitId, settings: EngineSettings): number | null | undefined =>
  places[rule]?.get(settings);

/** The key of the strategy file that sets it; null = none does. */
export const settingOf = (rule: LimitId): string | null =>
  rule === 'restricted' ? 'restricted' : (places[rule]?.key ?? null);

export interface Loosened {
  readonly hit: LimitHit;
  readonly key: string;
  readonly unit: LimitUnit;
  /** What the settings say; null = no limit at all. */
  readonly to: number | null;
}

/** Limits that these settings make wider than when they refused something today. */
export function loosened(settings: EngineSettings, hits: readonly LimitHit[]): readonly Loosened[] {
  return hits.flatMap((hit): Loosened[] => {
    if (hit.rule === 'restricted') {
      const free = hit.ticker !== null && !settings.restricted.includes(hit.ticker);
      return free ? [{ hit, key: 'restricted', unit: 'flag', to: null }] : [];
    }
    const place = places[hit.rule];
    if (place === undefined || hit.limit === null) return [];
    const to = place.get(settings);
    const wider = to === null || (place.sense === 'most' ? to > hit.limit : to < hit.limit);
    return wider ? [{ hit, key: place.key, unit: place.unit, to }] : [];
  });
}

/** The same settings, with what was made wider back as narrow as it was. The very same object where nothing was. */
export function lockedTo(settings: EngineSettings, hits: readonly LimitHit[]): EngineSettings {
  return loosened(settings, hits).reduce((now, { hit }) => {
    if (hit.rule === 'restricted')
      return hit.ticker === null ? now : { ...now, restricted: [...now.restricted, hit.ticker] };
    return hit.limit === null ? now : (places[hit.rule]?.set(now, hit.limit) ?? now);
  }, settings);
}
