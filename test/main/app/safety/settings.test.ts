import { describe, expect, test } from 'vitest';
import { readDeskSettings } from '#app/desk-settings.ts';

const read = (safety: unknown) =>
  readDeskSettings({ path: 'desk.json', read: () => JSON.stringify({ safety }) });

describe('the safety settings', () => {
  test('have a default each', () => {
    expect(read({}).settings?.safety).toMatchObject({
      firstLiveDayMaxOrderMoney: 5_000,
      firstLiveDayMaxDayMoney: 25_000,
      allowLiveAuto: false,
      dayLoss: { limit: 0.03, to: 'reducing', cancelOrders: true },
      rejects: { limit: 5, overMs: 300_000, to: 'halted' },
    });
  });

  test('take what is given, and null for off', () => {
    const { settings } = read({ dayLoss: { percentOfNav: 1, to: 'halted' }, sleep: null });
    expect(settings?.safety).toMatchObject({ dayLoss: { limit: 0.01, to: 'halted' }, sleep: null });
  });

  test.each([
    [{ dayLoss: { percentOfNav: 0 } }, 'safety.dayLoss.percentOfNav'],
    [{ dayLoss: { percent: 3 } }, 'safety.dayLoss'],
    [{ rejects: { count: 1.5 } }, 'safety.rejects.count'],
    [{ clock: { to: 'stopped' } }, 'safety.clock.to'],
    [{ firstLiveDayMaxOrderMoney: -1 }, 'safety.firstLiveDayMaxOrderMoney'],
    [{ dayloss: null }, 'dayloss'],
  ])('refuse %j by its key', (given, key) => {
    expect(read(given).error).toContain(key);
  });
});
