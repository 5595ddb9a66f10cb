import { expect, test } from 'vitest';
import { bandsOf } from '#renderer/panes/bands.tsx';
import type { Status } from '#shared/contract/rows.ts';
import { epochMs } from '#shared/units.ts';
import { sampleStatus, sampleTime } from '#test/support/sample-rows.ts';

const connection = (state: Status['connection']['state'], message: string, retryMs: number | null = null) =>
  sampleStatus({
    connection: {
      state,
      target: null,
      message,
      retryAt: retryMs === null ? null : epochMs(sampleTime + retryMs),
    },
  });
const sample = sampleStatus();

test.each([
  ['all well', sample, []],
  ['never connected', connection('idle', 'Choose a TWS'), []],
  ['on the way', connection('greeting', 'Waiting for its greeting'), []],
  [
    'waiting',
    connection('waiting', 'Nothing answers.', 3_500),
    ['connection: Nothing answers. Next attempt in 0:03.'],
  ],
  ['waiting for nothing known', connection('waiting', 'Nothing answers.'), ['connection: Nothing answers.']],
  ['closed', connection('closed', 'TWS closed.'), ['connection: TWS closed.']],
  ['closed by the person', connection('closed', ''), []],
  ['degraded', connection('degraded', 'Wait.'), ['connection: Wait.']],
  [
    'halted with a broken strategy and no journal',
    sampleStatus({
      halted: 'Rates',
      strategy: { ...sample.strategy, error: 'line 3: no universe.' },
      store: { file: null, error: 'The disk is full.' },
    }),
    [
      'halted: Rates. No new order is sent; cancels still go. Resume when the cause is gone.',
      'store: The disk is full.',
      'strategy: line 3: no universe. Correct /home/trader/strategy.json and reload it.',
    ],
  ],
])('bands: %s', (_what, status, expected) => {
  const bands = bandsOf({ ...status, seenAt: sampleTime }, sampleTime + 1_000);
  expect(bands.map(({ id, text }) => `${id}: ${text}`)).toEqual(expected);
});
