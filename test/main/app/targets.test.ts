import { describe, expect, test } from 'vitest';
import type { TargetKind } from '#app/ports.ts';
import { accountKindOf, checkChoice, WrongAccount } from '#app/targets.ts';
import { accountId } from '#shared/ids.ts';

const target = (kind: TargetKind) => ({ kind, host: '127.0.0.1', port: 1, clientId: 17 });

describe('paper or live is told by the account, not by the port', () => {
  test.each([
    ['practice', 'DU1234567', 'practice'],
    ['tws-paper', 'DU1234567', 'paper'],
    ['tws-live', 'DF1234567', 'paper'],
    ['tws-live', 'U1234567', 'live'],
    ['custom', 'U1234567', 'live'],
  ] as const)('%s with %s is %s', (kind, account, expected) => {
    expect(accountKindOf(target(kind), accountId(account))).toBe(expected);
  });

  test.each(['tws-paper', 'gateway-paper', 'practice'] as const)('%s refuses a live account', (kind) => {
    expect(() => checkChoice(target(kind), accountId('U7654321'))).toThrow(WrongAccount);
    expect(() => checkChoice(target(kind), accountId('DU7654321'))).not.toThrow();
  });
});
