import type { Work } from '#shared/domain/work.ts';
import type { Decision } from './decision.ts';
import { bookOf } from './book.ts';
import { worksOf } from './execution/working/birth.ts';
import { fold } from './fold.ts';
import { idleBecause, idleStep } from './idle.ts';
import type { EngineInput } from './input.ts';
import { InputError } from './math/input-error.ts';
import { measure, rotationInputOf, scoreInputOf } from './measure.ts';
import type { Picture } from './measure.ts';
import { tickersOf } from './names.ts';
import { targetsOf } from './optimizer/engine.ts';
import { approveByItself, settle } from './policy/approval.ts';
import type { Approval, Settled } from './policy/approval.ts';
import { explain } from './policy/explain.ts';
import { obstaclesOf, outdatedBy } from './policy/obstacles.ts';
import { countOutcomes } from './policy/outcomes.ts';
import { whyNothingProposed } from './policy/quiet.ts';
import { planTrades, propose, tradesOfLegs } from './proposal.ts';
import type { EngineSettings } from './settings.ts';
import { score } from './signals/score.ts';
import type { Scored } from './signals/score.ts';
import type { EngineState } from './state.ts';
import { wholeProblemOf } from './whole-problem.ts';
import { execute, executionDecision } from './works.ts';

export interface Step {
  readonly state: EngineState;
  readonly decision: Decision;
  /** A step of execution in which nothing happened that is worth writing down: it may be forgotten, and its facts looked at again. */
  readonly silent: boolean;
}

/** One interval: the facts of the batch, what follows from them, and what may be sent. The same input gives the same answer to the last bit. */
export function step(state: EngineState, input: EngineInput, settings: EngineSettings): Step {
  const { state: now, problems } = fold(state, input.events, input.at);
  if (input.pace === 'execution') return executionStep(now, input, settings);
  const idle = idleBecause(now, settings, problems);
  if (idle !== null) return idleStep(now, input, idle);
  try {
    return conclude(now, outdatedBy(state, now), input, settings);
  } catch (error) {
    if (error instanceof InputError)
      return idleStep(now, input, `Nothing can be computed: ${error.message}.`);
    throw error;
  }
}

function executionStep(now: EngineState, input: EngineInput, settings: EngineSettings): Step {
  const execution = execute(now, [], input, settings);
  return {
    state: execution.state,
    decision: executionDecision(execution, input),
    silent: execution.silent,
  };
}

function conclude(
  now: EngineState,
  outdated: string | null,
  input: EngineInput,
  settings: EngineSettings,
): Step {
  const picture = measure(now, settings, input.at);
  const scored = score(scoreInputOf(picture), now.zoo, settings.signals);
  const { targets, shadow, memory } = targetsOf(
    rotationInputOf(picture, scored.z),
    () => wholeProblemOf(picture, scored, settings),
    settings,
    now.solver,
  );
  const plan = planTrades(picture, targets, settings);

  const obstacles = obstaclesOf(picture, input, settings);
  const decided = settle(now.open, input, outdated, obstacles);
  const fresh = mayPropose(decided) ? propose(plan, picture, input, settings) : null;
  const waiting = { ...decided, open: decided.open ?? fresh };
  const settled = input.mode === 'auto' ? approveByItself(waiting, obstacles) : waiting;

  const born = settled.approval === null ? [] : worksOfApproval(settled.approval, picture, scored, settings);
  const { state: worked, orders, refused, cancel, previews, works } = execute(now, born, input, settings);
  const nothing = plan.legs.length === 0 && settled.open === null && settled.approval === null;
  const quiet = [
    ...settled.words,
    ...(nothing ? [whyNothingProposed(picture, targets, plan, settings)] : []),
  ];
  const drift = explain(picture, scored.z, targets, plan, settings.rotation);
  return {
    state: {
      ...worked,
      zoo: scored.zoo,
      solver: memory,
      open: settled.open,
    },
    silent: false,
    decision: {
      seq: input.seq,
      at: input.at,
      pace: input.pace,
      idle: null,
      drift,
      outcomes: countOutcomes(drift, everyName(picture, settings)),
      book: bookOf(picture, targets, scored.models),
      shadow,
      proposal: settled.open,
      ended: settled.ended,
      orders,
      refused,
      cancel,
      previews,
      works,
      quiet: quiet.length === 0 ? null : quiet.join(' '),
    },
  };
}

/** The universe, and what is held outside it. */
function everyName({ names }: Picture, { universe }: EngineSettings): number {
  const known = tickersOf(universe);
  let count = known.size;
  for (const { ticker } of names) if (!known.has(ticker)) count++;
  return count;
}

/** A new one where none waits; not in the interval of a decision, whose orders the weights do not show yet. */
const mayPropose = ({ open, ended }: Settled): boolean =>
  open === null && ended.every(({ status }) => status === 'expired' || status === 'superseded');

function worksOfApproval(
  { proposal, legs }: Approval,
  picture: Picture,
  scored: Scored,
  settings: EngineSettings,
): Work[] {
  return worksOf(proposal, tradesOfLegs(proposal, new Set(legs)), picture, scored, settings);
}
