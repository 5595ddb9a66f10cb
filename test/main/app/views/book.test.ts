import { describe, expect, test } from 'vitest';
import { alarmWords, bookRow } from '#app/views/book.ts';
import { initialState } from '#engine/fold.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { step } from '#engine/step.ts';
import { BookRow } from '#shared/contract/book-row.ts';
import { clock, inputAt, loaded, settings } from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const decisionOf = (with_: EngineSettings) =>
  step(initialState(null), inputAt(at, { events: loaded(at) }), with_).decision;
const rowOf = (with_: EngineSettings): BookRow => {
  const row = bookRow(decisionOf(with_));
  if (row === null) throw new Error('no book');
  return row;
};

describe('the book as the screen shows it', () => {
  test('crosses the wire as it is', () => {
    for (const engine of ['rotation', 'rebalance'] as const) {
      const row = rowOf({ ...settings, engine });
      expect(BookRow.parse(JSON.parse(JSON.stringify(row)))).toEqual(row);
      expect(row.engine).toBe(engine);
    }
  });

  test('limits in words; prices only where the engine knows them', () => {
    const row = rowOf({ ...settings, engine: 'rebalance' });
    expect(row.limits.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Gross', 'Net, at most', 'Net, at least', 'Turnover', 'Energy']),
    );
    expect(row.limits.find(({ id }) => id === 'turnover')?.price).toBeGreaterThan(0.1);
    expect(rowOf(settings).limits.every(({ price }) => price === null)).toBe(true);
  });

  test('the shadow: three lines, one of them chosen', () => {
    const { shadow, distance, solver } = rowOf(settings);
    expect(shadow.map(({ id, chosen }) => [id, chosen])).toEqual([
      ['nothing', false],
      ['rotation', true],
      ['rebalance', false],
    ]);
    expect(distance).toBeGreaterThan(0);
    expect(solver?.status).toBe('optimal');
    expect(rowOf({ ...settings, shadow: false })).toMatchObject({ shadow: [], solver: null, distance: null });
  });

  test('without an answer of the solver two lines are left, and a note says why', () => {
    const tight = { ...settings.rotation, gross: 0.2, netMax: 0.2, turnoverMax: 0.1 };
    const row = rowOf({ ...settings, engine: 'rebalance', rotation: tight });
    expect(row.shadow.map(({ id }) => id)).toEqual(['nothing', 'rotation']);
    expect(row.solver).toEqual({ status: 'infeasible', gap: null });
    expect(row.notes[0]).toMatch(/^The limits cannot hold together/);
    expect(row.notes.some((note) => note.startsWith('Not met: '))).toBe(true);
  });

  test('names with thin history are named', () => {
    const thin = { ...settings, risk: { ...settings.risk, minObservations: 400, rows: 500 } };
    expect(rowOf(thin).notes.at(-1)).toMatch(/^Thin history, .+: ALFA, BRAV/);
  });

  test('an idle interval has no book', () => {
    expect(bookRow(step(initialState(null), inputAt(at), settings).decision)).toBeNull();
  });

  test('an alarm is never hidden', () => {
    const decision = decisionOf(settings);
    if (decision.shadow === null) throw new Error('no shadow');
    const alarm = { by: 3e-6, rotation: [0.1], rebalance: [0] };
    const row = bookRow({ ...decision, shadow: { ...decision.shadow, alarm } });
    expect(row?.alarm).toBe(alarmWords(alarm));
    expect(row?.alarm).toContain('worth 3.0e-6 more');
  });
});
