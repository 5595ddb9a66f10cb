import { expect, test } from 'vitest';
import { checkOf } from '#engine/execution/limits/check.ts';
import { name } from '#engine/execution/limits/concentration.ts';
import { gross } from '#engine/execution/limits/exposure.ts';
import { touched } from '#engine/execution/limits/touched.ts';
import { buys, limitContext, withBand } from '#test/support/limit-cases.ts';

const results = (where = limitContext) => {
  const findings = [gross, name].map((rule) => rule.check(buys(), where, []));
  return touched([{ check: checkOf('proposal', buys(), findings, where), findings }], where);
};

test('what is far from every limit is left out, gross apart, which is shown where it moves', () => {
  const [only, ...others] = results();
  expect(others).toEqual([]);
  expect(only).toMatchObject({ rule: 'gross', broken: null, soft: 1.05, hard: 1.25 });
  expect(only?.after).toBeGreaterThan(only?.before ?? Infinity);
});

test('what breaks is marked, with the names', () => {
  const near = results(withBand('name', { soft: 0.001, hard: 1 }));
  expect(near.find(({ rule }) => rule === 'name')).toMatchObject({
    broken: 'soft',
    soft: 0.001,
    tickers: ['ALFA'],
  });
});
