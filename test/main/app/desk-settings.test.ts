import { describe, expect, test } from 'vitest';
import { defaultDeskSettings, readDeskSettings } from '#app/desk-settings.ts';

const reading = (text: string) => readDeskSettings({ path: 'desk.json', read: () => text });

describe('readDeskSettings', () => {
  test('a file that is not there stands for the defaults', () => {
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    const read = (): string => {
      throw missing;
    };
    expect(readDeskSettings({ path: 'desk.json', read })).toEqual({
      settings: defaultDeskSettings,
      error: null,
    });
  });

  test('a file that cannot be read is not taken for one that is not there', () => {
    const read = (): string => {
      throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
    };
    expect(readDeskSettings({ path: 'desk.json', read }).error).toBe(
      'Desk settings desk.json: permission denied',
    );
  });

  test.each([
    ['{ "version": 1,, }', /^Desk settings desk\.json: not valid JSON/],
    ['{ "version": 2 }', /^Desk settings desk\.json: version: /],
    ['{ "kitchen": true }', /^Desk settings desk\.json: the file: .*kitchen/],
  ])('%s is refused with the place', (text, words) => {
    expect(reading(text).error).toMatch(words);
  });
});
