import { describe, expect, test } from 'vitest';
import type { TargetKind } from '#app/ports.ts';
import { agreementOf } from '#app/safety/agreement.ts';
import { accountKindOf } from '#app/targets.ts';
import { accountId } from '#shared/ids.ts';

const of = (kind: TargetKind, port: number, account: string) => {
  const target = { kind, host: '127.0.0.1', port, clientId: 17 };
  return agreementOf(target, accountKindOf(target, accountId(account)), accountId(account));
};

describe('choice, port and account', () => {
  test.each([
    ['practice', 40_123, 'DU1'],
    ['tws-paper', 7497, 'DU1'],
    ['gateway-paper', 4002, 'DF1'],
    ['custom', 5000, 'DU1'],
    ['tws-live', 7496, 'U1'],
    ['gateway-live', 4001, 'U1'],
    ['tws-live', 5000, 'U1'],
    ['gateway-live', 5000, 'U1'],
    ['tws-live', 4001, 'U1'],
    ['tws-paper', 5000, 'DU1'],
    ['gateway-paper', 5000, 'DU1'],
    ['custom', 7497, 'DU1'],
  ] as const)('%s on %s with %s agree', (kind, port, account) => {
    expect(of(kind, port, account).problems).toEqual([]);
  });

  test.each([
    ['custom', 5000, 'U1', [/does not say live/]],
    ['custom', 7497, 'U1', [/does not say live/, /Port 7497 .* paper/]],
    ['tws-live', 7497, 'U1', [/Port 7497/, /TWS live, but port 7497/]],
    ['gateway-live', 4002, 'U1', [/Port 4002/, /Gateway live, but port 4002/]],
    ['tws-live', 5000, 'DU1', [/TWS live, but the id of account DU1 says paper/]],
    ['tws-live', 7496, 'DU1', [/TWS live, but the id of account DU1 says paper/, /Port 7496/]],
    ['tws-paper', 7496, 'DU1', [/Port 7496/, /TWS paper, but port 7496/]],
    ['custom', 7496, 'DU1', [/Port 7496/]],
  ] as const)('%s on %s with %s: each disagreement is named', (kind, port, account, words) => {
    const { problems } = of(kind, port, account);
    expect(problems).toHaveLength(words.length);
    words.forEach((pattern, i) => expect(problems[i]).toMatch(pattern));
  });
});
