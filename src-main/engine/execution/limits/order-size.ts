import { sendTouch } from '#shared/domain/order.ts';
import { money } from '#shared/units.ts';
import { worstPrice } from '../funds.ts';
import { bandOf } from './bands.ts';
import { atLeast, atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** At the worst price that it may get. */
export const orderValue: LimitRule = {
  id: 'order-value',
  words: 'Order value',
  scope: 'order',
  check: (intent, { settings }) => {
    const notional = money(intent.shares * worstPrice(intent, settings));
    const band = bandOf('orderValue', settings);
    return atMost({
      ...{ rule: 'order-value', unit: 'money', value: notional, band },
      words: (limit) => `the order is worth ${notional.toFixed(0)} (limit ${limit?.toFixed(0) ?? 'none'})`,
      refusal: { kind: 'order-too-large', notional, limit: money(band.hard ?? 0) },
    });
  },
};

export const orderShares: LimitRule = {
  id: 'order-shares',
  words: 'Order shares',
  scope: 'order',
  check: ({ shares }, { settings }) => {
    const band = bandOf('orderShares', settings);
    return atMost({
      ...{ rule: 'order-shares', unit: 'shares', value: shares, band, lasting: true },
      words: (limit) => `the order is for ${shares} shares (limit ${limit ?? 'none'})`,
    });
  },
};

/**
 * The least value was met when the order was proposed; what the price gave since, within the collar, is let pass. It is a limit for the
 * whole trade: what is left of one after a partial fill goes however small.
 */
export const orderLeast: LimitRule = {
  id: 'order-least',
  words: 'Smallest order',
  scope: 'waits',
  check: (intent, { settings }) => {
    const whole = intent.child?.of ?? intent.shares;
    const { bid, ask } = sendTouch(intent);
    const value = money((whole * (bid + ask)) / 2);
    const least = money(settings.clamps.minOrderValue * (1 - settings.execution.collar));
    return atLeast({
      ...{ rule: 'order-least', unit: 'money', value, band: { soft: null, hard: least } },
      words: `the order is worth ${value.toFixed(0)} (minimum ${least.toFixed(0)})`,
      refusal: { kind: 'order-too-small', notional: value, limit: least },
    });
  },
};
