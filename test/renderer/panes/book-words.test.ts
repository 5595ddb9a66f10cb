import { describe, expect, test } from 'vitest';
import {
  brokenWords,
  limitState,
  priceWords,
  slackWords,
  solverLine,
  tightestFirst,
} from '#renderer/panes/book-words.ts';
import { fraction } from '#shared/units.ts';
import { sampleBook } from '#test/support/sample-rows.ts';

const book = sampleBook();

describe('a limit', () => {
  test('is broken, binds or is free; a solver’s dust binds', () => {
    expect(limitState({ slack: -0.01 }).word).toBe('Broken');
    expect(limitState({ slack: -1e-9 }).word).toBe('Binds');
    expect(limitState({ slack: 1e-9 }).word).toBe('Binds');
    expect(limitState({ slack: 0.01 }).word).toBe('Free');
  });

  test('the tightest stands first', () => {
    expect(tightestFirst(book.limits).map(({ id }) => id)).toEqual(['beta', 'turnover', 'gross']);
    expect(book.limits.map(({ id }) => id)).toEqual(['gross', 'turnover', 'beta']);
  });

  test('is printed in its own unit, with a dash for a price that nobody knows', () => {
    const [gross, turnover, beta] = book.limits;
    expect([gross, turnover, beta].map((limit) => limit && slackWords(limit))).toEqual([
      '3.00%',
      '0.00%',
      '−0.480',
    ]);
    expect([gross, turnover, beta].map((limit) => limit && priceWords(limit))).toEqual([
      '0.0000',
      '0.9908',
      '–',
    ]);
  });
});

test('one line says how the exact answer stands', () => {
  expect(solverLine(book)).toBe(
    'Rebalance: proven optimal, gap 2e-15; the two engines are 21.00% of NAV apart.',
  );
  expect(solverLine({ solver: { status: 'infeasible', gap: null }, distance: null })).toBe(
    'Rebalance: no answer: the limits cannot hold together.',
  );
  expect(solverLine({ solver: null, distance: fraction(0) })).toBe('');
});

test('a line that breaks limits says which', () => {
  expect(brokenWords({ broken: [] })).toBe('');
  expect(brokenWords({ broken: ['Turnover', 'Gross'] })).toBe('breaks Turnover, Gross');
});
