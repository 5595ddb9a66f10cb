import { describe, expect, test } from 'vitest';
import { FieldReader, UnreadableRequest } from '#practice/protocol/field-reader.ts';

const reader = (...fields: string[]) => new FieldReader(fields);

describe('numbers, however a client writes them', () => {
  test.each([
    ['189', 189],
    ['189.0', 189],
    ['1e-7', 1e-7],
    ['0.30000000000000004', 0.30000000000000004],
    ['', null],
    ['1.7976931348623157E308', null],
    ['2147483647', null],
  ])('%s', (text, value) => {
    expect(reader(text).number('price')).toBe(value);
  });

  test.each(['NaN', 'Infinity', 'twelve', '1,5'])('%s is none', (text) => {
    expect(() => reader(text).number('price')).toThrow(UnreadableRequest);
  });

  test('whole numbers have 32 bits, and empty means 0', () => {
    expect(reader('').integer('id')).toBe(0);
    expect(reader('7.0').integer('id')).toBe(7);
    expect(() => reader('7.5').integer('id')).toThrow('id = 7.5');
    expect(() => reader('4294967296').integer('id')).toThrow(UnreadableRequest);
  });
});

test('flags', () => {
  const fields = reader('1', '0', '', 'true', 'false');
  expect([1, 2, 3, 4, 5].map(() => fields.flag('flag'))).toEqual([true, false, false, true, false]);
});

test('what is missing is named', () => {
  expect(() => reader().text('symbol')).toThrow('Missing field: symbol');
});
