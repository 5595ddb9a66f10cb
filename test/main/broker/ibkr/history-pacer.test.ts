import { describe, expect, test } from 'vitest';
import { HistoryPacer, type HistoryAsk } from '#broker/ibkr/history-pacer.ts';

const ask = (changes: Partial<HistoryAsk> = {}): HistoryAsk => ({
  question: 'AAPL 1 day 504',
  series: 'AAPL SMART TRADES',
  barSeconds: 86_400,
  isBidAsk: false,
  ...changes,
});

/** Lets asks go one after another, each as soon as it may; returns the moments. */
function moments(pacer: HistoryPacer, asks: readonly HistoryAsk[]): number[] {
  let at = 0;
  return asks.map((each) => {
    at += pacer.waitMs(each, at);
    pacer.take(each, at);
    return at;
  });
}

const many = (count: number, make: (index: number) => Partial<HistoryAsk>): HistoryAsk[] =>
  Array.from({ length: count }, (_, index) => ask(make(index)));

describe('the history service', () => {
  test('never gets the identical question within fifteen seconds', () => {
    const pacer = new HistoryPacer();
    expect(moments(pacer, [ask(), ask(), ask()])).toEqual([0, 15_000, 30_000]);
    expect(pacer.waitMs(ask({ question: 'MSFT', series: 'MSFT' }), 30_000)).toBe(0);
  });

  test('gets fewer than six of one series within two seconds', () => {
    const asked = moments(
      new HistoryPacer(),
      many(12, (index) => ({ question: `q${index}` })),
    );
    expect(asked).toEqual([0, 0, 0, 0, 0, 2_000, 2_000, 2_000, 2_000, 2_000, 4_000, 4_000]);
  });

  test('gets sixty small bars in ten minutes, large ones freely', () => {
    const each = (index: number): Partial<HistoryAsk> => ({ question: `q${index}`, series: `s${index}` });
    const small = moments(
      new HistoryPacer(),
      many(62, (index) => ({ ...each(index), barSeconds: 30 })),
    );
    expect(small.filter((at) => at === 0)).toHaveLength(60);
    expect(small.slice(60)).toEqual([600_000, 600_000]);
    expect(new Set(moments(new HistoryPacer(), many(200, each)))).toEqual(new Set([0]));
  });

  test('counts bid and ask as two', () => {
    const asks = many(31, (index) => ({
      question: `q${index}`,
      series: `s${index}`,
      barSeconds: 5,
      isBidAsk: true,
    }));
    const asked = moments(new HistoryPacer(), asks);
    expect(asked.filter((at) => at === 0)).toHaveLength(30);
    expect(asked[30]).toBe(600_000);
  });

  test('counts from the moment at which a request really left', () => {
    const pacer = new HistoryPacer();
    const turn = pacer.take(ask(), 0);
    turn.at = 4_000;
    expect(pacer.waitMs(ask(), 15_000)).toBe(4_000);
  });
});
