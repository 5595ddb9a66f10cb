import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findChromium, planForMissing } from '../../../scripts/setup/chromium.mjs';

const only =
  (...paths: string[]) =>
  (path: string): boolean =>
    paths.includes(path);

describe('a browser for the tests', () => {
  test('is found on PATH, Chromium first', () => {
    const env = { PATH: ['/usr/bin', '/opt/bin'].join(delimiter) };
    const chrome = join('/opt/bin', 'google-chrome');
    const chromium = join('/opt/bin', 'chromium');
    expect(findChromium('linux', env, only(chrome))).toBe(chrome);
    expect(findChromium('linux', env, only(chrome, chromium))).toBe(chromium);
    expect(findChromium('linux', env, only())).toBeNull();
    expect(findChromium('linux', {}, only(chrome))).toBeNull();
  });

  test('is found where macOS and Windows keep programs', () => {
    const edge = '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge';
    expect(findChromium('darwin', {}, only(edge))).toBe(edge);
    const chrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
    expect(findChromium('win32', { PROGRAMFILES: 'C:\\Program Files' }, only(chrome))).toBe(chrome);
  });

  test('is the named one and no other when one is named', () => {
    const env = { PATH: '/usr/bin', DRIFTDESK_CHROMIUM: '/mine/chrome' };
    expect(findChromium('linux', env, only('/mine/chrome', join('/usr/bin', 'chromium')))).toBe(
      '/mine/chrome',
    );
    expect(findChromium('linux', env, only(join('/usr/bin', 'chromium')))).toBeNull();
  });

  test.each([
    [{ platform: 'linux', root: true, apt: true }, null],
    [{ platform: 'linux', root: false, apt: true }, 'sudo apt-get install chromium'],
    [{ platform: 'linux', root: true, apt: false }, 'install Chromium, Google Chrome or Microsoft Edge'],
    [{ platform: 'darwin', root: true, apt: false }, 'install Chromium, Google Chrome or Microsoft Edge'],
  ] as const)('where there is none, %j', (system, advice) => {
    const plan = planForMissing(system);
    if (advice === null) expect(plan).toEqual({ install: true });
    else expect(plan).toEqual({ install: false, advice: expect.stringContaining(advice) as string });
  });
});
