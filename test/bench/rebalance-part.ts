import { rebalance } from '#engine/optimizer/rebalance.ts';
import type { RebalanceMemory, RebalanceResult } from '#engine/optimizer/rebalance.ts';
import type { RebalanceInput } from '#engine/optimizer/rebalance-input.ts';
import { instance } from '#test/support/qp-instances.ts';
import type { Form } from '#test/support/qp-instances.ts';
import { timesOf } from './timing.ts';

/** One interval of a sequence: its problem, and what the solver remembers from the one before. */
interface Interval {
  readonly input: RebalanceInput;
  readonly memory: RebalanceMemory;
}

/** Medians and 95th percentiles to reach, ms; null = no figure was asked for. */
interface Aim {
  readonly median: number;
  readonly p95: number | null;
}

type Start = 'warm' | 'cold';
type Regime = (typeof regimeNames)[number];

const sizes = [50, 100, 300, 500, 1000];
const forms = ['dense', 'factor'] as const;
const regimeNames = ['tight', 'loose', 'wide'] as const;
/** Best exact solver in C on the same kind of instances and machine, N = 300, 1e-8, median ms (PIQP 0.6.2). */
const peer = {
  dense: { warm: { tight: 72.9, loose: 69.5, wide: 62.7 }, cold: { tight: 57.9, loose: 58.7, wide: 63.9 } },
  factor: { warm: { tight: 5.4, loose: 6.5, wide: 8.1 }, cold: { tight: 6.1, loose: 8.8, wide: 9.9 } },
};

function aimOf(n: number, form: Form, start: Start, regime: Regime): Aim | null {
  const dense = form === 'dense';
  if (n === 100 && dense) return { median: start === 'warm' ? 0.5 : 3, p95: null };
  if (n === 1000) {
    if (dense) return { median: start === 'warm' ? 100 : 800, p95: null };
    return { median: start === 'warm' ? 20 : 30, p95: null };
  }
  if (n !== 300) return null;
  if (!dense) return start === 'warm' ? { median: 1, p95: 4 } : { median: 5, p95: 8 };
  if (start === 'cold') return { median: 30, p95: 45 };
  return regime === 'wide' ? { median: 12, p95: 20 } : { median: 3, p95: 10 };
}

/** Sequences with full and with partial fills from `seeds` books; those whose limits conflict are left out. */
function intervalsOf(n: number, form: Form, regime: Regime): Interval[] {
  const seeds = n <= 300 ? 3 : 1;
  const steps = n <= 300 ? 50 : 20;
  const intervals: Interval[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    for (const fills of ['full', 'partial'] as const) {
      let book = instance(n, seed, form, regime);
      let answer = solved(book.input, null);
      for (let step = 0; step < steps && answer.status === 'optimal'; step++) {
        const { memory } = answer;
        book = book.next(answer.w, fills);
        intervals.push({ input: book.input, memory });
        answer = solved(book.input, memory);
      }
    }
  }
  return intervals;
}

const solved = (input: RebalanceInput, memory: RebalanceMemory | null): RebalanceResult =>
  rebalance(input, { relaxWhenInfeasible: false, memory });

interface Row {
  readonly n: number;
  readonly form: Form;
  readonly regime: Regime;
  readonly start: Start;
  readonly times: readonly number[];
  readonly answers: readonly RebalanceResult[];
}

function run(row: Omit<Row, 'times' | 'answers'>, intervals: readonly Interval[]): Row {
  const times: number[] = [];
  const answers: RebalanceResult[] = [];
  // A cold solve takes longer and varies less: a part of the intervals tells as much.
  const chosen = row.start === 'warm' ? intervals : intervals.filter((_, i) => i % 5 === 0);
  for (const { input, memory } of chosen) {
    const begun = performance.now();
    const answer = solved(input, row.start === 'warm' ? memory : null);
    times.push(performance.now() - begun);
    answers.push(answer);
  }
  return { ...row, times, answers };
}

/** Solves for a while, so that what is timed is compiled. */
function warmUp(intervals: readonly Interval[]): void {
  const until = performance.now() + 400;
  for (let k = 0; performance.now() < until; k++) {
    const interval = intervals[k % intervals.length];
    if (interval === undefined) return;
    solved(interval.input, k % 3 === 0 ? null : interval.memory);
  }
}

const median = (x: readonly number[]): number => timesOf(x).median;
const worst = (x: readonly number[]): number => x.reduce((a, b) => Math.max(a, b), 0);

/** One line of the table; true = as it should be. */
function print({ n, form, regime, start, times, answers }: Row): boolean {
  const aim = aimOf(n, form, start, regime);
  const { median: mid, p95 } = timesOf(times);
  const gap = worst(answers.map((answer) => answer.gap ?? Infinity));
  const broken = worst(answers.map(({ kkt }) => kkt?.feasibility ?? Infinity));
  const unsolved = answers.filter(({ status }) => status !== 'optimal').length;
  const isFast = aim === null || (mid <= aim.median && (aim.p95 === null || p95 <= aim.p95));
  const isExact = gap <= 1e-9 && broken <= 1e-9 && unsolved === 0;
  const asked = aim === null ? '' : `≤ ${aim.median}${aim.p95 === null ? '' : ` / ${aim.p95}`}`;
  const columns = [
    `${n}`.padStart(5),
    form.padEnd(6),
    regime.padEnd(5),
    start,
    `${answers.length}`.padStart(6),
    `${mid.toFixed(2)} / ${p95.toFixed(2)}`.padStart(16),
    asked.padEnd(9),
    `${median(answers.map(({ iterations }) => iterations))}`.padStart(5),
    `${median(answers.map(({ factorisations }) => factorisations))}`.padStart(5),
    gap.toExponential(0).padStart(7),
    broken.toExponential(0).padStart(7),
    `${unsolved}`.padStart(4),
  ];
  console.log(`${isFast && isExact ? 'ok  ' : 'MISS'} ${columns.join('  ')}`);
  return isFast && isExact;
}

/** The table of rebalances: events and factorisations are medians, gaps and breaches the worst. False = something missed. */
export function rebalanceBench(most = Infinity): boolean {
  console.log('\nRebalance: every limit on, proven; times are median / 95th percentile in ms');
  console.log(
    '         N  form    regime start  solves      med / 95 %  asked      steps  facts    gap   breach  unsolved',
  );
  let isGood = true;
  const against: string[] = [];
  for (const n of sizes.filter((size) => size <= most)) {
    for (const form of forms) {
      for (const regime of regimeNames) {
        const intervals = intervalsOf(n, form, regime);
        warmUp(intervals);
        for (const start of ['warm', 'cold'] as const) {
          const row = run({ n, form, regime, start }, intervals);
          if (row.answers.length === 0) continue;
          isGood = print(row) && isGood;
          if (n !== 300) continue;
          const times = peer[form][start][regime] / median(row.times);
          against.push(`${form} ${regime} ${start} ${times.toFixed(1)}`);
        }
      }
    }
  }
  console.log(
    `N = 300, times faster than the medians that the best exact C solver had on this kind of machine: ${against.join(', ')}`,
  );
  return isGood;
}
