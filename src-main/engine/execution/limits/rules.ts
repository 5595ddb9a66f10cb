import type { LimitId } from '#shared/domain/limit.ts';
import { activeOrders } from './active-orders.ts';
import { beta } from './beta.ts';
import { fromLast, fromMid } from './collar.ts';
import { name, sector } from './concentration.ts';
import { crossing } from './crossing.ts';
import { dayLoss, drawdown } from './day-result.ts';
import { dayTurnover } from './day-turnover.ts';
import { duplicate } from './duplicate.ts';
import { gross, net } from './exposure.ts';
import type { LimitRule } from './limit.ts';
import { buyingPower, ownCash } from './money.ts';
import { orderEfficiency } from './order-efficiency.ts';
import { orderLeast, orderShares, orderValue } from './order-size.ts';
import { messageRate, ordersInterval, ordersMinute } from './pace.ts';
import { firstDay, permission, tradingState } from './permission.ts';
import { position } from './position.ts';
import { priceMoved } from './price-moved.ts';
import { quote, quoteAge, spread } from './quote.ts';
import { frozen, restricted } from './restricted.ts';
import { session } from './session.ts';
import { shortable } from './shortable.ts';
import { advDay, advOrder } from './volume.ts';

/** What has to hold before an order can be measured at all: the first that refuses ends the check. */
export const gates: readonly LimitRule[] = [
  permission,
  tradingState,
  firstDay,
  duplicate,
  restricted,
  frozen,
  session,
  quote,
  quoteAge,
  spread,
  priceMoved,
];

/** All of these are measured, whatever the others say; the first that refuses is the one that is told. */
export const measured: readonly LimitRule[] = [
  orderValue,
  orderShares,
  orderLeast,
  advOrder,
  advDay,
  fromMid,
  fromLast,
  position,
  shortable,
  crossing,
  name,
  sector,
  gross,
  net,
  beta,
  dayTurnover,
  dayLoss,
  drawdown,
  orderEfficiency,
  activeOrders,
  buyingPower,
  ownCash,
  ordersInterval,
  ordersMinute,
  messageRate,
];

export const allRules: readonly LimitRule[] = [...gates, ...measured];

/** What an order may wait for refuses nothing before there is one. */
export const waitingRules: ReadonlySet<LimitId> = new Set(
  allRules.filter(({ scope }) => scope === 'waits').map(({ id }) => id),
);
