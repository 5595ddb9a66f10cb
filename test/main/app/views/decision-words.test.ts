import { expect, test } from 'vitest';
import { alarmWords } from '#app/views/book.ts';
import { wordsOfDecision } from '#app/views/decision-words.ts';
import { anIntent, aDecision } from '#test/main/store/builders.ts';

const alarm = { by: 3e-6, rotation: [0.1], rebalance: [0] };
const line = { value: 0, turnover: 0, cost: 0, broken: [] };

test('a quiet interval says nothing', () => {
  expect(wordsOfDecision(aDecision(1))).toEqual([]);
});

test('a rotation that beats the optimum is an error before everything else, with what may not go after it', () => {
  const intent = anIntent('o-1');
  const decision = aDecision(1, {
    shadow: {
      nothing: line,
      rotation: line,
      rebalance: line,
      status: 'optimal',
      gap: 0,
      distance: 0.1,
      alarm,
    },
    refused: [{ intent, refusal: { kind: 'restricted' } }],
  });
  const [first, second, ...rest] = wordsOfDecision(decision);
  expect(first).toEqual({ level: 'error', text: alarmWords(alarm) });
  expect(second).toMatchObject({
    level: 'warning',
    text: expect.stringMatching(/^SELL 100 AAPL was not sent:/),
  });
  expect(rest).toEqual([]);
});
