import { expect, test } from 'vitest';
import { agreeOnVersion } from '#practice/protocol/greeting.ts';

test.each([
  ['v100..193', 178],
  ['v157..178', 178],
  ['v100..177', 177],
  ['v178', 178],
  ['v100..225 +PACEAPI', 178],
  ['v100..176', null],
  ['v179..193', null],
  ['v150', null],
  ['hello', null],
  ['', null],
])('%s → %s', (text, version) => {
  expect(agreeOnVersion(text)).toBe(version);
});
