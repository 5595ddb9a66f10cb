import type { Band, LimitId, LimitUnit } from '#shared/domain/limit.ts';
import { afterFill } from './after-fill.ts';
import { bandOf, nameBand } from './bands.ts';
import type { BandName } from './bands.ts';
import type { LimitContext } from './context.ts';
import { turnoverNow } from './day-turnover.ts';
import { efficiencyOf } from './order-efficiency.ts';

/** How a limit is used before any new order. */
export interface Use extends Band {
  readonly rule: LimitId;
  readonly unit: LimitUnit;
  /** null = it is only measured on an order. */
  readonly value: number | null;
  /** What it stands at: the name or the sector that uses most of it; empty = the whole. */
  readonly at: string;
}

type Ground = Pick<LimitContext, 'state' | 'settings'>;

/** Every limit with numbers, in the order of the rules: what is held, and what works, filled. */
export function presentUse(context: LimitContext): readonly Use[] {
  const { state, settings } = context;
  const { rotation, clamps, limits } = settings;
  const book = afterFill(context, []);
  const use = (rule: LimitId, unit: LimitUnit, band: BandName, value: number | null, at = ''): Use => ({
    ...{ rule, unit, value, at },
    ...bandOf(band, settings),
  });
  const only = (rule: LimitId, unit: LimitUnit, hard: number): Use => ({
    ...{ rule, unit, hard, value: null, at: '', soft: null },
  });
  const day = state.day;
  const [fullSector, sectorWeight] = largest(
    [...book.sectors].map(([name, { high, low }]) => [name, Math.max(high, -low)]),
  );
  return [
    use('order-value', 'money', 'orderValue', null),
    use('order-shares', 'shares', 'orderShares', null),
    only('order-least', 'money', clamps.minOrderValue),
    use('adv-order', 'fraction', 'advPerOrder', null),
    advUse(context),
    use('from-mid', 'fraction', 'fromMid', null),
    use('from-last', 'fraction', 'fromLast', null),
    use('price-moved', 'fraction', 'priceMoved', null),
    use('spread', 'fraction', 'spread', null),
    use('quote-age', 'ms', 'quoteAge', null),
    nameUse(context),
    use('sector', 'fraction', 'sector', sectorWeight, fullSector),
    use('gross', 'fraction', 'gross', book.gross),
    use(
      'net',
      'fraction',
      'netOutside',
      Math.max(book.netHigh - rotation.netMax, rotation.netMin - book.netLow),
    ),
    use('beta', 'beta', 'beta', Math.max(Math.abs(book.betaHigh), Math.abs(book.betaLow))),
    use('day-turnover', 'fraction', 'dayTurnover', turnoverNow(context)),
    use('day-loss', 'fraction', 'dayLoss', day?.loss ?? null),
    use('drawdown', 'fraction', 'drawdown', day?.drawdown ?? null),
    use('order-efficiency', 'ratio', 'orderEfficiency', day === null ? 0 : efficiencyOf(day)),
    activeUse(context),
    only('orders-interval', 'count', limits.maxOrdersPerInterval),
    use('orders-minute', 'count', 'ordersPerMinute', day?.ordersLastMinute ?? 0),
    use('message-rate', 'count', 'messagesPerSecond', day?.messagesLastSecond ?? 0),
  ];
}

/** The name that has used most of its own bound. */
function nameUse(context: LimitContext): Use {
  const names = [...afterFill(context, []).names].map(([ticker, { high, low }]) => {
    const value = Math.max(Math.abs(high), Math.abs(low));
    return { ticker, value, band: nameBand(ticker, context.settings) };
  });
  const shareOf = ({ value, band }: (typeof names)[number]): number => value / (band.hard ?? 1);
  const first = names.toSorted((a, b) => shareOf(b) - shareOf(a))[0];
  const band = first?.band ?? bandOf('name', context.settings);
  return { rule: 'name', unit: 'fraction', value: first?.value ?? 0, at: first?.ticker ?? '', ...band };
}

function advUse({ state, settings, adv }: Ground & Pick<LimitContext, 'adv'>): Use {
  const [at, value] = largest(
    Object.entries(state.day?.traded ?? {}).flatMap(([ticker, { shares }]): [string, number][] => {
      const daily = adv[ticker] ?? 0;
      return daily > 0 ? [[ticker, shares / daily]] : [];
    }),
  );
  return { rule: 'adv-day', unit: 'fraction', value, at, ...bandOf('advPerDay', settings) };
}

function activeUse({ state, settings }: Ground): Use {
  const counts = new Map<string, number>();
  const count = (ticker: string, side: string): unknown =>
    counts.set(`${side} ${ticker}`, (counts.get(`${side} ${ticker}`) ?? 0) + 1);
  for (const { intent } of state.orders) count(intent.ticker, intent.side);
  for (const [ticker, { orders = [] }] of Object.entries(state.foreign))
    for (const { side } of orders) count(ticker, side);
  const [at, value] = largest([...counts]);
  return { rule: 'active-orders', unit: 'count', value, at, ...bandOf('activeOrders', settings) };
}

const largest = (entries: readonly (readonly [string, number])[]): readonly [string, number] =>
  entries.reduce<readonly [string, number]>((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
