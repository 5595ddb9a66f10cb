import { describe, expect, test } from 'vitest';
import { price, shares } from '#shared/units.ts';
import { childrenOf } from '#engine/execution/working/children.ts';
import { nextChild } from '#engine/execution/working/next-child.ts';
import type { Scene } from '#engine/execution/working/moves.ts';
import type { Work } from '#shared/domain/work.ts';
import {
  aScene,
  aWork,
  alfa,
  approvedAt,
  golf,
  secondsLater,
  workInput,
} from '#test/support/work-builders.ts';

const next = (change: Partial<Work> = {}, scene: Partial<Scene> = {}) => {
  const work = aWork(alfa, change);
  const here = aScene(approvedAt, [work], [], scene);
  return nextChild(work, childrenOf(work, new Map(), approvedAt, 1_000), work.shares, here);
};

test('at the near touch first', () => {
  expect(next().place).toMatchObject({
    shares: 100,
    level: 'passive',
    style: { type: 'LMT', limit: 114.09 },
  });
});

test.each([
  ['MKT', 'cross'],
  ['MIDPRICE', 'mid'],
  ['ADAPTIVE', 'mid'],
  ['LOC', 'auction'],
] as const)('a style of its own, %s, goes at once', (style, level) => {
  expect(next({ style, margin: null }).place).toMatchObject({ shares: 100, level, style: { type: style } });
});

test.each<[string, Partial<Work>, Partial<Scene>, string]>([
  ['a price beyond the bound', { bound: price(114) }, {}, 'bound'],
  ['no money', {}, { budget: { cash: 10, own: 10, gross: Infinity } }, 'proceeds'],
  ['a gross limit that is reached', {}, { budget: { cash: 1e6, own: 1e6, gross: 0 } }, 'proceeds'],
  ['a preview', { margin: null }, {}, 'margin'],
  ['a margin that is used up', { margin: { answer: 'previewed', most: shares(0) } }, {}, 'margin'],
  ['a desk that only observes', {}, { input: workInput(approvedAt, { mode: 'observe' }) }, 'blocked'],
  ['trading that is halted', {}, { input: workInput(approvedAt, { ordersBlocked: 'halted' }) }, 'blocked'],
])('waits for %s', (_, change, scene, what) => {
  const { place, work } = next(change, scene);
  expect([place, work.state]).toMatchObject([null, { stage: 'waiting', for: what }]);
});

test('a used-up margin is asked about again after a while', () => {
  const since = (approvedAt - 11_000) as typeof approvedAt;
  const state = { stage: 'waiting', for: 'margin', why: '', refusal: null, since } as const;
  expect(next({ margin: { answer: 'previewed', most: shares(0) }, state }).work.margin).toBeNull();
});

describe('one order at once whose money does not come', () => {
  const poor = { cash: 0, own: 0, gross: 0 };
  const sale = aWork(golf, { side: 'SELL', style: 'LMT' });
  const after = (seconds: number, selling: Partial<Work>) => {
    const at = secondsLater(seconds);
    const work = aWork(alfa, { style: 'LMT', deadline: secondsLater(10_000) });
    const scene = aScene(at, [{ ...sale, ...selling }, work], [], { budget: poor });
    return nextChild(work, childrenOf(work, new Map(), at, 1_000), 100, scene).work.state;
  };

  test('waits while the sales are at work, and as long after as the account may lag', () => {
    expect(after(9_000, {})).toMatchObject({ stage: 'waiting', for: 'proceeds' });
    const lost = { state: { stage: 'stopped', at: secondsLater(500), why: '', refusal: null } } as const;
    expect(after(699, lost)).toMatchObject({ stage: 'waiting', for: 'proceeds' });
    expect(after(700, lost)).toMatchObject({ stage: 'stopped' });
  });
});
