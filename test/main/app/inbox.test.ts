import { expect, test } from 'vitest';
import { Inbox } from '#app/inbox.ts';
import { epochMs } from '#shared/units.ts';
import { positionOf, quoteOf } from '#test/support/fake-broker.ts';

test('the newest of each stays until it is cleared', () => {
  const inbox = new Inbox();
  inbox.quote(quoteOf('AAA', 10, epochMs(1)));
  inbox.quote(quoteOf('AAA', 11, epochMs(2)));
  inbox.quote(quoteOf('BBB', 20, epochMs(2)));
  inbox.positions([positionOf('AAA', 5)]);
  inbox.positions([]);
  const batch = inbox.batch();
  expect(batch).toEqual([
    { kind: 'quotes', quotes: [quoteOf('AAA', 11, epochMs(2)), quoteOf('BBB', 20, epochMs(2))] },
    { kind: 'positions', positions: [] },
  ]);
  expect(inbox.batch()).toEqual(batch);
  inbox.clear();
  expect(inbox.batch()).toEqual([]);
});
