import { expect, test } from 'vitest';
import { Inbox } from '#app/inbox.ts';
import { ticker } from '#shared/ids.ts';
import { epochMs, price } from '#shared/units.ts';
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

test('bars of the running session join: the last known one comes again, finished', () => {
  const inbox = new Inbox();
  const bar = (at: number, close: number) => ({
    at: epochMs(at),
    open: price(close),
    high: price(close),
    low: price(close),
    close: price(close),
    volume: 1,
  });
  inbox.intraday(ticker('AAA'), [bar(1, 10), bar(2, 11)]);
  inbox.intraday(ticker('AAA'), [bar(2, 12), bar(3, 13)]);
  expect(inbox.batch()).toEqual([
    { kind: 'intraday', ticker: 'AAA', bars: [bar(1, 10), bar(2, 12), bar(3, 13)] },
  ]);
  inbox.clear();
  expect(inbox.batch()).toEqual([]);
});
