import { SecType, type ContractDetails } from '@stoqey/ib';
import { expect, test } from 'vitest';
import { smartRuleOf, toIncrements, toInstrument } from '#broker/ibkr/contracts.ts';

const details: ContractDetails = {
  contract: { conId: 1, symbol: 'BRK B', secType: SecType.STK, currency: 'USD', primaryExch: 'NYSE' },
  longName: 'BERKSHIRE HATHAWAY INC-CL B',
  industry: 'Financial',
  timeZoneId: 'US/Eastern',
  liquidHours: '20260727:0930-20260727:1600',
};
const steps = [{ lowEdge: 0, increment: 0.01 }];

test.each([
  ['AMEX,SMART,NASDAQ', '7,26,8', 26],
  ['SMART', '26', 26],
  ['AMEX,NYSE', '7,8', 7],
  ['', '', null],
  ['SMART', 'x', null],
])('exchanges %s with rules %s: SMART has rule %s', (validExchanges, marketRuleIds, rule) => {
  expect(smartRuleOf({ ...details, validExchanges, marketRuleIds })).toBe(rule);
});

test('price steps are sorted and nonsense is left out', () => {
  const rows = [
    { lowEdge: 1, increment: 0.01 },
    { lowEdge: 0, increment: 0.0001 },
    { lowEdge: 2, increment: 0 },
    { lowEdge: Number.NaN, increment: 1 },
    {},
  ];
  expect(toIncrements(rows)).toEqual([
    { lowEdge: 0, increment: 0.0001 },
    { lowEdge: 1, increment: 0.01 },
  ]);
});

test.each([
  [{ minSize: 0.0001, sizeIncrement: 0.0001 }, 1],
  [{}, 1],
  [{ minSize: 1, sizeIncrement: 1 }, 1],
  [{ minSize: 100, sizeIncrement: 100 }, 100],
])('sizes %j make lots of %i', (sizes, lot) => {
  expect(toInstrument({ ...details, ...sizes }, steps)).toMatchObject({
    instrument: { ticker: 'BRK B', lot },
  });
});

test.each([
  ['no id', { contract: { ...details.contract, conId: 0 } }, steps, 'no contract id'],
  ['no price steps', {}, [], 'no price steps'],
  ['a strange zone', { timeZoneId: 'Mars/Olympus' }, steps, 'time zone'],
  ['pence for pounds', { priceMagnifier: 100 }, steps, 'fractions of its currency'],
])('%s makes no instrument', (_what, changes, increments, why) => {
  expect(toInstrument({ ...details, ...changes }, increments)).toMatchObject({
    why: expect.stringContaining(why) as string,
  });
});
