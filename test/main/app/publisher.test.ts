import { expect, test } from 'vitest';
import { Publisher } from '#app/publisher.ts';

test('only what changed is sent, and what is gone is named', () => {
  const sent: unknown[] = [];
  const publisher = new Publisher<{ id: string; n: number }>((delta) => sent.push(delta));
  publisher.update([
    { id: 'a', n: 1 },
    { id: 'b', n: 1 },
  ]);
  publisher.update([
    { id: 'a', n: 1 },
    { id: 'b', n: 2 },
  ]);
  publisher.update([
    { id: 'b', n: 2 },
    { id: 'c', n: 3 },
  ]);
  publisher.update([
    { id: 'b', n: 2 },
    { id: 'c', n: 3 },
  ]);
  expect(sent).toEqual([
    {
      rows: [
        { id: 'a', n: 1 },
        { id: 'b', n: 1 },
      ],
      removed: [],
    },
    { rows: [{ id: 'b', n: 2 }], removed: [] },
    { rows: [{ id: 'c', n: 3 }], removed: ['a'] },
  ]);
});
