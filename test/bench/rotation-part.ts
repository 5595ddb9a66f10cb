import { seededRandom } from '#test/support/random.ts';
import { rotate } from '#engine/optimizer/rotation.ts';
import { defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import type { RotationSettings } from '#engine/optimizer/rotation-settings.ts';
import type { RotationInput } from '#engine/optimizer/rotation/rotation-input.ts';
import { line, ms, timed } from './timing.ts';

/** A tenth of the names held at about even weights, eleven sectors; limits scale with the book, so that every size is the same story. */
function book(n: number): { input: RotationInput; settings: RotationSettings } {
  const random = seededRandom(n);
  const held = n / 10;
  const of = (make: (i: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => make(i));
  const input: RotationInput = {
    z: of(() => random.normal()),
    wCur: of(() => (random.uniform() < 0.1 ? (0.9 / held) * (0.5 + random.uniform()) : 0)),
    pnlBps: of(() => 300 * random.normal()),
    atrPct: of(() => 1.5 + random.uniform()),
    ageMin: of(() => 1500 * random.uniform()),
    cost: of(() => 0.0003 + 0.0005 * random.uniform()),
    beta: of(() => 0.6 + 0.8 * random.uniform()),
    sector: Array.from({ length: n }, (_, i) => `S${i % 11}`),
    frozen: Array.from({ length: n }, () => random.uniform() < 0.02),
    hedge: { beta: 1, wCur: 0 },
  };
  const settings: RotationSettings = {
    ...defaultRotationSettings,
    kBuy: n / 25,
    kSell: n / 16,
    deltaWMax: 0.4 / held,
    wMax: 1.6 / held,
    turnoverMax: 1.5,
    tauU: 0.01 / n,
    tauNameBps: 100 / n,
  };
  return { input, settings };
}

/** Sorting an index by one Float64Array of keys: what no ranking can do without. */
function sorting(z: Float64Array): () => unknown {
  return () => Uint32Array.from(z.keys()).sort((a, b) => (z[b] ?? 0) - (z[a] ?? 0));
}

export function rotationBench(): void {
  console.log('\nRotation: the whole decision, margins and reasons included');
  const perUnit = new Map<number, number>();
  for (const n of [500, 5_000, 50_000]) {
    const { input, settings } = book(n);
    const { pairs, blocked } = rotate(input, settings);
    const own = timed(() => rotate(input, settings));
    const sort = timed(sorting(input.z));
    perUnit.set(n, own.median / (n * Math.log2(n)));
    const numbers = `${ms(own.median)} / ${ms(own.p95)} ms`;
    if (n === 500)
      line(
        `N = 500: median / 95 % (${pairs.length} pairs, ${blocked.length} stopped)`,
        numbers,
        '< 0.3 ms',
        own.median < 0.3,
      );
    else
      line(`N = ${n}: median / 95 % (${pairs.length} pairs, ${blocked.length} stopped)`, numbers, '', true);
    const ratio = own.median / sort.median;
    line(
      `N = ${n}: against sorting an index by its keys (${ms(sort.median)} ms)`,
      `${ratio.toFixed(2)} times`,
      n === 5_000 ? '≤ 4 times' : '',
      n !== 5_000 || ratio <= 4,
    );
  }
  const growth = (perUnit.get(50_000) ?? 0) / (perUnit.get(5_000) ?? 1);
  line('time per N·log N, 50,000 against 5,000', growth.toFixed(2), '< 1.5', growth < 1.5);
}
