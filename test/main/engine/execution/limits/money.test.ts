import { expect, test } from 'vitest';
import { buyingPower, ownCash } from '#engine/execution/limits/money.ts';
import { money } from '#shared/units.ts';
import { accountOf } from '#test/support/engine-builders.ts';
import { buys, limitContext, limitsAt, sells, withState } from '#test/support/limit-cases.ts';

const worth = (price: number): number => 100 * price;
const { bid, ask } = buys().decision;

test('a purchase goes at the funds that it needs, and not a cent over them', () => {
  const funds = (availableFunds: number) =>
    withState({ account: accountOf(limitsAt, { availableFunds: money(availableFunds) }) });
  expect(buyingPower.check(buys(), funds(worth(ask)), []).passed).toBe(true);
  expect(buyingPower.check(buys(), funds(worth(ask) - 0.01), [])).toMatchObject({
    passed: false,
    refusal: { kind: 'buying-power' },
  });
});

test('a book that does not borrow needs its own cash, the collar’s share of NAV apart', () => {
  const cash = (amount: number) => withState({ account: accountOf(limitsAt, { cash: money(amount) }) });
  const need = worth((bid + ask) / 2) - 5000;
  expect(ownCash.check(buys(), cash(need), []).passed).toBe(true);
  expect(ownCash.check(buys(), cash(need - 0.01), []).refusal?.kind).toBe('buying-power');
  expect(ownCash.check(buys(), cash(need - 0.01), [sells()]).passed).toBe(true);
  expect(ownCash.check(sells(), limitContext, []).passed).toBe(true);
});
