import { expect, test } from 'vitest';
import { price } from '#shared/units.ts';
import { isTurnOf, mayEnterAuction, moreComing, tooLateForAuction } from '#engine/execution/working/turn.ts';
import { clock, instrumentOf } from '#test/support/engine-builders.ts';
import { aWork, alfa, approvedAt, golf, secondsLater, workSettings } from '#test/support/work-builders.ts';

const over = { state: { stage: 'done', at: approvedAt } } as const;

test('the hedge waits for the others of its proposal, or their whole window', () => {
  const hedge = aWork(golf, { isHedge: true });
  const other = aWork(alfa);
  expect(isTurnOf(other, [other, hedge], approvedAt, 60_000)).toBe(true);
  expect(isTurnOf(hedge, [other, hedge], approvedAt, 60_000)).toBe(false);
  expect(isTurnOf(hedge, [{ ...other, ...over }, hedge], approvedAt, 60_000)).toBe(true);
  expect(isTurnOf(hedge, [other, hedge], secondsLater(60), 60_000)).toBe(true);
});

test('money may still come from sales of the same proposal', () => {
  const [buy, sell] = [aWork(alfa), aWork(golf, { side: 'SELL' })];
  expect(moreComing(buy, [buy, sell])).toBe(true);
  expect(moreComing(buy, [buy, { ...sell, ...over }])).toBe(false);
});

test('the auction is open from its plan to the cut-off', () => {
  const work = aWork(alfa, { auctionAt: clock(15, 44) });
  const open = [clock(15, 43), clock(15, 44), clock(15, 45), clock(15, 46)].map((at) =>
    mayEnterAuction(work, instrumentOf(alfa), at, workSettings),
  );
  expect(open).toEqual([false, true, true, false]);
  expect(mayEnterAuction(aWork(alfa), instrumentOf(alfa), clock(15, 44), workSettings)).toBe(false);
});

test('an order for the auction alone is too late after the cut-off, in words', () => {
  const late = (style: 'MOC' | 'LMT', minute: number) =>
    tooLateForAuction(
      aWork(alfa, { style, bound: price(1) }),
      instrumentOf(alfa),
      clock(15, minute),
      workSettings,
    );
  expect(late('MOC', 45)).toBeNull();
  expect(late('MOC', 46)).toBe(
    'It is too late for the closing auction on NYSE: orders go until 15 minutes before the close.',
  );
  expect(late('LMT', 46)).toBeNull();
});
