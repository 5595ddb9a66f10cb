import { describe, expect, test } from 'vitest';
import { sizeTickOf, takeGeneric, takeKind, takePrice, takeSize, type Draft } from '#broker/ibkr/ticks.ts';
import { emptyQuote, type Quote } from '#shared/domain/market.ts';
import { ticker } from '#shared/ids.ts';
import { epochMs, price } from '#shared/units.ts';

const at = epochMs(2);
const none = emptyQuote(ticker('AAPL'), 'live', epochMs(1));

/** The quote after it was changed, and whether that was said. */
function after(change: (draft: Draft) => boolean | void, from: Quote = none): Quote & { said?: boolean } {
  const draft = { ...from };
  const said = change(draft);
  return said === undefined ? draft : { ...draft, said };
}

describe('price ticks', () => {
  test.each([
    [1, 10.5, { bid: 10.5, kind: 'live' }],
    [2, 10.6, { ask: 10.6, kind: 'live' }],
    [4, 10.55, { last: 10.55, kind: 'live' }],
    [9, 10, { close: 10, kind: 'live' }],
    [66, 10.5, { bid: 10.5, kind: 'delayed' }],
    [67, 10.6, { ask: 10.6, kind: 'delayed' }],
    [68, 10.55, { last: 10.55, kind: 'delayed' }],
    [75, 10, { close: 10, kind: 'delayed' }],
  ])('%i at %d', (tick, value, expected) => {
    expect(after((draft) => takePrice(draft, tick, value, at))).toEqual({
      ...none,
      ...expected,
      at,
      said: true,
    });
  });

  test.each([-1, 0])('%d means that there is none', (value) => {
    expect(after((draft) => takePrice(draft, 1, value, at), { ...none, bid: price(10.5) }).bid).toBe(null);
  });

  test.each([
    ['not a number', 1, Number.NaN],
    ['missing', 1, undefined],
    ['infinite', 1, Number.POSITIVE_INFINITY],
    ['of a tick that is not kept', 6, 11],
  ])('one that is %s changes nothing', (_what, tick, value) => {
    expect(after((draft) => takePrice(draft, tick, value, at))).toEqual({ ...none, said: false });
  });

  test('the size that comes with one belongs to its own side and kind', () => {
    expect([1, 2, 66, 67, 4, 9].map(sizeTickOf)).toEqual([0, 3, 69, 70, null, null]);
  });
});

describe('size ticks', () => {
  test.each([
    [0, 5, { bidSize: 5 }],
    [3, 6, { askSize: 6 }],
    [8, 1_000_000, { volume: 1_000_000 }],
    [69, 5, { bidSize: 5, kind: 'delayed' }],
    [70, 6, { askSize: 6, kind: 'delayed' }],
    [74, 7, { volume: 7, kind: 'delayed' }],
    [0, 0, { bidSize: 0 }],
    [8, -1, { volume: null }],
    [8, undefined, { volume: null }],
  ])('%i at %s', (tick, value, expected) => {
    expect(after((draft) => takeSize(draft, tick, value, at), { ...none, volume: 3 })).toMatchObject(
      expected,
    );
  });

  test.each([
    [0, Number.NaN],
    [99, 1],
  ])('%i at %d makes no sense and changes nothing', (tick, value) => {
    expect(after((draft) => takeSize(draft, tick, value, at))).toEqual({ ...none, said: false });
  });
});

test.each([
  [1, true],
  [2, true],
  [0, false],
  [-1, false],
])('halt tick %d: halted %s', (value, halted) => {
  expect(after((draft) => takeGeneric(draft, 49, value, at), { ...none, halted: !halted }).halted).toBe(
    halted,
  );
});

test('other generic ticks change nothing', () => {
  expect(after((draft) => takeGeneric(draft, 45, 3, at))).toEqual({ ...none, said: false });
});

test('what can be borrowed is kept, and makes no price younger', () => {
  const later = epochMs(at + 60_000);
  expect(after((draft) => takeGeneric(draft, 46, 2.4, later))).toEqual({
    ...none,
    shortable: 2.4,
    said: true,
  });
  expect(after((draft) => takeGeneric(draft, 46, Number.NaN, later))).toEqual({
    ...none,
    shortable: null,
    said: true,
  });
  expect(after((draft) => takeSize(draft, 89, 4_000, later))).toEqual({
    ...none,
    shortableShares: 4_000,
    said: true,
  });
});

test.each([
  [1, 'live'],
  [2, 'frozen'],
  [3, 'delayed'],
  [4, 'delayed-frozen'],
  [9, 'delayed'],
])('data type %i is %s', (type, kind) => {
  expect(after((draft) => takeKind(draft, type)).kind).toBe(kind);
});

test('a frozen quote stays frozen when it ticks', () => {
  expect(after((draft) => takePrice(draft, 1, 10, at), { ...none, kind: 'frozen' }).kind).toBe('frozen');
});
