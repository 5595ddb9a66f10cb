import { expect, test } from 'vitest';
import { Settlement } from '#app/settlement.ts';
import type { Fill } from '#shared/domain/order.ts';
import { epochMs } from '#shared/units.ts';
import { positionOf } from '#test/support/fake-broker.ts';

const fill = (ticker: string, side: 'BUY' | 'SELL', shares: number) =>
  ({ ticker, side, shares }) as unknown as Fill;
const at = epochMs(1);

test('a name stays unsettled until the position shows every fill', () => {
  const settlement = new Settlement();
  settlement.positions([positionOf('AAA', 100)]);
  settlement.fill(fill('AAA', 'SELL', 30), at);
  settlement.fill(fill('AAA', 'SELL', 70), at);
  expect(settlement.unsettled().map(({ ticker }) => ticker)).toEqual(['AAA']);
  settlement.positions([positionOf('AAA', 70)]);
  expect(settlement.unsettled()).toHaveLength(1);
  settlement.positions([]);
  expect(settlement.unsettled()).toEqual([]);
});

test('a purchase of a name that was flat', () => {
  const settlement = new Settlement();
  settlement.fill(fill('BBB', 'BUY', 10), at);
  expect(settlement.unsettled()[0]?.why).toBe('fills say 10 shares, the TWS still says 0');
  settlement.positions([positionOf('BBB', 10)]);
  expect(settlement.unsettled()).toEqual([]);
});

test('a reconciled book settles everything', () => {
  const settlement = new Settlement();
  settlement.fill(fill('BBB', 'BUY', 10), at);
  settlement.reconciled([positionOf('BBB', 4)]);
  expect(settlement.unsettled()).toEqual([]);
  expect(settlement.held(positionOf('BBB', 0).ticker)).toBe(4);
});
