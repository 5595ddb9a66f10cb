import { describe, expect, test } from 'vitest';
import type { TradeLogEntry, TradeLogFilter } from '#app/ports.ts';
import { accountId, conId, fillId, orderId, proposalId, ticker } from '#shared/ids.ts';
import type { Fill } from '#shared/domain/order.ts';
import { epochMs, money, price, shares } from '#shared/units.ts';
import { tradeLogCsv, tradeLogFileName } from '#export/csv.ts';

const at = (iso: string) => epochMs(Date.parse(iso));
const anything: TradeLogFilter = { from: null, to: null, ticker: null, side: null, reason: null };
const zone = { timeZone: 'America/New_York' };

const fill: Fill = {
  fillId: fillId('0000e0d5.6a1b2c3d.01'),
  revision: 2,
  execId: '0000e0d5.6a1b2c3d.01.02',
  orderId: orderId('dd-1-7'),
  permId: 1_234_567_890,
  account: accountId('DU1234567'),
  ticker: ticker('BRK B'),
  conId: conId(72063691),
  side: 'SELL',
  shares: shares(40),
  price: price(199.8),
  exchange: 'ISLAND',
  at: at('2026-08-03T13:30:00.250Z'),
};
const entry: TradeLogEntry = {
  fill,
  commission: money(0.35),
  commissionCurrency: 'USD',
  realizedPnl: money(-12.5),
  reason: 'ROTATE_RED',
  proposalId: proposalId('p-1'),
  apiOrderId: 11,
  decisionMid: 200,
};

const withFill = (over: Partial<Fill>, rest: Partial<TradeLogEntry> = {}): TradeLogEntry => ({
  ...entry,
  ...rest,
  fill: { ...fill, ...over },
});

/** One cell of the first row, as text. Only for rows without quotes. */
function cell(made: TradeLogEntry, header: string): string | undefined {
  const [headers, row] = tradeLogCsv([made], anything, zone)
    .split('\r\n')
    .map((line) => line.split(','));
  return row?.[headers?.indexOf(header) ?? -1];
}

describe('the file', () => {
  test('has a header, one line a fill, and every line ends in CRLF', () => {
    expect(tradeLogCsv([entry], anything, zone)).toBe(
      'utc_time,exchange_time,exchange_time_zone,account,ticker,con_id,side,shares,price,value,commission,commission_currency,' +
        'realized_pnl,reason,decision_mid,slippage_bps,exchange,exec_id,fill_id,revision,perm_id,api_order_id,order_id,proposal_id\r\n' +
        '2026-08-03T13:30:00.250Z,2026-08-03T09:30:00.250-04:00,America/New_York,DU1234567,BRK B,72063691,SELL,40,199.8,7992,0.35,USD,' +
        '-12.5,ROTATE_RED,200,9.999999999999432,ISLAND,0000e0d5.6a1b2c3d.01.02,0000e0d5.6a1b2c3d.01,2,1234567890,11,dd-1-7,p-1\r\n',
    );
  });

  test('has its header when there is nothing in it', () => {
    expect(tradeLogCsv([], anything, zone).split('\r\n')).toHaveLength(2);
  });

  test('leaves unknown cells empty', () => {
    const foreign: TradeLogEntry = {
      fill: { ...fill, orderId: null, permId: 0 },
      commission: null,
      commissionCurrency: null,
      realizedPnl: null,
      reason: null,
      proposalId: null,
      apiOrderId: null,
      decisionMid: null,
    };
    const line = tradeLogCsv([foreign], anything, zone).split('\r\n')[1];
    expect(line).toMatch(/,7992,,,,,,,ISLAND,0000e0d5\.6a1b2c3d\.01\.02,0000e0d5\.6a1b2c3d\.01,2,,,,$/);
  });

  test.each([
    ['comma', 'A,B', '"A,B"'],
    ['quote', 'A "B"', '"A ""B"""'],
    ['line feed', 'A\nB', '"A\nB"'],
    ['carriage return', 'A\rB', '"A\rB"'],
    ['nothing special', 'A B', 'A B'],
  ])('quotes a cell where it needs to: %s', (_, exchange, written) => {
    expect(tradeLogCsv([withFill({ exchange })], anything, zone)).toContain(`,${written},0000e0d5`);
  });

  test.each(['=1+1', '+A1', '-A1', '@SUM(A1)', '\t=1'])(
    'disarms the text %j, which a spreadsheet would run',
    (text) => {
      expect(cell(withFill({ ticker: ticker(text) }), 'ticker')).toBe(`'${text}`);
    },
  );

  test('keeps numbers as numbers, with their sign and every digit', () => {
    const made = withFill({ price: price(0.1 + 0.2) }, { commission: money(-0.25) });
    expect(cell(made, 'price')).toBe('0.30000000000000004');
    expect(cell(made, 'commission')).toBe('-0.25');
    expect(cell(made, 'realized_pnl')).toBe('-12.5');
  });

  test.each([
    ['BUY', 200.1, 5],
    ['BUY', 199.9, -5],
    ['SELL', 200.1, -5],
    ['SELL', 199.9, 5],
    ['BUY', 200, 0],
  ] as const)(
    'slippage of a %s at %d against a mid of 200 is %d bps: positive is worse',
    (side, paid, bps) => {
      expect(Number(cell(withFill({ side, price: price(paid) }), 'slippage_bps'))).toBeCloseTo(bps, 9);
    },
  );

  test('refuses an unknown time zone', () => {
    expect(() => tradeLogCsv([entry], anything, { timeZone: 'Nowhere' })).toThrow(RangeError);
  });
});

