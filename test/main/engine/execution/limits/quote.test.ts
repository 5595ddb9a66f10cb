import { expect, test } from 'vitest';
import { quote, quoteAge, spread } from '#engine/execution/limits/quote.ts';
import type { LimitRule } from '#engine/execution/limits/limit.ts';
import { epochMs, price } from '#shared/units.ts';
import { quoteOf } from '#test/support/engine-builders.ts';
import { buys, limitsAt, withState } from '#test/support/limit-cases.ts';
import { alfa } from '#test/support/work-builders.ts';

const told = (rule: LimitRule, change: Parameters<typeof quoteOf>[2]) =>
  rule.check(buys(), withState({ quotes: { ALFA: quoteOf(alfa, limitsAt, change) } }), []);

test.each([
  ['live', {}, 'passes'],
  ['stale', { kind: 'stale' as const }, 'not-live-quote'],
  ['delayed', { kind: 'delayed' as const }, 'not-live-quote'],
  ['halted', { halted: true }, 'halted'],
  ['without a bid', { bid: null }, 'no-quote'],
  ['crossed', { bid: price(1000) }, 'no-quote'],
])('a quote that is %s', (_, change, kind) => {
  expect(told(quote, change).refusal?.kind ?? 'passes').toBe(kind);
});

test('its age passes at the limit and not a millisecond beyond, either way', () => {
  for (const age of [10_000, -10_000]) {
    expect(told(quoteAge, { at: epochMs(limitsAt - age) }).passed).toBe(true);
    expect(told(quoteAge, { at: epochMs(limitsAt - age - Math.sign(age)) }).refusal?.kind).toBe(
      'stale-quote',
    );
  }
  expect(quoteAge.check(buys(), withState({ quotes: {} }), []).passed).toBe(false);
});

test('its spread passes at the limit and not beyond', () => {
  const around = (part: number) => told(spread, { bid: price(100 - part / 2), ask: price(100 + part / 2) });
  expect(around(0.2499)).toMatchObject({ passed: true, limit: 0.005 });
  expect(around(0.4999)).toMatchObject({ severity: 'soft', limit: 0.0025, refusal: null });
  expect(told(spread, { bid: null })).toMatchObject({ value: null, passed: true });
  expect(around(0.5001).refusal).toMatchObject({ kind: 'spread-too-wide', limitBps: 50 });
});
