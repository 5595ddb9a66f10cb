import { describe, expect, test } from 'vitest';
import { Arming, endOfDay } from '#app/safety/arming.ts';
import { ContractError } from '#shared/contract/wire.ts';
import { accountId } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';

const at = (text: string) => epochMs(Date.parse(text));
const morning = at('2026-11-23T15:30:00Z');
const live = accountId('U1234567');
const target = { kind: 'tws-live', host: '127.0.0.1', port: 7496, clientId: 17 } as const;

function connected(): Arming {
  const arming = new Arming();
  arming.connect(target, 'live', live);
  return arming;
}

describe('arming', () => {
  test('practice and paper are armed by themselves, and nothing can be armed there', () => {
    const arming = new Arming();
    arming.connect({ ...target, kind: 'tws-paper', port: 7497 }, 'paper', accountId('DU1'));
    expect(arming.isArmed(morning)).toBe(true);
    expect(() => arming.check('DU1')).toThrow(/needs no arming/);
  });

  test('a live account is not, before its id is typed exactly', () => {
    const arming = connected();
    expect(arming.isArmed(morning)).toBe(false);
    for (const typed of ['', 'u1234567', ' U1234567', 'U123456', 'yes'])
      expect(() => arming.check(typed)).toThrow(ContractError);
    arming.arm(arming.check('U1234567').account, 'window', morning);
    expect(arming.isArmed(morning)).toBe(true);
  });

  test('each disagreement keeps it from being armed', () => {
    const arming = new Arming();
    arming.connect({ ...target, port: 7497 }, 'live', live);
    expect(() => arming.check('U1234567')).toThrow(/Port 7497/);
  });

  test('it lasts over a reconnect of the same account, and ends with another one', () => {
    const arming = connected();
    arming.arm(live, 'window', morning);
    expect(arming.connect(target, 'live', live)).toBeNull();
    expect(arming.isArmed(morning)).toBe(true);
    expect(arming.connect(target, 'live', accountId('U7'))).toContain('U7');
    expect(arming.connect(target, 'live', live)).toBeNull();
    expect(arming.isArmed(morning)).toBe(false);
  });

  test('it ends where the same account is connected over something that does not say live', () => {
    const arming = connected();
    arming.arm(live, 'window', morning);
    expect(arming.connect({ ...target, kind: 'custom' }, 'live', live)).toContain('does not say live');
    expect(arming.isArmed(morning)).toBe(false);
  });

  test('it ends with the trading day, and says so once', () => {
    const arming = connected();
    const { until } = arming.arm(live, 'window', morning);
    expect(until).toBe(at('2026-11-23T21:00:00Z'));
    expect(arming.isArmed(epochMs(until - 1))).toBe(true);
    expect(arming.isArmed(until)).toBe(false);
    expect([arming.expired(until), arming.expired(until)]).toEqual([true, false]);
  });
});

test.each([
  ['before the close: at it', '2026-11-23T10:00:00Z', '2026-11-23T21:00:00Z'],
  ['after the close: with the date', '2026-11-23T22:00:00Z', '2026-11-24T05:00:00Z'],
  ['on an early close', '2026-11-27T15:00:00Z', '2026-11-27T18:00:00Z'],
  ['on a Sunday', '2026-11-22T15:00:00Z', '2026-11-23T05:00:00Z'],
])('an arming ends %s', (_, now, end) => {
  expect(endOfDay(at(now))).toBe(at(end));
});
