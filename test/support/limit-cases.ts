import type { LimitContext } from '#engine/execution/limits/context.ts';
import type { Finding, LimitRule } from '#engine/execution/limits/limit.ts';
import { unrestricted } from '#engine/execution/may-trade.ts';
import type { DayFacts } from '#shared/domain/limit.ts';
import type { OrderIntent } from '#shared/domain/order.ts';
import type { BandName } from '#engine/execution/limits/bands.ts';
import { price, shares } from '#shared/units.ts';
import {
  accountOf,
  clock,
  instrumentOf,
  intentOf,
  midOf,
  positionOf,
  quoteOf,
  settings,
  universe,
} from './engine-builders.ts';
import { alfa, golf } from './work-builders.ts';

// One limit at a time, on the small market at eleven: a purchase of ALFA, and GOLF held.

export const limitsAt = clock(11, 0);
export const quietDay: DayFacts = {
  ...{ date: 20260303, submits: 0, cancels: 0, executed: 0, ordersLastMinute: 0, messagesLastSecond: 0 },
  ...{ traded: {}, loss: 0, drawdown: 0 },
};

export const limitContext: LimitContext = {
  at: limitsAt,
  state: {
    instruments: Object.fromEntries(universe.map((name) => [name, instrumentOf(name)])),
    quotes: Object.fromEntries(universe.map((name) => [name, quoteOf(name, limitsAt)])),
    positions: { GOLF: positionOf(golf, 500) },
    account: accountOf(limitsAt),
    orders: [],
    children: [],
    frozen: {},
    foreign: {},
    unshown: {},
    day: quietDay,
    betas: {},
  },
  settings,
  isPlan: false,
  ordersBlocked: null,
  safety: unrestricted,
  proposed: Object.fromEntries(universe.map((name) => [name, price(midOf(name))])),
  targets: {},
  adv: Object.fromEntries(universe.map((name) => [name, 2_000_000])),
};

/** Trades before there is an order. */
export const planned: LimitContext = { ...limitContext, isPlan: true };

export const withState = (change: Partial<LimitContext['state']>, from = limitContext): LimitContext => ({
  ...from,
  state: { ...from.state, ...change },
});
export const onDay = (change: Partial<DayFacts>): LimitContext =>
  withState({ day: { ...quietDay, ...change } });
/** Only a hard number of this one. */
export const withHard = (name: BandName, hard: number | null, from = limitContext): LimitContext =>
  withBand(name, { soft: null, hard }, from);
export const withBand = (
  name: BandName,
  band: { soft: number | null; hard: number | null },
  from = limitContext,
): LimitContext => ({
  ...from,
  settings: {
    ...from.settings,
    limits: { ...from.settings.limits, bands: { ...from.settings.limits.bands, [name]: band } },
  },
});

export const buys = (size = 100, change: Partial<OrderIntent> = {}): OrderIntent =>
  intentOf(alfa, { shares: shares(size), ...change });
export const sells = (size = 100, change: Partial<OrderIntent> = {}): OrderIntent =>
  intentOf(golf, {
    ...{ side: 'SELL', shares: shares(size), style: { type: 'LMT', limit: price(midOf(golf) - 0.01) } },
    ...change,
  });

/** The value that a rule measures. */
export function measuredBy(
  rule: LimitRule,
  intent = buys(),
  where = limitContext,
  passed: readonly OrderIntent[] = [],
): number {
  const { value } = rule.check(intent, where, passed);
  if (value === null) throw new Error(`${rule.id} measures nothing`);
  return value;
}

/** What a rule says with its own value as the limit, and with one just under it. */
export function atAndUnder(
  rule: LimitRule,
  name: BandName,
  intent = buys(),
  where = limitContext,
  passed: readonly OrderIntent[] = [],
): readonly [at: Finding, under: Finding] {
  const value = measuredBy(rule, intent, where, passed);
  const under = value - Math.max(1e-9, Math.abs(value) * 1e-9);
  return [
    rule.check(intent, withHard(name, value, where), passed),
    rule.check(intent, withHard(name, under, where), passed),
  ];
}
