import { describe, expect, test } from 'vitest';
import { bandNames, bandOf, bandOfAll, mostPerOrder, nameBand } from '#engine/execution/limits/bands.ts';
import { money } from '#shared/units.ts';
import { settings } from '#test/support/engine-builders.ts';
import { golf } from '#test/support/work-builders.ts';

describe('where the strategy file says nothing', () => {
  test.each(bandNames)('%s has a hard number, and a soft one that comes first', (name) => {
    const { soft, hard } = bandOf(name, settings);
    expect(hard).toBeGreaterThan(0);
    expect(soft ?? 0).toBeLessThan(hard ?? 0);
  });

  test('what the book aims at fits under the soft one', () => {
    const { gross, wMax, sectorMax } = settings.rotation;
    expect(bandOf('gross', settings).soft).toBeGreaterThan(gross);
    expect(bandOf('name', settings).soft).toBeGreaterThan(wMax);
    expect(bandOf('sector', settings).soft).toBeGreaterThan(sectorMax);
  });
});

test('what it says holds, number by number; null is none', () => {
  const own = {
    ...settings,
    limits: { ...settings.limits, bands: { beta: { hard: 3 }, gross: { soft: null } } },
  };
  expect(bandOf('beta', own)).toEqual({ soft: 1.5, hard: 3 });
  expect(bandOf('gross', own)).toEqual({ soft: null, hard: 1.25 });
});

test('of what is there, parts are numbers of it', () => {
  const own = {
    ...settings,
    limits: { ...settings.limits, bands: { position: { soft: 0.5 }, ownCash: { soft: null } } },
  };
  expect(bandOfAll('position', own, 400)).toEqual({ soft: 200, hard: 400 });
  expect(bandOfAll('ownCash', own, 400)).toEqual({ soft: null, hard: 400 });
});

test('the hedge has a bound of its own', () => {
  const hedged = { ...settings, hedge: { ticker: golf } };
  expect(nameBand(golf, hedged).hard).toBeCloseTo(settings.rotation.hedgeMax * 1.25, 12);
  expect(nameBand(golf, settings)).toEqual(bandOf('name', settings));
});

test('one order is bounded by value and by shares', () => {
  const strict = { ...settings, limits: { ...settings.limits, maxOrderValue: money(1000) } };
  expect(mostPerOrder(strict, 10)).toBe(100);
  expect(mostPerOrder(strict, 0.001)).toBe(100_000);
});
