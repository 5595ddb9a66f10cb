import { expect, test } from 'vitest';
import { countTests, lastLine } from '../../../scripts/setup/count.mjs';

const file = (status: string, ...tests: string[]): object => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

test.each([
  ['all well', [file('passed', 'passed', 'passed')], true, [2, 0, 0]],
  ['skipped and to do', [file('passed', 'passed', 'pending', 'skipped', 'todo')], true, [1, 0, 3]],
  ['one failed', [file('failed', 'passed', 'failed')], false, [1, 1, 0]],
  ['a file that does not load is a failure', [file('failed'), file('passed', 'passed')], false, [1, 1, 0]],
  ['so is a hook that fails after green tests', [file('failed', 'passed')], false, [1, 1, 0]],
  ['an error outside the tests is a failure', [file('passed', 'passed')], false, [1, 1, 0]],
  ['no file at all passes nothing', [], true, [0, 0, 0]],
] as const)('%s', (_name, testResults, endedWell, [passed, failed, skipped]) => {
  expect(countTests({ testResults }, endedWell)).toEqual({ passed, failed, skipped });
});

test('no report is a failure even where the runner says that it ended well', () => {
  expect(countTests(null, true)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('the last line stands alone', () => {
  expect(lastLine({ passed: 12, failed: 0, skipped: 3 })).toBe('tests: 12 passed, 0 failed, 3 skipped');
});
