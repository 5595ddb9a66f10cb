import { describe, expect, test } from 'vitest';
import {
  browserCommand,
  chooseHost,
  hasDisplay,
  sayChoice,
  splitArguments,
  wantsElectron,
} from '../../../scripts/setup/host.mjs';

const desktop = {
  platform: 'linux',
  display: true,
  admin: false,
  refused: false,
  open: true,
  electron: { path: '/e', why: '' },
} as const;
const noBinary = { path: null, why: 'Electron could not be downloaded' };

describe('which desk opens', () => {
  test.each([
    ['a desktop with Electron', desktop, 'electron', 'Electron and a display are here'],
    ['no binary', { ...desktop, electron: noBinary }, 'browser', 'Electron could not be downloaded'],
    ['root on Linux', { ...desktop, admin: true }, 'browser', 'Electron does not run as root'],
    [
      'root on macOS',
      { ...desktop, admin: true, platform: 'darwin' },
      'electron',
      'Electron and a display are here',
    ],
    ['told not to', { ...desktop, refused: true }, 'browser', 'DRIFTDESK_NO_ELECTRON is set'],
    ['--no-open', { ...desktop, open: false }, 'address', '--no-open was given'],
    ['no display', { ...desktop, display: false }, 'address', 'there is no display'],
    ['no display, --no-open', { ...desktop, display: false, open: false }, 'address', 'there is no display'],
    ['nobody looked for it', { ...desktop, electron: null }, 'browser', 'Electron was not looked for'],
  ] as const)('%s', (_name, at, host, why) => {
    expect(chooseHost(at)).toEqual({ host, why });
    expect(sayChoice({ host, why })).toMatch(new RegExp(`^[A-Z][^\\n]*: ${why}\\.$`));
  });

  test('Electron is fetched only where a window will open', () => {
    expect(wantsElectron(desktop)).toBe(true);
    for (const over of [{ display: false }, { open: false }, { refused: true }, { admin: true }])
      expect(wantsElectron({ ...desktop, ...over })).toBe(false);
  });
});

test.each<[NodeJS.Platform, NodeJS.ProcessEnv, boolean]>([
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['linux', { DISPLAY: '' }, false],
  ['linux', {}, false],
  ['darwin', {}, true],
  ['win32', {}, true],
])('display on %s with %j: %s', (platform, env, expected) => {
  expect(hasDisplay(platform, env)).toBe(expected);
});

test.each<[NodeJS.Platform, string]>([
  ['linux', 'xdg-open http://x/'],
  ['darwin', 'open http://x/'],
  ['win32', 'cmd.exe /d /c start "" http://x/'],
])('the browser opens on %s with %s', (platform, expected) => {
  const { file, args } = browserCommand(platform, 'http://x/');
  expect([file, ...args].join(' ')).toBe(expected);
});

test('--no-open is ours, everything else is the desk’s', () => {
  expect(splitArguments(['--data', 'd', '--no-open', '--port', '1'])).toEqual({
    open: false,
    rest: ['--data', 'd', '--port', '1'],
  });
  expect(splitArguments([])).toEqual({ open: true, rest: [] });
});
