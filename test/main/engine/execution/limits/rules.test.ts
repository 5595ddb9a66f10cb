import { expect, test } from 'vitest';
import { allRules, gates, measured } from '#engine/execution/limits/rules.ts';
import { limitIds } from '#shared/domain/limit.ts';
import type { BandName } from '#engine/execution/limits/bands.ts';
import type { LimitContext } from '#engine/execution/limits/context.ts';
import type { Band } from '#shared/domain/limit.ts';
import type { OrderIntent } from '#shared/domain/order.ts';
import { epochMs, price } from '#shared/units.ts';
import { midOf, quoteOf } from '#test/support/engine-builders.ts';
import { buys, limitContext, limitsAt, sells, withState } from '#test/support/limit-cases.ts';
import { alfa, golf } from '#test/support/work-builders.ts';

test('every limit is checked, once, under its own name', () => {
  expect(allRules.map(({ id }) => id).toSorted()).toEqual([...limitIds].toSorted());
  expect(new Set(allRules.map(({ words }) => words)).size).toBe(allRules.length);
  expect(gates.length + measured.length).toBe(allRules.length);
});

test('all are measured from the proposal on, but for what only an order has', () => {
  const late = allRules.filter(({ scope }) => scope === 'send').map(({ id }) => id);
  expect(late).toEqual(['from-mid', 'from-last', 'orders-interval', 'orders-minute', 'message-rate']);
});

test.each(allRules)('$id tells finite numbers and passes what is ordinary', ({ id, check }) => {
  for (const intent of [buys(), sells()]) {
    const { rule, value, limit, distance, passed, words } = check(intent, limitContext, []);
    expect({ rule, passed }).toEqual({ rule: id, passed: true });
    for (const n of [value, limit, distance]) expect(n === null || Number.isFinite(n)).toBe(true);
    expect(words).not.toBe('');
  }
});

const soft = { soft: 1e-9 };
const paid = { buyingPower: soft, ownCash: soft };
const measuredApart: Readonly<
  Record<string, readonly [Partial<Record<BandName, Partial<Band>>>, OrderIntent]>
> = {
  'adv-order': [{ advPerOrder: soft }, buys()],
  'quote-age': [{ quoteAge: soft }, buys()],
  spread: [{ spread: soft }, buys()],
  'price-moved': [{ priceMoved: soft }, buys()],
  position: [{ position: soft }, sells()],
  shortable: [{ shortable: soft }, sells(600)],
  'buying-power': [paid, buys()],
  'own-cash': [paid, buys()],
};

test.each(Object.entries(measuredApart))(
  '%s is told by its soft number before it refuses',
  (id, [bands, intent]) => {
    const rule = allRules.find((each) => each.id === id);
    const quotes = Object.fromEntries(
      [alfa, golf].map((name) => [name, quoteOf(name, epochMs(limitsAt - 1000), { shortableShares: 150 })]),
    );
    const where: LimitContext = {
      ...withState({ quotes }),
      proposed: { ALFA: price(midOf(alfa) * 0.999) },
      settings: { ...limitContext.settings, limits: { ...limitContext.settings.limits, bands } },
    };
    const finding = rule?.check(intent, where, []);
    expect(finding).toMatchObject({ severity: 'soft', passed: false, refusal: null });
    expect(finding?.value).toBeGreaterThan(finding?.limit ?? Infinity);
    const none = Object.fromEntries(Object.keys(bands).map((name) => [name, { soft: null }]));
    const free = { ...where.settings, limits: { ...where.settings.limits, bands: none } };
    expect(rule?.check(intent, { ...where, settings: free }, []).passed).toBe(true);
  },
);
