import { describe, expect, test } from 'vitest';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Level, OrderEffect } from '#broker/ibkr/code-table.ts';
import { explain, explainOrder, historyRefusal, isReadOnly, meaningOf } from '#broker/ibkr/codes.ts';

describe('every code that a TWS is known to send', () => {
  test.each<[code: number, level: Level, order: OrderEffect]>([
    [1100, 'error', 'warned'],
    [1101, 'warning', 'warned'],
    [1102, 'info', 'warned'],
    [1300, 'error', 'warned'],
    [2103, 'warning', 'warned'],
    [2104, 'info', 'warned'],
    [2105, 'warning', 'warned'],
    [2106, 'info', 'warned'],
    [2107, 'info', 'warned'],
    [2108, 'info', 'warned'],
    [2110, 'error', 'warned'],
    [2158, 'info', 'warned'],
    [2100, 'warning', 'warned'],
    [2101, 'error', 'warned'],
    [2102, 'warning', 'warned'],
    [2109, 'info', 'warned'],
    [2137, 'warning', 'warned'],
    [2168, 'info', 'warned'],
    [2169, 'info', 'warned'],
    [2176, 'info', 'warned'],
    [399, 'warning', 'warned'],
    [10349, 'info', 'warned'],
    [404, 'warning', 'held'],
    [154, 'warning', 'held'],
    [202, 'info', 'cancelled'],
    [201, 'error', 'rejected'],
    [203, 'error', 'rejected'],
    [460, 'error', 'rejected'],
    [200, 'error', 'rejected-if-new'],
    [110, 'error', 'rejected-if-new'],
    [111, 'error', 'rejected-if-new'],
    [113, 'error', 'rejected-if-new'],
    [160, 'error', 'rejected-if-new'],
    [434, 'error', 'rejected-if-new'],
    [320, 'error', 'rejected-if-new'],
    [321, 'error', 'rejected-if-new'],
    [322, 'error', 'rejected-if-new'],
    [323, 'error', 'rejected-if-new'],
    [400, 'error', 'rejected-if-new'],
    [443, 'error', 'rejected-if-new'],
    [10006, 'error', 'rejected-if-new'],
    [10241, 'error', 'rejected-if-new'],
    [10252, 'error', 'rejected-if-new'],
    [10268, 'error', 'rejected-if-new'],
    [10270, 'error', 'rejected-if-new'],
    [106, 'error', 'inactive'],
    [107, 'error', 'inactive'],
    [109, 'error', 'inactive'],
    [382, 'error', 'inactive'],
    [383, 'error', 'inactive'],
    [451, 'error', 'inactive'],
    [10311, 'error', 'inactive'],
    [135, 'warning', 'cancel-refused'],
    [136, 'warning', 'cancel-refused'],
    [161, 'warning', 'cancel-refused'],
    [10147, 'warning', 'cancel-refused'],
    [10148, 'warning', 'cancel-refused'],
    [103, 'error', 'odd'],
    [104, 'warning', 'odd'],
    [105, 'warning', 'odd'],
    [329, 'warning', 'odd'],
    [100, 'error', 'odd'],
    [101, 'error', 'odd'],
    [102, 'info', 'odd'],
    [300, 'info', 'odd'],
    [310, 'info', 'odd'],
    [365, 'info', 'odd'],
    [366, 'info', 'odd'],
    [162, 'error', 'odd'],
    [165, 'warning', 'odd'],
    [309, 'warning', 'odd'],
    [317, 'info', 'odd'],
    [326, 'error', 'odd'],
    [354, 'warning', 'odd'],
    [10168, 'warning', 'odd'],
    [10186, 'warning', 'odd'],
    [420, 'warning', 'odd'],
    [430, 'warning', 'odd'],
    [492, 'warning', 'odd'],
    [10089, 'warning', 'odd'],
    [10090, 'warning', 'odd'],
    [502, 'error', 'odd'],
    [503, 'error', 'rejected-if-new'],
    [504, 'error', 'odd'],
    [505, 'error', 'odd'],
    [506, 'error', 'odd'],
    [507, 'error', 'odd'],
    [509, 'error', 'odd'],
    [10167, 'warning', 'odd'],
    [10197, 'error', 'odd'],
    [10225, 'warning', 'odd'],
  ])('%i is %s and leaves an order %s', (code, level, order) => {
    expect(meaningOf(code)).toMatchObject({ level, order });
    expect(meaningOf(code).meaning).not.toBe('');
  });

  test.each([
    [201, 'no', 'no'],
    [202, 'yes', 'no'],
    [110, 'no', 'if-changed'],
    [105, 'yes', 'yes'],
    [104, 'yes', 'no'],
    [106, 'no', 'yes'],
    [404, 'yes', 'yes'],
    [10147, 'yes', 'unknown'],
    [103, 'unknown', 'unknown'],
    [1100, 'yes', 'unknown'],
    [504, 'no', 'no'],
    [509, 'unknown', 'unknown'],
    [2103, 'none', 'none'],
    [10197, 'none', 'none'],
    [98_765, 'unknown', 'unknown'],
  ])('of %i: was it sent: %s; is it alive: %s', (code, sent, alive) => {
    expect(meaningOf(code)).toMatchObject({ sent, alive });
  });

  const list = join(import.meta.dirname, '../../../../../shared/design/tws.md');
  test.skipIf(!existsSync(list))(
    'and of which it is written what to do (skipped without the shared folder)',
    () => {
      const part = readFileSync(list, 'utf8').split('### 4.1')[1]?.split('### 4.2')[0] ?? '';
      const codes = part
        .split('\n')
        .flatMap((line) => /^\|([^|]*\d[^|]*)\|/.exec(line)?.[1] ?? [])
        .flatMap((cell) => [...cell.matchAll(/(\d+)(?:-(\d+))?/g)])
        .flatMap(([, first, last]) => [Number(first), Number(last ?? first)]);
      expect(codes.length).toBeGreaterThan(80);
      expect(codes.filter((code) => meaningOf(code).meaning === '')).toEqual([]);
      const asksForAction = codes.filter((code) => meaningOf(code).level === 'error' && code !== 162);
      expect(asksForAction.filter((code) => meaningOf(code).advice === '')).toEqual([]);
    },
  );

  test('an unknown one says nothing about an order but that it is odd', () => {
    expect(meaningOf(98_765).meaning).toBe('');
    expect(meaningOf(98_765).order).toBe('odd');
  });
});

