import type { LimitId } from '#shared/domain/limit.ts';
import type { OrderIntent } from '#shared/domain/order.ts';
import { buyingPower as buyingFunds, ownCash as cashFunds } from '../funds.ts';
import type { Funds } from '../funds.ts';
import { bandOfAll } from './bands.ts';
import type { BandName } from './bands.ts';
import type { LimitContext } from './context.ts';
import { atMost, flag } from './limit.ts';
import type { Finding, LimitRule } from './limit.ts';

type Ask = (intent: OrderIntent, context: LimitContext, passed: readonly OrderIntent[]) => Funds | null;

function paid(rule: LimitId, name: BandName, ask: Ask): LimitRule['check'] {
  return (intent, context, passed): Finding => {
    const funds = ask(intent, context, passed);
    if (funds === null) return flag(rule, null, 'it takes no money');
    const { needed, available } = funds;
    const band = bandOfAll(name, context.settings, available);
    return atMost({
      ...{ rule, unit: 'money', value: needed, band },
      words: `it needs ${needed.toFixed(0)} and ${available.toFixed(0)} is free`,
      refusal: { kind: 'buying-power', needed, available },
    });
  };
}

/** Purchases at their worst price against the available funds. */
export const buyingPower: LimitRule = {
  id: 'buying-power',
  words: 'Buying power',
  scope: 'waits',
  check: paid('buying-power', 'buyingPower', buyingFunds),
};

/** A book that does not borrow buys with its own cash. */
export const ownCash: LimitRule = {
  id: 'own-cash',
  words: 'Own cash',
  scope: 'waits',
  check: paid('own-cash', 'ownCash', cashFunds),
};
