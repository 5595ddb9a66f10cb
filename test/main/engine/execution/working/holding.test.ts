import { describe, expect, test } from 'vitest';
import type { Order } from '#shared/domain/order.ts';
import type { Work } from '#shared/domain/work.ts';
import { shares } from '#shared/units.ts';
import { advance } from '#engine/execution/working/advance.ts';
import { leftToTrade } from '#engine/execution/working/holding.ts';
import { positionOf } from '#test/support/engine-builders.ts';
import { aChild, aScene, aWork, golf, secondsLater, withChild } from '#test/support/work-builders.ts';

const selling = aWork(golf, { side: 'SELL' });
const covering = { ...aWork(golf), reduces: true, from: shares(-100) };
const none = { buy: 0, sell: 0 };
const left = (work: Work, held: number, filled = 0, foreign = none, unshown = 0) =>
  leftToTrade(work, { filled }, work.shares, {
    positions: { [golf]: positionOf(golf, held) },
    foreign: { [golf]: foreign },
    unshown: { [golf]: unshown },
  });

test('a reduction takes no more than is held on that side, less what orders of others may take', () => {
  const all = { ...selling, from: shares(100) };
  expect([left(all, 100, 0, { buy: 9, sell: 20 }), left(all, -50)]).toEqual([80, 0]);
  const cover = { ...covering, from: shares(-100) };
  expect([left(cover, -100, 0, { buy: 20, sell: 9 }), left(cover, 50)]).toEqual([80, 0]);
  expect(left(aWork(golf), 0, 0, { buy: 5, sell: 5 })).toBe(100);
});

describe('what others move while it is worked on', () => {
  const short = { ...aWork(golf, { side: 'SELL' }), reduces: false, from: shares(0) };
  test.each<[string, Work, number, number, number]>([
    ['a purchase by hand', aWork(golf), 30, 0, 70],
    ['beside own fills', aWork(golf), 70, 40, 30],
    ['a purchase of more than the whole', aWork(golf), 250, 0, 0],
    ['a sale by hand against a purchase', aWork(golf), -30, 0, 100],
    ['a short sale by hand', short, -30, 0, 70],
    ['a short sale beside own fills', short, -70, 40, 30],
    ['a purchase by hand against a short sale', short, 30, 0, 100],
    ['a sale by hand beside a reduction', selling, 970, 0, 70],
    ['a cover by hand beside a cover', { ...covering, from: shares(-200) }, -130, 40, 30],
  ])('%s', (_, work, held, filled, expected) => {
    expect(left(work, held, filled)).toBe(expected);
  });

  test('own fills that no position shows yet are not those of others, and those of others count before it does', () => {
    expect(left(aWork(golf), 0, 40, none, 40)).toBe(60);
    expect(left(aWork(golf), 0, 40, none, 50)).toBe(50);
  });

  const step = (work: Work, held: number, orders: readonly Order[] = []) => {
    const scene = aScene(secondsLater(2), [work], orders);
    return advance(work, {
      ...scene,
      state: { ...scene.state, positions: { [golf]: positionOf(golf, held) } },
    });
  };

  test('makes the next order smaller, and ends the trade where nothing is left', () => {
    expect(step(aWork(golf), 30).place?.shares).toBe(70);
    expect(step(aWork(golf), 100)).toMatchObject({
      place: null,
      work: {
        state: { stage: 'stopped', why: 'What it was to trade was traded by others in the meantime.' },
      },
    });
  });

  test('takes an order back that would go beyond it', () => {
    const child = aChild(aWork(golf));
    const work = withChild(aWork(golf), child);
    expect([step(work, 0, [child]).cancel, step(work, 1, [child]).cancel]).toEqual([
      null,
      child.intent.orderId,
    ]);
  });
});

test('the next order of a reduction is as large as what is left, and none goes where nothing is', () => {
  const next = (held: number) => {
    const scene = aScene(secondsLater(2), [covering]);
    const positions = { [golf]: positionOf(golf, held) };
    return advance(covering, { ...scene, state: { ...scene.state, positions } });
  };
  expect(next(-40).place?.shares).toBe(shares(40));
  expect([next(0).place, next(0).work.state.stage]).toEqual([null, 'stopped']);
});
