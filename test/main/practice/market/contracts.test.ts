import { describe, expect, test } from 'vitest';
import { contractFacts, findContract } from '#practice/market/contracts.ts';
import { indexOfSymbol } from '#practice/market/universe.ts';

const nothing = {
  ...{ conId: 0, symbol: '', secType: '', exchange: '', primaryExchange: '', currency: '', localSymbol: '' },
};

describe('finding a contract', () => {
  test.each([
    ['by symbol', { symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' }],
    ['by contract id alone', { conId: 1_000_001 }],
    ['by local symbol', { localSymbol: 'AAPL' }],
    ['in small letters', { symbol: 'aapl' }],
    ['directly at an exchange', { symbol: 'AAPL', exchange: 'NASDAQ', primaryExchange: 'NASDAQ' }],
  ])('%s', (_, query) => {
    expect(findContract({ ...nothing, ...query })).toBe(indexOfSymbol('AAPL'));
  });

  test.each([
    ['nothing said', {}],
    ['an unknown symbol', { symbol: 'NOPE' }],
    ['an unknown id', { conId: 5 }],
    ['id and symbol of two names', { conId: 1_000_001, symbol: 'MSFT' }],
    ['an option', { symbol: 'AAPL', secType: 'OPT' }],
    ['another currency', { symbol: 'AAPL', currency: 'EUR' }],
    ['another listing', { symbol: 'AAPL', primaryExchange: 'NYSE' }],
  ])('%s finds none', (_, query) => {
    expect(findContract({ ...nothing, ...query })).toBeNull();
  });
});

test('hours cover the next days, holidays and half days among them', () => {
  const facts = contractFacts(1, '', Date.parse('2026-11-25T15:30:00Z'));
  expect(facts.exchange).toBe('SMART');
  expect(facts.liquidHours.split(';').slice(0, 4)).toEqual([
    ...['20261125:0930-20261125:1600', '20261126:CLOSED', '20261127:0930-20261127:1300', '20261128:CLOSED'],
  ]);
  expect(facts.tradingHours.split(';')[2]).toBe('20261127:0400-20261127:1700');
});
