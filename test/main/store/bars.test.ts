import { expect, test } from 'vitest';
import { conId } from '#shared/ids.ts';
import type { Bar } from '#shared/domain/market.ts';
import { epochMs, price } from '#shared/units.ts';
import { barsSince, saveBars } from '#store/bars.ts';
import { memoryDb, plansOf } from './builders.ts';

const aapl = conId(265598);
const bar = (at: number, close: number): Bar => ({
  at: epochMs(at),
  open: price(1 / 3),
  high: price(close),
  low: price(0.1 + 0.2),
  close: price(close),
  volume: 1234.5,
});

test('bars come back exactly, oldest first, from the moment asked for', () => {
  const db = memoryDb();
  saveBars(db, aapl, '1 day', [bar(300, 3), bar(100, 1), bar(200, 2)]);
  expect(barsSince(db, aapl, '1 day', epochMs(200))).toEqual([bar(200, 2), bar(300, 3)]);
});

test('sizes and names do not mix', () => {
  const db = memoryDb();
  saveBars(db, aapl, '1 day', [bar(100, 1)]);
  saveBars(db, aapl, '5 mins', [bar(100, 2)]);
  saveBars(db, conId(9), '1 day', [bar(100, 3)]);
  expect(barsSince(db, aapl, '1 day', epochMs(0))).toEqual([bar(100, 1)]);
});

test('an unfinished bar is replaced by the finished one', () => {
  const db = memoryDb();
  saveBars(db, aapl, '1 min', [bar(100, 1), bar(200, 2)]);
  saveBars(db, aapl, '1 min', [bar(200, 2.5), bar(300, 3)]);
  expect(barsSince(db, aapl, '1 min', epochMs(0))).toEqual([bar(100, 1), bar(200, 2.5), bar(300, 3)]);
});

test('a bad bar keeps the whole series out', () => {
  const db = memoryDb();
  expect(() => saveBars(db, aapl, '1 day', [bar(100, 1), bar(200, Number.NaN)])).toThrow(
    'must be a finite number',
  );
  expect(barsSince(db, aapl, '1 day', epochMs(0))).toEqual([]);
});

test('bars are read from their key', () => {
  expect(plansOf(memoryDb(), (db) => barsSince(db, aapl, '1 day', epochMs(0)))).toEqual([
    'SEARCH bars USING PRIMARY KEY (con_id=? AND size=? AND at_ms>?)',
  ]);
});
