import { expect, test } from 'vitest';
import {
  defaultClientId,
  faultOf,
  rememberedTarget,
  targetChoices,
  targetOf,
} from '#renderer/panes/target.ts';

test.each([
  ['practice', 0],
  ['tws-paper', 7497],
  ['tws-live', 7496],
  ['gateway-paper', 4002],
  ['gateway-live', 4001],
] as const)('%s is port %s', (kind, port) =>
  expect(targetOf(kind)).toEqual({ kind, host: '127.0.0.1', port, clientId: defaultClientId }),
);

test('practice comes first and is what a new screen offers', () => {
  expect(targetChoices[0]?.kind).toBe('practice');
  expect(rememberedTarget()).toEqual(targetOf('practice'));
});

const custom = targetOf('custom');
test.each([
  [custom, null],
  [targetOf('practice'), null],
  [{ ...targetOf('tws-live'), host: '192.168.1.20', port: 7600 }, null],
  [{ ...targetOf('tws-live'), port: 0 }, 'The port must be between 1 and 65535.'],
  [{ ...custom, host: '' }, 'Give the host on which TWS runs, such as 127.0.0.1.'],
  [{ ...custom, port: 0 }, 'The port must be between 1 and 65535.'],
  [{ ...custom, port: 65_536 }, 'The port must be between 1 and 65535.'],
  [{ ...custom, port: Number.NaN }, 'The port must be between 1 and 65535.'],
  [{ ...custom, clientId: -1 }, 'The client id must be a whole number from 0 up.'],
  [{ ...custom, clientId: 1.5 }, 'The client id must be a whole number from 0 up.'],
])('what is wrong with %j', (target, expected) => expect(faultOf(target)).toBe(expected));
