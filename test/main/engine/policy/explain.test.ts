import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ensure } from '#shared/assert.ts';
import { blocks, reasons as allReasons } from '#shared/domain/proposal.ts';
import type { Drift } from '#shared/domain/proposal.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure, rotationInputOf } from '#engine/measure.ts';
import { rotate } from '#engine/optimizer/rotation.ts';
import { explain } from '#engine/policy/explain.ts';
import { countOutcomes, outcomeOf } from '#engine/policy/outcomes.ts';
import { planTrades } from '#engine/proposal.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { clock, loaded, positionOf, rotating, universe } from '#test/support/engine-builders.ts';

const at = clock(11, 0);

/** Drift of each name for given z; `held` = shares by ticker. */
function explained(
  z: readonly number[],
  held: Record<string, number>,
  change: Partial<EngineSettings['rotation']> = {},
  entryAgo = 0,
): Record<string, Drift> {
  const settings = rotating({ zCut: 0.25, kAtr: 2, gammaCost: 10, ...change });
  const positions = universe.flatMap((name) =>
    held[name] === undefined ? [] : [positionOf(name, held[name])],
  );
  const { state } = fold(initialState(null), loaded(at, positions), at);
  const entries = Object.fromEntries(Object.keys(held).map((name) => [name, (at - entryAgo) as typeof at]));
  const picture = measure({ ...state, entries }, settings, at);
  const scores = Float64Array.from(universe, (_, i) => z[i] ?? Number.NaN);
  const targets = rotate(rotationInputOf(picture, scores), settings.rotation);
  const drift = explain(picture, scores, targets, planTrades(picture, targets, settings), settings.rotation);
  return Object.fromEntries(drift.map((row) => [row.ticker, row]));
}
const of = (rows: Record<string, Drift>, name: string): Drift => ensure(rows[name], name);

/** Descending: rank = place. */
const down = universe.map((_, i) => 2 - 0.3 * i);

describe('one outcome a name', () => {
  test('a loser is cut, with the numbers', () => {
    const rows = explained(down, { KILO: 500 });
    expect(of(rows, 'KILO')).toMatchObject({ reasons: ['CUT_SCORE'], block: null, target: 0, margin: null });
    expect(of(rows, 'KILO').why).toMatch(
      /^Moves by -\d+ bps: rank 11 \(z -1\.00\) is past rank 8 and under z 0\.25\.$/,
    );
  });

  test('a receiver moves freely once it has what an interval allows', () => {
    const rows = explained(down, {});
    expect(of(rows, 'ALFA')).toMatchObject({ reasons: ['BUY_CASH'], block: null });
    expect(of(rows, 'ALFA').why).toBe('Moves by +500 bps: rank 1 (z 2.00) is worth more than idle cash.');
    expect(of(rows, 'ECHO')).toMatchObject({
      block: 'NOT_HELD',
      why: 'Rank 5 (z 0.80) is past rank 4: not a candidate.',
    });
  });

  test('a receiver that nobody is worse than by enough says by how much', () => {
    const rows = explained(down, {}, { deltaZMin: 5 });
    expect(of(rows, 'ALFA')).toMatchObject({ block: 'ALPHA_GAP', margin: { trigger: 'gapZ' } });
    expect(of(rows, 'ALFA').margin?.distance).toBeCloseTo(3, 9);
    expect(of(rows, 'ALFA').why).toBe('No holding is worse by z 5.00. It would pass with z higher by 3.00.');
  });

  test.each([
    ['CAP_NAME', { wMax: 0.05 }, { ALFA: 300 }, 'ALFA'],
    ['CAP_SECTOR', { sectorMax: 0.06, deltaWMax: 0.05 }, { ECHO: 300 }, 'ALFA'],
    ['TURNOVER', { turnoverMax: 0.06 }, {}, 'BRAV'],
    ['COST_GATE', { gammaCost: 50_000 }, {}, 'ALFA'],
  ] as const)('%s stops', (block, change, held, name) => {
    expect(of(explained(down, held, { deltaWMax: 0.05, zKeep: 0.5, ...change }), name).block).toBe(block);
  });

  test('kept by rank inside the exit band, by score, or for want of better', () => {
    const z = [2, 1.9, 1.8, 1.7, 1.2, 0.9, 0.6, 0.5, 0.4, 0.3, 0.26, -1];
    const rows = explained(z, { ALFA: 900, ECHO: 900, JULI: 900 }, { deltaZMin: 9 });
    expect(of(rows, 'ALFA')).toMatchObject({ block: 'ALPHA_GAP' });
    expect(of(rows, 'ECHO')).toMatchObject({ block: 'IN_BAND' });
    expect(of(rows, 'JULI')).toMatchObject({ block: 'HOLD' });
    expect(of(rows, 'JULI').why).toContain('is past the exit rank 8, but not under z 0.25');
  });

  test('without a signal: said so, and kept', () => {
    const rows = explained([2, 1.9], { GOLF: 500 }, { tauU: 99 });
    expect(of(rows, 'LIMA')).toMatchObject({ block: 'NO_SIGNAL', z: null, rank: null, margin: null });
    expect(of(rows, 'GOLF').why).toContain('it is held until a loss or a better name ends that');
  });

  test('put back by the name’s own band', () => {
    const rows = explained(down, { LIMA: 5 }, { tauNameBps: 20 });
    expect(of(rows, 'LIMA')).toMatchObject({ block: 'NAME_BAND', reasons: ['CUT_SCORE'] });
    expect(of(rows, 'LIMA').why).toMatch(/^Would move by -\d bps; a name moves from 20 bps\.$/);
  });

  test('the other side of an exchange that a band put back', () => {
    // Two holdings of 5 and 3 bps go into ALFA: each stays by its band of 6 bps, so nothing pays for ALFA's 8.
    const z = down.map((value, i) => (i < 10 ? value : -0.1));
    const change = { tauNameBps: 6, tauL1: 0.001, gross: 0.00084, zCut: -9, kBuy: 1, kSell: 12 };
    const rows = explained(z, { KILO: 5, LIMA: 5 }, change);
    expect(of(rows, 'KILO').block).toBe('NAME_BAND');
    expect(of(rows, 'LIMA').block).toBe('NAME_BAND');
    expect(of(rows, 'ALFA')).toMatchObject({
      block: 'NAME_BAND',
      why: 'Would move by +8 bps, but the other side of its exchange does not trade.',
    });
  });
});

