import { expect, test } from 'vitest';
import { Greeting } from '#broker/ibkr/greeting.ts';

test('is whole once there are a number and an account', () => {
  const greeting = new Greeting();
  expect(greeting.whole()).toBeNull();
  expect(greeting.nextOrderIdIs(0)).toBe('first');
  greeting.accountsAre(' , ');
  expect(greeting.whole()).toBeNull();
  greeting.accountsAre('DU1, DU2,');
  expect(greeting.whole()).toEqual({ accounts: ['DU1', 'DU2'], nextOrderId: 1 });
});

test('numbers never go back, and nonsense does not count', () => {
  const greeting = new Greeting();
  greeting.accountsAre('DU1');
  expect(greeting.nextOrderIdIs(50)).toBe('first');
  for (const id of [7, Number.NaN, 1.5]) expect(greeting.nextOrderIdIs(id)).toBe('known');
  expect(greeting.whole()?.nextOrderId).toBe(50);
  greeting.nextOrderIdIs(60);
  expect(greeting.whole()?.nextOrderId).toBe(60);
});

test.each([-1, 1.5, Number.NaN, 2_147_483_647])('%d as the first number is not one to begin with', (id) => {
  expect(new Greeting().nextOrderIdIs(id)).toBe('used-up');
});
