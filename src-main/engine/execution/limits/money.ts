import type { LimitId } from '#shared/domain/limit.ts';
import type { OrderIntent, Refusal } from '#shared/domain/order.ts';
import { buyingPower as lacksFunds, ownCash as lacksCash } from '../funds.ts';
import type { LimitContext } from './context.ts';
import { atMost, flag } from './limit.ts';
import type { Finding, LimitRule } from './limit.ts';

type Ask = (intent: OrderIntent, context: LimitContext, passed: readonly OrderIntent[]) => Refusal | null;

function paid(rule: LimitId, ask: Ask): LimitRule['check'] {
  return (intent, context, passed): Finding => {
    const refusal = ask(intent, context, passed);
    if (refusal?.kind !== 'buying-power') return flag(rule, refusal, 'it can be paid for');
    const { needed, available } = refusal;
    const band = { soft: null, hard: available };
    const words = `it needs ${needed.toFixed(0)} and ${available.toFixed(0)} is free`;
    return atMost({ rule, unit: 'money', value: needed, band, words, refusal });
  };
}

/** Purchases at their worst price against the available funds. */
export const buyingPower: LimitRule = {
  id: 'buying-power',
  words: 'Buying power',
  scope: 'waits',
  check: paid('buying-power', lacksFunds),
};

/** A book that does not borrow buys with its own cash. */
export const ownCash: LimitRule = {
  id: 'own-cash',
  words: 'Own cash',
  scope: 'waits',
  check: paid('own-cash', lacksCash),
};
