import { describe, expect, test } from 'vitest';
import { uniform } from '#practice/market/random.ts';
import { UnreadableRequest } from '#practice/protocol/field-reader.ts';
import { NotTheProtocol } from '#practice/protocol/framing.ts';
import { idOfRequest, readRequest } from '#practice/protocol/requests.ts';

const contract = ['0', 'AAPL', 'STK', '', '0.0', '', '', 'SMART', '', 'USD', '', ''];

describe('as other clients than ours write them', () => {
  test('the official Python client asks for executions of any client with 0', () => {
    expect(readRequest(['7', '3', '5', '0', '', '', '', '', '', ''])).toEqual({
      ...{ topic: 'orders', kind: 'executions', reqId: 5 },
      filter: { clientId: 0, account: '', time: '', symbol: '', secType: '', exchange: '', side: '' },
    });
  });

  test('market data with an empty contract part and a snapshot flag', () => {
    const request = readRequest(['1', '11', '9', ...contract, '0', '233', '1', '0', '']);
    expect(request).toMatchObject({ kind: 'market-data', reqId: 9, genericTicks: '233', snapshot: true });
  });

  test('account updates cancelled by both versions of the request', () => {
    for (const version of ['1', '2']) {
      expect(readRequest(['77', version, '4'])).toEqual({
        ...{ topic: 'account', kind: 'cancel-account-updates-multi', reqId: 4 },
      });
    }
  });

  test('history', () => {
    const rest = ['0', '', '1 day', '2 Y', '1', 'trades', '1', '0', ''];
    expect(readRequest(['20', '3', ...contract, ...rest])).toMatchObject({
      ...{ kind: 'history', reqId: 3, contract: { symbol: 'AAPL' } },
      query: { barSize: '1 day', duration: '2 Y', whatToShow: 'TRADES', useRth: true, keepUpToDate: false },
    });
  });
});

test('an unknown request is none; no number at all is not the protocol', () => {
  expect(readRequest(['50', '3', '1'])).toBeNull();
  expect(() => readRequest(['hello'])).toThrow(NotTheProtocol);
  expect(() => readRequest([''])).toThrow(NotTheProtocol);
});

test('errors about unreadable requests carry the right id', () => {
  expect(idOfRequest(['3', '55', 'x'])).toBe(55);
  expect(idOfRequest(['9', '8', '77', 'x'])).toBe(77);
  expect(idOfRequest(['61', '1'])).toBe(-1);
});

test('whatever the fields, a request is read, unknown or unreadable, and nothing else', () => {
  const texts = [
    '',
    '0',
    '1',
    '-1',
    '1.5',
    '1e308',
    'NaN',
    'AAPL',
    'BAG',
    'Adaptive',
    '99',
    '4294967296',
    'ä',
  ];
  const pick = (n: number, i: number) => texts[Math.floor(uniform(1, n, i) * texts.length)] ?? '';
  for (let n = 0; n < 20_000; n += 1) {
    const length = Math.floor(uniform(2, n, 0) * 130);
    const fields = [String(n % 110), ...Array.from({ length }, (_, i) => pick(n, i))];
    try {
      readRequest(fields);
    } catch (error) {
      expect(error, fields.join(' ')).toBeInstanceOf(UnreadableRequest);
    }
  }
});