describe('the filtered view', () => {
  const day = { from: at('2026-08-03T00:00:00Z'), to: at('2026-08-04T00:00:00Z') };
  const entries = [
    withFill({ execId: 'early', at: at('2026-08-02T23:59:59.999Z') }),
    withFill({ execId: 'first', at: day.from }),
    withFill({ execId: 'other', at: day.from, ticker: ticker('IBM'), side: 'BUY' }, { reason: null }),
    withFill({ execId: 'last', at: at('2026-08-03T23:59:59.999Z') }),
    withFill({ execId: 'late', at: day.to }),
  ];

  test.each<[string, Partial<TradeLogFilter>, string[]]>([
    ['everything', {}, ['early', 'first', 'other', 'last', 'late']],
    ['a day', day, ['first', 'other', 'last']],
    ['a name', { ticker: ticker('IBM') }, ['other']],
    ['a side', { side: 'SELL' }, ['early', 'first', 'last', 'late']],
    ['a reason', { ...day, reason: 'ROTATE_RED' }, ['first', 'last']],
  ])('%s', (_, filter, expected) => {
    const lines = tradeLogCsv(entries, { ...anything, ...filter }, zone)
      .trimEnd()
      .split('\r\n')
      .slice(1);
    expect(lines.map((line) => line.split(',')[17])).toEqual(expected);
  });
});

describe('the file name', () => {
  const account = accountId('DU1234567');
  test.each<[Partial<TradeLogFilter>, string]>([
    [{}, 'driftdesk-trades-DU1234567.csv'],
    [
      { from: at('2026-08-03T00:00:00Z'), to: at('2026-08-04T00:00:00Z') },
      'driftdesk-trades-DU1234567-2026-08-03-to-2026-08-04.csv',
    ],
    [{ from: at('2026-08-03T04:00:00Z') }, 'driftdesk-trades-DU1234567-2026-08-03T040000Z-to-now.csv'],
    [{ to: at('2026-08-04T00:00:00Z') }, 'driftdesk-trades-DU1234567-start-to-2026-08-04.csv'],
    [
      { ticker: ticker('BRK B'), side: 'SELL', reason: 'CUT_LOSER' },
      'driftdesk-trades-DU1234567-BRK_B-SELL-CUT_LOSER.csv',
    ],
    [{ ticker: ticker('../x') }, 'driftdesk-trades-DU1234567-.._x.csv'],
  ])('%j', (filter, name) => {
    expect(tradeLogFileName(account, { ...anything, ...filter })).toBe(name);
  });
});
