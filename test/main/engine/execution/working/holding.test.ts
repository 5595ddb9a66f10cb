import { expect, test } from 'vitest';
import { shares } from '#shared/units.ts';
import { advance } from '#engine/execution/working/advance.ts';
import { leftToReduce } from '#engine/execution/working/holding.ts';
import { positionOf } from '#test/support/engine-builders.ts';
import { aScene, aWork, golf, secondsLater } from '#test/support/work-builders.ts';

const selling = aWork(golf, { side: 'SELL' });
const covering = { ...aWork(golf), reduces: true };
const left = (work: typeof selling, held: number, foreign: { buy: number; sell: number }) =>
  leftToReduce(work, { positions: { [golf]: positionOf(golf, held) }, foreign: { [golf]: foreign } });

test('a reduction takes no more than is held on that side, less what orders of others may take', () => {
  const none = { buy: 0, sell: 0 };
  expect([
    left(selling, 50, none),
    left(selling, 50, { buy: 9, sell: 20 }),
    left(selling, -50, none),
  ]).toEqual([50, 30, 0]);
  expect([left(covering, -50, { buy: 20, sell: 9 }), left(covering, 50, none)]).toEqual([30, 0]);
});

test('what makes a position larger is not measured by it', () => {
  expect(left(aWork(golf), 0, { buy: 5, sell: 5 })).toBe(Infinity);
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
