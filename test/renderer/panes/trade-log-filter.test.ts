import { describe, expect, test } from 'vitest';
import { activeFilters, noFilter, queryOf, totalsOf } from '#renderer/panes/trade-log-filter.ts';
import { TradeLogQuery } from '#shared/contract/rows.ts';
import { money } from '#shared/units.ts';
import { sampleFill } from '#test/support/sample-rows.ts';

describe('the question', () => {
  test('asks for everything where nothing is typed', () =>
    expect(queryOf(noFilter)).toEqual({ from: null, to: null, ticker: null, side: null, reason: null }));

  test('takes exchange dates, both included', () => {
    const { from, to } = queryOf({ ...noFilter, from: '2026-03-06', to: '2026-03-08' });
    expect([from, to].map((at) => new Date(at ?? 0).toISOString())).toEqual([
      '2026-03-06T05:00:00.000Z',
      '2026-03-09T04:00:00.000Z',
    ]);
  });

  test('is one that the contract accepts, however it was typed', () => {
    const query = queryOf({ from: '2026-13', to: '', ticker: ' brk b ', side: 'SELL', reason: 'CUT_LOSER' });
    expect(TradeLogQuery.parse(query)).toEqual({
      from: null,
      to: null,
      ticker: 'BRK B',
      side: 'SELL',
      reason: 'CUT_LOSER',
    });
  });
});

test.each([
  [noFilter, []],
  [{ ...noFilter, ticker: '  ' }, []],
  [{ ...noFilter, from: '2026-03-02', ticker: 'aapl' }, ['from 2026-03-02', 'name AAPL']],
  [{ ...noFilter, side: 'BUY', reason: 'BUY_CASH' } as const, ['BUY', 'BUY_CASH']],
])('active filters in words', (filter, expected) => expect(activeFilters(filter)).toEqual(expected));

test('totals count each side, and say how many commissions are missing', () =>
  expect(
    totalsOf([
      sampleFill({ value: money(100), commission: money(1) }),
      sampleFill({ value: money(250), commission: null }),
      sampleFill({ side: 'SELL', value: money(70), commission: money(0.5) }),
    ]),
  ).toEqual({ bought: 350, sold: 70, commission: 1.5, unreported: 1 }));
