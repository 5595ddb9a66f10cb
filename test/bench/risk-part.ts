import { seededRandom } from '#test/support/random.ts';
import { emptyProductMemory } from '#engine/risk/products.ts';
import { estimateRisk } from '#engine/risk/risk-model.ts';
import type { RiskInput } from '#engine/risk/risk-model.ts';
import { line, ms, timed, timesOf } from './timing.ts';

const rows = 500;
const settings = {
  target: 'constantCorrelation',
  minObservations: 60,
  lambda: 0.94,
  betaHalfLife: 60,
  sigmaFloor: 1e-4,
} as const;

/** The model of 500 rows that ends `bars` rows later than the first one. */
function windows(n: number, bars: number): (shift: number) => RiskInput {
  const random = seededRandom(n);
  const count = rows + bars;
  const benchmark = Float64Array.from({ length: count }, () => 0.01 * random.normal());
  const returns = Array.from({ length: n }, (_, i) =>
    benchmark.map((m) => (0.5 + i / n) * m + 0.01 * random.normal()),
  );
  const rowIds = Float64Array.from({ length: count }, (_, t) => 18_000 + 7 * Math.floor(t / 5) + (t % 5));
  const sectors = returns.map((_, i) => `S${i % 11}`);
  return (shift) => ({
    returns: returns.map((column) => column.subarray(shift, shift + rows)),
    benchmark: benchmark.subarray(shift, shift + rows),
    rowIds: rowIds.subarray(shift, shift + rows),
    sectors,
  });
}

export function riskBench(): void {
  console.log('\nRisk model: volatility, correlation, shrinkage, betas');
  const bars = 150;
  const at = windows(500, bars);
  const scratch = timed(() => estimateRisk(at(0), settings), 1500, 8);
  line(
    '500 names × 500 rows from nothing',
    `${ms(scratch.median)} / ${ms(scratch.p95)} ms`,
    '< 400 ms',
    scratch.median < 400,
  );
  const memory = emptyProductMemory();
  const times: number[] = [];
  for (let shift = 0; shift < bars; shift++) {
    const input = at(shift);
    const start = performance.now();
    estimateRisk(input, settings, memory);
    times.push(performance.now() - start);
  }
  const bar = timesOf(times.slice(20));
  line('one more bar', `${ms(bar.median)} / ${ms(bar.p95)} ms`, '< 5 ms', bar.median < 5);
  const large = windows(1000, 0);
  const factors = timed(() => estimateRisk(large(0), settings), 500, 3);
  const form = estimateRisk(large(0), settings).factorForm;
  const kept = ((form?.share ?? 0) * 100).toFixed(0);
  line(
    `1,000 names from nothing, ${form?.factors ?? 0} factors that keep ${kept} %`,
    `${ms(factors.median)} ms`,
    '',
    true,
  );
}
