/** A random day of faults that a seed decides: a pure function of the seed and of market time, whoever asks and however often. */
import { hash, uniform } from '../market/random.ts';
import { entryOf, FAULT_NAMES, readFault, type Fault, type FaultName } from './fault.ts';
import type { Spec } from './specs.ts';

export interface FaultPlan {
  readonly seed: number;
  /** How many in a market hour, on average. */
  readonly perHour: number;
  /** Only these, each as often as the other; left out: all, by their weight in the table. */
  readonly names?: readonly FaultName[];
  /** Never these: the others come as if these were not in the table. */
  readonly without?: readonly FaultName[];
}

export const DEFAULT_FAULTS_PER_HOUR = 30;

const SECONDS_PER_HOUR = 3600;
/** A longer step is a night or a pause that nobody lived through; no faults are made up for it. */
const LONGEST_STEP_SECONDS = 60;

/** The faults of market time from < t ≤ to, milliseconds since 1970, oldest first. */
export function plannedFaults(plan: FaultPlan, from: number, to: number): Fault[] {
  const last = Math.floor(to / 1000);
  const first = Math.floor(from / 1000) + 1;
  if (last - first >= LONGEST_STEP_SECONDS) return [];
  const faults: Fault[] = [];
  for (let second = first; second <= last; second += 1) {
    if (uniform(plan.seed, SLOT, second) * SECONDS_PER_HOUR < plan.perHour) faults.push(drawn(plan, second));
  }
  return faults;
}

const SLOT = 41;
const CHOICE = 42;
const PARAMETERS = 43;

function drawn({ seed, names, without = [] }: FaultPlan, second: number): Fault {
  const among = (names ?? FAULT_NAMES)
    .filter((name) => !without.includes(name))
    .map((name) => ({ name, weight: names === undefined ? entryOf(name).weight : 1 }));
  const total = among.reduce((sum, { weight }) => sum + weight, 0);
  let left = uniform(seed, CHOICE, second) * total;
  const chosen = among.find(({ weight }) => (left -= weight) < 0) ?? among[0];
  if (chosen === undefined) throw new RangeError('a plan without faults to choose from');
  const { parameters } = entryOf(chosen.name);
  const values = Object.entries(parameters).map(([key, spec], place) => [
    key,
    valueOf(spec, uniform(hash(seed, PARAMETERS, second), place, 0)),
  ]);
  return readFault({ ...Object.fromEntries(values), name: chosen.name });
}

/** undefined: the usual value. */
function valueOf(spec: Spec, chance: number): string | number | undefined {
  switch (spec.kind) {
    case 'choice':
      return spec.of[Math.floor(chance * spec.of.length)];
    case 'number': {
      if (spec.drawn === null) return undefined;
      const [least, most] = spec.drawn;
      if (spec.isWhole) return least + Math.floor(chance * (most - least + 1));
      return Number((least + chance * (most - least)).toFixed(2));
    }
    case 'ticker':
      return undefined;
  }
}
