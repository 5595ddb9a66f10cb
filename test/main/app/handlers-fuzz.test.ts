import { expect, test } from 'vitest';
import { fuzzContract } from '#test/support/contract-fuzz.ts';

test('twenty thousand broken requests: each gets its one answer, nothing breaks inside, nothing is ordered', async () => {
  const { violations, answers } = await fuzzContract(1, 20_000);
  expect(violations).toEqual([]);
  // the messages must get somewhere
  for (const code of ['done', 'bad-input', 'unknown-request', 'refused'])
    expect(answers[code], code).toBeGreaterThan(100);
  expect(answers['internal'] ?? 0).toBe(0);
}, 180_000);
