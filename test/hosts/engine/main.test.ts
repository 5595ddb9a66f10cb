import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inputAt, clock, loaded, settings, freshQuotes, later } from '#test/support/engine-builders.ts';
import { initialState } from '#engine/fold.ts';
import { step } from '#engine/step.ts';

/** The real process: lines in, answers out. */
function filter(
  verb: string,
  lines: readonly string[],
): { answers: unknown[]; stderr: string; code: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['src-main/hosts/engine/main.ts', verb], {
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const answers =
    stdout === ''
      ? []
      : stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown);
  return { answers, stderr, code: status };
}

/** Every number of `want` stands in `got`, to the tolerance; all else is the same. */
function expectLike(got: unknown, want: unknown, tolerance: number, place: string): void {
  if (typeof want === 'number') {
    expect(typeof got, place).toBe('number');
    if (!(Math.abs((got as number) - want) <= tolerance * Math.max(1, Math.abs(want))))
      expect(got, place).toBe(want);
  } else if (Array.isArray(want)) {
    expect(Array.isArray(got), place).toBe(true);
    expect((got as unknown[]).length, `${place}: length`).toBe(want.length);
    want.forEach((entry, i) => expectLike((got as unknown[])[i], entry, tolerance, `${place}[${i}]`));
  } else if (typeof want === 'object' && want !== null) {
    expect(Object.keys(got as object).toSorted(), `${place}: keys`).toEqual(Object.keys(want).toSorted());
    for (const [key, value] of Object.entries(want))
      expectLike((got as Record<string, unknown>)[key], value, tolerance, `${place}.${key}`);
  } else expect(got, place).toEqual(want);
}

interface VectorFile {
  readonly tolerance: number;
  readonly cases: readonly { readonly input: unknown; readonly expected: unknown }[];
}

describe('worked examples through the process', () => {
  for (const verb of ['zoo', 'arbiter', 'risk', 'rotation']) {
    const path = resolve('../shared/vectors', `${verb}.json`);
    test.skipIf(!existsSync(path))(`${verb}, where ../shared is present`, () => {
      const { tolerance, cases } = JSON.parse(readFileSync(path, 'utf8')) as VectorFile;
      const { answers, code } = filter(
        verb,
        cases.map(({ input }) => JSON.stringify(input)),
      );
      expect(code).toBe(0);
      expect(answers).toHaveLength(cases.length);
      // A case may leave out an answer that it does not check.
      cases.forEach(({ expected }, k) => {
        const whole = Array.isArray(expected)
          ? expected
          : { ...(answers[k] as object), ...(expected as object) };
        expectLike(answers[k], whole, tolerance, `${verb} ${k}`);
      });
    });
  }
});

interface RebalanceFile {
  readonly tolerance: { readonly objective: number; readonly w: number };
  readonly cases: readonly {
    readonly input: unknown;
    readonly expected: { readonly objective: number; readonly status: string; readonly w: number[] | null };
  }[];
}

describe('the whole problem in one shot', () => {
  const path = resolve('../shared/vectors', 'rebalance.json');
  test.skipIf(!existsSync(path))('worked examples, where ../shared is present', () => {
    const { tolerance, cases } = JSON.parse(readFileSync(path, 'utf8')) as RebalanceFile;
    const { answers } = filter(
      'rebalance',
      cases.map(({ input }) => JSON.stringify(input)),
    );
    cases.forEach(({ expected }, k) => {
      const got = answers[k] as { objective: number; status: string; w: number[]; gap: number };
      expect(Object.keys(got)).toEqual(
        'objective w status gap conflicts relaxed kkt shadowPrices iterations'.split(' '),
      );
      expect(got.status).toBe(expected.status);
      expectLike(got.objective, expected.objective, tolerance.objective, `objective ${k}`);
      if (expected.w !== null) expectLike(got.w, expected.w, tolerance.w, `w ${k}`);
    });
  });
});

const small = { z: [2, 1], wCur: [0, 0.03], pnlBps: [0, -5], atrPct: [2, 2], ageMin: [0, 9], cost: [0, 0] };
const book = { ...small, beta: [1, 1], sector: ['A', 'B'], frozen: [false, false] };

describe('a line that cannot be answered', () => {
  test('says what and where, and the lines after it go on', () => {
    const { answers, code } = filter('rotation', [
      JSON.stringify(book),
      '{"z": [1, NaN]}',
      '',
      '{"z": [1',
      JSON.stringify({ ...book, wCur: [0, 'x'] }),
      JSON.stringify({ ...book, cost: [0, null] }),
      JSON.stringify({ ...book, cost: [0] }),
      JSON.stringify({ ...book, config: { kBuyy: 3 } }),
      JSON.stringify({ ...book, z: undefined }),
      '[]',
      JSON.stringify({ ...book, config: { kBuy: 9, kSell: 3 } }),
      JSON.stringify({ ...book, z: [null, null] }),
      JSON.stringify(book),
    ]);
    expect(code).toBe(0);
    expect(answers.map((answer) => (answer as { at?: unknown }).at ?? null)).toEqual([
      null,
      10,
      0,
      8,
      'wCur[1]',
      'cost[1]',
      'cost',
      'config',
      'z',
      null,
      'settings.kBuy',
      null,
      null,
    ]);
    const refused = answers.filter((answer) => 'error' in (answer as object));
    expect(refused).toHaveLength(10);
    for (const answer of refused) expect(Object.keys(answer as object)).toEqual(['error', 'at']);
    expect(answers[12]).toEqual(answers[0]);
  });

  test('is a whole run where the verb is none', () => {
    const { answers, stderr, code } = filter('rotate', ['{}']);
    expect([answers, code]).toEqual([[], 2]);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('decide', () => {
  test('is the step of the desk, its state carried from line to line', () => {
    const first = inputAt(clock(11, 0), { events: loaded(clock(11, 0)) });
    const then = later(clock(11, 0), 5);
    const second = inputAt(then, { seq: 2, events: [freshQuotes(then)] });
    const own = step(initialState(null), first, settings);
    const after = step(own.state, second, settings);
    const lines = [
      { state: null, input: first, settings },
      { state: own.state, input: second, settings },
    ];
    const { answers } = filter(
      'decide',
      lines.map((line) => JSON.stringify(line)),
    );
    expect(JSON.stringify(answers)).toBe(JSON.stringify([own, after]));
    expect(own.decision.idle).toBe(null);
  });
});
