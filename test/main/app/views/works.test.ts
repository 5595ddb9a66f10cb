import { expect, test } from 'vitest';
import { workRow } from '#app/views/works.ts';
import type { Work } from '#shared/domain/work.ts';
import { orderId } from '#shared/ids.ts';
import { price, shares } from '#shared/units.ts';
import { aChild, aWork, approvedAt } from '#test/support/work-builders.ts';

test('a row counts the fills of all its orders as they are known now', () => {
  const [a, b] = [
    aChild(aWork(), { filled: shares(30), avgFillPrice: price(10) }),
    aChild(aWork(), { filled: shares(10), avgFillPrice: price(14) }),
  ];
  expect(workRow(aWork(), [a, b])).toMatchObject({ filled: 40, remaining: 60, avgPrice: 11 });
  expect(workRow(aWork(), [])).toMatchObject({ filled: 0, avgPrice: null, orders: 0, orderId: null });
});

const since = approvedAt;
const child = orderId('dd-1');
test.each<[Partial<Work>, string]>([
  [{ state: { stage: 'passive', since } }, 'waits at the touch.'],
  [
    { state: { stage: 'cross', since }, children: [child], asked: { orderId: child, at: since, why: '' } },
    'its order is being replaced.',
  ],
  [
    { state: { stage: 'mid', since }, margin: { answer: 'missing', why: 'By own cash.' } },
    'tries between the touches. By own cash.',
  ],
  [{ state: { stage: 'waiting', for: 'proceeds', why: 'It waits.', refusal: null, since } }, 'It waits.'],
  [
    { state: { stage: 'stopped', at: since, why: 'Refused.', refusal: { kind: 'restricted' } } },
    'Refused. (the strategy restricts it)',
  ],
  [{ state: { stage: 'done', at: since } }, 'filled'],
])('%#: says what it does', (change, words) => {
  expect(workRow(aWork(undefined, change), []).stageText).toBe(words);
});
