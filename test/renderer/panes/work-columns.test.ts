import { expect, test } from 'vitest';
import { outcomeWords } from '#renderer/panes/outcome.tsx';
import { isWorked, stageText, workColumns } from '#renderer/panes/work-columns.tsx';
import { sampleWork } from '#test/support/sample-work.ts';

test('a stage has a sign of its own and a word', () => {
  const stages = ['waiting', 'passive', 'mid', 'cross', 'auction', 'done', 'stopped'] as const;
  const said = stages.map((stage) => stageText(sampleWork({ stage })));
  expect(said[1]).toBe('○ at touch');
  expect(new Set(said.map((text) => text[0])).size).toBe(stages.length);
  expect(stages.filter((stage) => isWorked({ stage }))).toEqual(stages.slice(0, 5));
});

test('columns have ids of their own', () => {
  const ids = workColumns.map(({ colId }) => colId);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the outcome says what is still to come', () => {
  expect(outcomeWords({ works: 1, orders: 1 })).toBe('1 order sent.');
  expect(outcomeWords({ works: 5, orders: 2 })).toBe('5 trades are being worked, 2 orders sent so far.');
});