describe('the nearest trigger', () => {
  test('of a name that rank protects is the fall of its z to the cut', () => {
    // z 0.5 at rank 6 of 12: under its cut line of 0.25 by another 0.25, were the rank to go too.
    const rows = explained(down, { FOXT: 500 }, { zKeep: 0.1, deltaZMin: 9 });
    expect(of(rows, 'FOXT').margin?.trigger).toBe('donorZ');
    expect(of(rows, 'FOXT').margin?.distance).toBeCloseTo(0.4, 9);
  });

  test('its age, while z is too weak to protect it', () => {
    const z = [2, 1.9, 1.8, 1.7, 0.1, 0.09, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03];
    const aged = explained(z, { ECHO: 500 }, { tMaxMin: 90, deltaZMin: 9, kAtr: 9 }, 80 * 60_000);
    expect(of(aged, 'ECHO').margin?.trigger).toBe('cutScoreZ');
    const near = explained(z, { ECHO: 500 }, { tMaxMin: 81, deltaZMin: 9, kAtr: 9 }, 80 * 60_000);
    expect(of(near, 'ECHO').margin).toEqual({ trigger: 'deadMoneyMin', distance: 1 });
  });
});

describe('the nearest change', () => {
  test('of a name outside the ranks that may be bought is the rise of its z into them', () => {
    const { margin } = of(explained(down, {}), 'FOXT');
    expect(margin?.trigger).toBe('candidateZ');
    const rise = margin?.distance ?? 0;
    const after = (by: number) =>
      explained(
        down.map((z, i) => (i === 5 ? z + rise + by : z)),
        {},
      );
    expect(of(after(1e-6), 'FOXT').rank).toBe(4);
    expect(of(after(-1e-6), 'FOXT')).toMatchObject({ rank: 5, block: 'NOT_HELD' });
  });

  test('of a name inside its band is the drift that leaves it', () => {
    const { margin } = of(explained(down, { LIMA: 5 }, { tauNameBps: 20 }), 'LIMA');
    expect(margin?.trigger).toBe('nameBandBps');
    const missing = margin?.distance ?? 0;
    expect(of(explained(down, { LIMA: 5 }, { tauNameBps: 20 - missing - 1e-6 }), 'LIMA').block).not.toBe(
      'NAME_BAND',
    );
    expect(of(explained(down, { LIMA: 5 }, { tauNameBps: 20 - missing + 1e-6 }), 'LIMA').block).toBe(
      'NAME_BAND',
    );
  });

  test('of a book inside its band is the drift that leaves it', () => {
    const rows = explained(down, {}, { tauL1: 0.9 });
    expect(of(rows, 'ALFA')).toMatchObject({ block: 'BAND_SKIP', margin: { trigger: 'bookBandBps' } });
    const missing = (of(rows, 'ALFA').margin?.distance ?? 0) / 10_000;
    expect(of(explained(down, {}, { tauL1: 0.9 - missing - 1e-9 }), 'ALFA').block).toBeNull();
    expect(of(explained(down, {}, { tauL1: 0.9 - missing + 1e-9 }), 'ALFA').block).toBe('BAND_SKIP');
  });
});

describe('whatever the book', () => {
  const scores = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: -30, max: 30 }).map((k) => k / 10) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    ),
    { minLength: universe.length, maxLength: universe.length },
  );
  const holdings = fc.dictionary(fc.constantFrom(...universe), fc.integer({ min: 1, max: 1500 }), {
    maxKeys: 9,
  });
  const changes = fc.record({
    tauL1: fc.constantFrom(0, 0.05, 0.3),
    tauNameBps: fc.constantFrom(0, 12, 150),
    wMax: fc.constantFrom(0, 0.05, 0.15),
    gammaCost: fc.constantFrom(0, 50, 5000),
    turnoverMax: fc.constantFrom(0, 0.1, 0.6),
    kBuy: fc.constantFrom(0, 3, 8),
  });

  test('every name has one outcome in words, and the counts add up to the names', () => {
    fc.assert(
      fc.property(scores, holdings, changes, (z, held, change) => {
        const rows = Object.values(explained(z, held, change));
        expect(rows.map(({ ticker }) => ticker)).toEqual(universe);
        for (const row of rows) {
          expect([...blocks, ...allReasons]).toContain(outcomeOf(row));
          expect(row.why).not.toMatch(/NaN|undefined|Infinity/);
          expect(row.why.length).toBeGreaterThan(10);
          // Whoever does not move says why; whoever moves freely has a reason.
          if (row.block === null) expect(row.reasons.length).toBeGreaterThan(0);
          if (Math.abs(row.target - row.current) <= 1e-9) expect(row.block).not.toBeNull();
          expect(row.margin === null || row.margin.distance >= 0).toBe(true);
        }
        const counted = countOutcomes(rows, universe.length);
        expect(counted.reduce((total, { count }) => total + count, 0)).toBe(universe.length);
      }),
      { numRuns: 60 },
    );
  });
});
