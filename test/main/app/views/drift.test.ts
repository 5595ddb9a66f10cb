import { describe, expect, test } from 'vitest';
import { driftRows, type DriftSources, rowTickers } from '#app/views/drift.ts';
import type { Decision } from '#engine/decision.ts';
import { ticker } from '#shared/ids.ts';
import { epochMs, money } from '#shared/units.ts';
import { FakeBroker, instrumentOf, positionOf, quoteOf } from '#test/support/fake-broker.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const clock = new FakeClock('2026-11-23T15:30:00Z');
const now = clock.now();
const [aaa, bbb] = [ticker('AAA'), ticker('BBB')];

const sources = (over: Partial<DriftSources> = {}): DriftSources => ({
  tickers: [aaa, bbb],
  instruments: new Map([[aaa, instrumentOf('AAA', 0)]]),
  quotes: new Map([[aaa, quoteOf('AAA', 200, now)]]),
  positions: new Map([[aaa, positionOf('AAA', 250)]]),
  account: new FakeBroker(clock).values(),
  decision: null,
  working: new Map(),
  unknown: new Map(),
  now,
  maxQuoteAgeMs: 10_000,
  ...over,
});

const decided = {
  drift: [
    {
      ticker: aaa,
      target: 0.02,
      z: 1,
      rank: 1,
      reasons: ['TRIM_NAME'],
      block: null,
      why: 'w',
      margin: { trigger: 'donorZ', distance: 0.4 },
    },
  ],
} as unknown as Decision;

test('weights are of this moment, targets of the last interval', () => {
  const [row] = driftRows(sources({ decision: decided }));
  expect(row).toMatchObject({
    value: 50_000,
    current: 0.05,
    target: 0.02,
    reason: 'TRIM_NAME',
    margin: 0.4,
    triggerUnit: 'z',
    quoteKind: 'live',
  });
  expect(row?.drift).toBeCloseTo(-0.03, 12);
});

test('cash and total close the book', () => {
  const rows = driftRows(sources({ decision: decided }));
  expect(rows.map(({ id }) => id)).toEqual(['AAA', 'BBB', '#cash', '#total']);
  expect(rows[2]).toMatchObject({ value: money(400_000), current: 0.4, target: 0.98 });
  expect(rows[3]).toMatchObject({ value: money(450_000), target: 1 });
});

describe('a quote’s kind', () => {
  test.each([
    ['live', quoteOf('AAA', 1, now), 'live'],
    ['old', quoteOf('AAA', 1, epochMs(now - 10_001)), 'stale'],
    ['delayed', { ...quoteOf('AAA', 1, now), kind: 'delayed' as const }, 'delayed'],
    ['empty', { ...quoteOf('AAA', 1, now), bid: null, last: null }, 'none'],
  ])('%s', (_, quote, kind) => {
    expect(driftRows(sources({ quotes: new Map([[aaa, quote]]) }))[0]?.quoteKind).toBe(kind);
  });
});

test('nothing is made up: no quote means no value and no weight, an unknown symbol says so', () => {
  const rows = driftRows(
    sources({ quotes: new Map(), unknown: new Map([[bbb, 'TWS knows no such stock']]) }),
  );
  expect(rows[0]).toMatchObject({ value: null, current: null, drift: null });
  expect(rows[1]).toMatchObject({ reason: 'UNKNOWN', why: 'TWS knows no such stock', shares: 0 });
});

test('universe order first, other holdings after', () => {
  expect(rowTickers([bbb, aaa], [ticker('ZZZ'), aaa, ticker('CCC')])).toEqual(['BBB', 'AAA', 'CCC', 'ZZZ']);
});
