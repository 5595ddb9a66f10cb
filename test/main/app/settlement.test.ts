import { expect, test } from 'vitest';
import { Settlement } from '#app/settlement.ts';
import type { Fill } from '#shared/domain/order.ts';
import { fillId, ticker } from '#shared/ids.ts';
import { epochMs, price, shares } from '#shared/units.ts';
import { fakeConId, positionOf } from '#test/support/fake-broker.ts';

let execs = 0;
const fill = (name: string, side: 'BUY' | 'SELL', size: number, id?: string, revision = 1): Fill => {
  execs += 1;
  const known = fillId(id ?? `e.${execs}`);
  return {
    ...{ fillId: known, revision, ticker: ticker(name), conId: fakeConId(name), side, shares: shares(size) },
  } as unknown as Fill;
};
const at = epochMs(1);
const holding = (size: number): Settlement => {
  const settlement = new Settlement();
  settlement.positions(size === 0 ? [] : [positionOf('AAA', size)], at);
  settlement.accept(null);
  return settlement;
};
const own = (settlement: Settlement) => settlement.ownOf(fakeConId('AAA'));

test('a name stays unsettled until the position shows every fill', () => {
  const settlement = holding(100);
  settlement.fill(fill('AAA', 'SELL', 30), at);
  settlement.fill(fill('AAA', 'SELL', 70), at);
  expect(settlement.unsettled().map(({ ticker: name }) => name)).toEqual(['AAA']);
  settlement.positions([positionOf('AAA', 70)], at);
  expect(settlement.unsettled()).toHaveLength(1);
  settlement.positions([], at);
  expect(settlement.unsettled()).toEqual([]);
});

test('a purchase of a name that was flat', () => {
  const settlement = holding(0);
  settlement.fill(fill('BBB', 'BUY', 10), at);
  expect(settlement.unsettled()[0]?.why).toBe('fills say 10 shares, the TWS still says 0');
  settlement.positions([positionOf('BBB', 10)], at);
  expect(settlement.unsettled()).toEqual([]);
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
  expect(settlement.unsettled()).toEqual([]);
});

test('a position that moved without a fill stays a difference until somebody says that it is right', () => {
  const settlement = holding(100);
  settlement.positions([positionOf('AAA', 150)], at);
  settlement.positions([positionOf('AAA', 150)], epochMs(60_001));
  expect(settlement.differences()).toMatchObject([{ own: 100, tws: 150, since: at }]);
  expect(settlement.unsettled()[0]?.why).toContain('no fill has said why');
  settlement.accept(fakeConId('AAA'));
  expect([settlement.differences(), own(settlement)]).toEqual([[], 150]);
});

test('a correction moves the own side by what it changes, also of a fill that is only in the store', () => {
  const settlement = holding(0);
  settlement.fill(fill('AAA', 'BUY', 30, 'x'), at);
  settlement.fill(fill('AAA', 'BUY', 28, 'x', 2), at);
  expect(own(settlement)).toBe(28);
  const older = new Settlement(() => fill('AAA', 'BUY', 30, 'y'));
  older.restore(
    {
      at,
      fillMark: 1,
      cash: null,
      positions: [{ conId: fakeConId('AAA'), ticker: ticker('AAA'), shares: 30, avgCost: price(100) }],
    },
    [fill('AAA', 'BUY', 25, 'y', 2)],
  );
  expect(own(older)).toBe(25);
});

test('what an earlier run left and the fills after it are the book that the TWS is compared with', () => {
  const settlement = new Settlement();
  expect(settlement.isKnown).toBe(false);
  settlement.restore(
    {
      at,
      fillMark: 1,
      cash: null,
      positions: [{ conId: fakeConId('AAA'), ticker: ticker('AAA'), shares: 100, avgCost: price(100) }],
    },
    [fill('AAA', 'SELL', 40), fill('BBB', 'BUY', 5)],
  );
  expect(settlement.isKnown).toBe(true);
  settlement.positions([positionOf('AAA', 60), positionOf('BBB', 7)], at);
  expect(settlement.differences()).toMatchObject([{ ticker: 'BBB', own: 5, tws: 7 }]);
});

test('two contracts of one symbol are two positions', () => {
  const settlement = holding(100);
  settlement.positions(
    [positionOf('AAA', 100), { ...positionOf('AAA', 7), conId: fakeConId('AAA@MEXI') }],
    at,
  );
  expect(settlement.differences()).toMatchObject([{ conId: fakeConId('AAA@MEXI'), own: 0, tws: 7 }]);
});
