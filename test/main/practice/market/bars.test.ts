import { describe, expect, test } from 'vitest';
import { historyOf, parseBarSize } from '#practice/market/bars.ts';
import { epochAt } from '#practice/market/exchange-time.ts';
import { dollars, Market } from '#practice/market/market.ts';
import { parseDay } from '#practice/market/trading-days.ts';
import type { WireBar } from '#practice/protocol/market-answers.ts';
import type { HistoryQuery } from '#practice/protocol/requests.ts';

const market = new Market(1);
const DAY = parseDay('20261123') ?? 0;
const NOW = epochAt(DAY, 630) + 17_250;
const NAME = 5;

function ask(changes: Partial<HistoryQuery>, now = NOW): readonly WireBar[] {
  const query = {
    ...{ end: '', barSize: '1 min', duration: '1 D', useRth: true, whatToShow: 'TRADES' },
    ...{ formatDate: 1, keepUpToDate: false, ...changes },
  };
  const answer = historyOf(market, NAME, query, now);
  if ('fault' in answer) throw new Error(answer.fault);
  return answer.bars;
}

describe('bars join on to the live quotes', () => {
  test.each(['1 min', '5 mins', '15 mins', '30 mins', '1 hour', '1 day', '5 secs'])('%s', (barSize) => {
    const quote = market.quote(NAME, NOW);
    const bars = ask({ barSize });
    expect(bars.at(-1)?.close).toBe(dollars(quote.last));
    expect(bars.reduce((sum, bar) => sum + bar.volume, 0)).toBe(quote.volume);
    expect(Math.max(...bars.map((bar) => bar.high))).toBe(dollars(quote.high ?? 0));
    expect(Math.min(...bars.map((bar) => bar.low))).toBe(dollars(quote.low ?? 0));
    expect(bars[0]?.open).toBe(dollars(quote.open ?? 0));
  });
});

describe('what comes back', () => {
  test('two years of daily bars: at least 500, the last one of today', () => {
    const bars = ask({ barSize: '1 day', duration: '2 Y' });
    expect(bars.length).toBeGreaterThanOrEqual(500);
    expect(bars.at(-1)?.date).toBe('20261123');
    for (const bar of bars) {
      expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
      expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
    }
  });

  test('days are sessions: 3 D from a Monday reach back to Thursday', () => {
    const dates = ask({ barSize: '1 day', duration: '3 D' }).map((bar) => bar.date);
    expect(dates).toEqual(['20261119', '20261120', '20261123']);
  });

  test('before the open a day asked for is the last session', () => {
    const dates = ask({ barSize: '1 day', duration: '1 D' }, epochAt(DAY, 566)).map((bar) => bar.date);
    expect(dates).toEqual(['20261120']);
  });

  test('intraday stamps: exchange time, or epoch seconds with format 2', () => {
    expect(ask({ barSize: '30 mins' }).map((bar) => bar.date)).toEqual([
      '20261123 09:30:00 US/Eastern',
      '20261123 10:00:00 US/Eastern',
      '20261123 10:30:00 US/Eastern',
    ]);
    expect(ask({ barSize: '30 mins', formatDate: 2 })[0]?.date).toBe(String(epochAt(DAY, 570) / 1000));
  });

  test('an hour begins on the hour, after a first half hour', () => {
    expect(ask({ barSize: '1 hour' }).map((bar) => bar.date.slice(9, 14))).toEqual(['09:30', '10:00']);
  });

  test('an end in the past ends there', () => {
    const bars = ask({ end: '20261120 12:00:00 US/Eastern', barSize: '1 hour' });
    expect(bars.at(-1)?.date).toBe('20261120 12:00:00 US/Eastern');
    expect(bars[0]?.date).toBe('20261120 09:30:00 US/Eastern');
  });

  test('weeks add up their days', () => {
    const weeks = ask({ barSize: '1 week', duration: '2 M' });
    const days = ask({ barSize: '1 day', duration: '2 M' });
    const total = (bars: readonly WireBar[]) => bars.reduce((sum, bar) => sum + bar.volume, 0);
    expect(total(weeks)).toBe(total(days));
    expect(weeks.at(-2)?.date).toBe('20261120');
  });

  test('midpoints have no volume', () => {
    expect(ask({ whatToShow: 'MIDPOINT' })[0]?.volume).toBe(-1);
  });
});

describe('what cannot be read', () => {
  test.each([
    [{ barSize: '7 mins' }, 'bar size'],
    [{ duration: 'forever' }, 'duration'],
    [{ end: 'later' }, 'end time'],
    [{ whatToShow: 'TULIPS' }, 'data type'],
  ])('%o', (changes, word) => {
    expect(() => ask(changes)).toThrow(word);
  });

  test('sizes', () => {
    expect(parseBarSize('1 day')).toBe('day');
    expect(parseBarSize('1 hour')).toBe(3600);
    expect(parseBarSize('0 mins')).toBeNull();
  });
});
