import { expect, test } from 'vitest';
import { Settlement } from '#app/settlement.ts';
import type { Fill } from '#shared/domain/order.ts';
import { epochMs } from '#shared/units.ts';
import { positionOf } from '#test/support/fake-broker.ts';

const fill = (ticker: string, side: 'BUY' | 'SELL', shares: number) =>
  ({ ticker, side, shares }) as unknown as Fill;
const at = epochMs(1);
const muchLater = epochMs(60_001);
const holding = (shares: number): Settlement => {
  const settlement = new Settlement();
  settlement.reconciled(shares === 0 ? [] : [positionOf('AAA', shares)]);
  return settlement;
};

test('a name stays unsettled until the position shows every fill', () => {
  const settlement = holding(100);
  settlement.fill(fill('AAA', 'SELL', 30), at);
  settlement.fill(fill('AAA', 'SELL', 70), at);
  expect(settlement.unsettled(at).map(({ ticker }) => ticker)).toEqual(['AAA']);
  settlement.positions([positionOf('AAA', 70)], at);
  expect(settlement.unsettled(muchLater)).toHaveLength(1);
  settlement.positions([], at);
  expect(settlement.unsettled(at)).toEqual([]);
});

test('a purchase of a name that was flat', () => {
  const settlement = holding(0);
  settlement.fill(fill('BBB', 'BUY', 10), at);
  expect(settlement.unsettled(at)[0]?.why).toBe('fills say 10 shares, the TWS still says 0');
  settlement.positions([positionOf('BBB', 10)], at);
  expect(settlement.unsettled(at)).toEqual([]);
});

test('a position that comes before its fill freezes the name until the fill is there, and not for ever', () => {
  const settlement = holding(100);
  settlement.positions([positionOf('AAA', 40)], at);
  expect(settlement.unsettled(at)[0]?.why).toContain('no fill has said why');
  settlement.fill(fill('AAA', 'SELL', 60), at);
  expect(settlement.unsettled(at)).toEqual([]);
});

test.each([
  ['position first', [40, 'f60', 0, 'f40']],
  ['fill first', ['f60', 40, 'f40', 0]],
  ['both fills first', ['f60', 'f40', 40, 0]],
  ['both fills, one position', ['f60', 'f40', 0]],
  ['the position first, all at once', [0, 'f40', 'f60']],
])('partial fills and positions in any order settle: %s', (_, steps) => {
  const settlement = holding(100);
  for (const step of steps) {
    if (typeof step === 'number') settlement.positions(step === 0 ? [] : [positionOf('AAA', step)], at);
    else settlement.fill(fill('AAA', 'SELL', Number(step.slice(1))), at);
  }
  expect(settlement.unsettled(at)).toEqual([]);
});

test('a trade made elsewhere moves the position without a fill: taken as it is after a short wait', () => {
  const settlement = holding(100);
  settlement.positions([positionOf('AAA', 150)], at);
  expect(settlement.unsettled(at)).toHaveLength(1);
  expect(settlement.unsettled(muchLater)).toEqual([]);
});

test('a trade made elsewhere between a fill and its position leaves a doubt that does not go away by itself', () => {
  const settlement = holding(100);
  settlement.fill(fill('AAA', 'SELL', 60), at);
  settlement.positions([positionOf('AAA', 90)], at);
  settlement.positions([positionOf('AAA', 30)], at);
  expect(settlement.unsettled(muchLater)).toHaveLength(1);
});

test('a reconciled book settles everything', () => {
  const settlement = holding(0);
  settlement.fill(fill('BBB', 'BUY', 10), at);
  settlement.reconciled([positionOf('BBB', 4)]);
  expect(settlement.unsettled(at)).toEqual([]);
  expect(settlement.held(positionOf('BBB', 0).ticker)).toBe(4);
});
