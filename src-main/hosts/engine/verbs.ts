import type { Verb } from './answer-line.ts';
import { arbiter } from './verbs/arbiter.ts';
import { costs } from './verbs/costs.ts';
import { decide } from './verbs/decide.ts';
import { rebalance } from './verbs/rebalance.ts';
import { risk } from './verbs/risk.ts';
import { rotation } from './verbs/rotation.ts';
import { zoo } from './verbs/zoo.ts';

/** What the filter can be asked, by name. Keys of input and answer are those of the worked examples of the specification. */
export const verbs: ReadonlyMap<string, Verb> = new Map(
  Object.entries({ zoo, arbiter, risk, rotation, rebalance, costs, decide }),
);