describe('words', () => {
  test.each([
    [
      354,
      'Not subscribed',
      'No live market data permission; delayed prices are for display only. Subscribe to the market data at IBKR to trade on it. (TWS: Not subscribed)',
    ],
    [10167, ' ', 'Delayed prices are shown in place of live ones; nothing is traded on them.'],
    [98_765, 'Whatever TWS says', 'Whatever TWS says'],
    [98_765, '', 'TWS code 98765'],
  ])('%i "%s"', (code, text, words) => {
    expect(explain(code, text)).toBe(words);
  });

  test.each([
    [110, false, 'The price is not on the tick grid of this security. The order is dead. Correct the'],
    [
      110,
      true,
      'The price is not on the tick grid of this security. The order may still work as it was. Correct',
    ],
    [106, false, 'It waits in TWS. It has not gone to the market. Transmit or cancel it there. (TWS: x)'],
    [98_765, true, 'x Whether the order lives is not known. Look at the order in TWS.'],
    [202, true, 'The order was cancelled. (TWS: x)'],
  ])('about an order, %i (acknowledged: %s) says what became of it', (code, acknowledged, words) => {
    expect(explainOrder(code, 'x', acknowledged)).toContain(words);
  });

  test.each([
    [321, 'The API interface is currently in Read-Only mode.', true],
    [321, 'Invalid account', false],
    [320, 'Read-Only', false],
  ])('%i "%s" is read-only: %s', (code, text, is) => {
    expect(isReadOnly(code, text)).toBe(is);
    expect(explain(code, text).includes('Untick')).toBe(is);
  });

  test.each([
    ['Historical Market Data Service error message:HMDS query returned no data: X', 'no-data'],
    ['Historical Market Data Service error message:Historical data request pacing violation', 'pacing'],
    ['Historical Market Data Service error message:No market data permissions for NYSE', 'refused'],
    ['etwas anderes', 'refused'],
  ])('162 "%s" is %s', (text, refusal) => {
    expect(historyRefusal(text)).toBe(refusal);
  });
});
