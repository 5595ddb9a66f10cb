import type { ProposedTrade, RotationProposal } from '#shared/domain/proposal.ts';
import type { Work } from '#shared/domain/work.ts';
import type { Decision } from './decision.ts';
import { bookOf } from './book.ts';
import { worksOf } from './execution/working/birth.ts';
import { withHedgeSized } from './execution/working/hedge-part.ts';
import { fold } from './fold.ts';
import { idleBecause, idleStep } from './idle.ts';
import type { EngineInput } from './input.ts';
import { InputError } from './math/input-error.ts';
import { betasOf, limitTest } from './limit-test.ts';
import type { LimitTest } from './limit-test.ts';
import { measure, rotationInputOf, scoreInputOf } from './measure.ts';
import type { Picture } from './measure.ts';
import { tickersOf } from './names.ts';
import { targetsOf } from './optimizer/engine.ts';
import { approveByItself, approveCuts, settle } from './policy/approval.ts';
import type { Approval, Obstacles, Settled } from './policy/approval.ts';
import { explain } from './policy/explain.ts';
import { cutsWith, memoryOf, rejectedWith, standingStill } from './policy/memory.ts';
import { obstaclesOf } from './policy/obstacles.ts';
import { countOutcomes } from './policy/outcomes.ts';
import { outdatedBy } from './policy/re-check.ts';
import { whyNothingProposed } from './policy/quiet.ts';
import { planTrades, propose, tradesOfLegs } from './proposal.ts';
import type { EngineSettings } from './settings.ts';
import { usualIntervalMs } from './signals/maturity.ts';
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
  if (idle !== null) return idleStep(now, input, idle, settings);
  try {
    return conclude(now, input, settings);
  } catch (error) {
    if (error instanceof InputError)
      return idleStep(now, input, `Nothing can be computed: ${error.message}.`, settings);
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

function conclude(now: EngineState, input: EngineInput, settings: EngineSettings): Step {
  const seen = measure(now, settings, input.at);
  const scored = score(scoreInputOf(seen, input.everyMs ?? usualIntervalMs), now.zoo, settings.signals);
  const memories = memoryOf(now, seen, scored.z, settings);
  const picture = standingStill(seen, memories);
  const { targets, shadow, memory } = targetsOf(
    rotationInputOf(picture, scored.z),
    () => wholeProblemOf(picture, scored, settings),
    settings,
    now.solver,
  );
  const plan = planTrades(picture, targets, settings, memories);

  const known: EngineState = { ...now, betas: betasOf(picture) };
  const test = limitTest(known, picture, input, settings);
  const obstacles = obstaclesOf(picture, input, settings, (proposal, part) =>
    test('approval', proposal, part),
  );
  const decided = settle(now.open, input, outdatedBy(now.open, picture, input, settings), obstacles);
  const bare = mayPropose(decided) ? propose(plan, picture, input, settings) : null;
  const tested = bare === null ? null : test('proposal', bare, null);
  const fresh = bare === null || tested === null ? null : { ...bare, limits: tested.limits };
  const waiting = { ...decided, open: decided.open ?? fresh };
  const settled = approvedByDesk(waiting, obstacles, input, settings);

  const born = settled.approval === null ? [] : worksOfApproval(settled.approval, picture, scored, settings);
  const {
    state: worked,
    orders,
    refused,
    cancel,
    previews,
    works,
    checks,
  } = execute(known, born, input, settings);
  const open = withLimits(settled.open, [now.open, fresh], test);
  const nothing = plan.legs.length === 0 && settled.open === null && settled.approval === null;
  const quiet = [
    ...settled.words,
    ...(scored.missed === null ? [] : [scored.missed]),
    ...(nothing ? [whyNothingProposed(picture, targets, plan, settings)] : []),
  ];
  const drift = explain(picture, scored.z, targets, plan, settings.rotation);
  return {
    state: {
      ...worked,
      ...learnt(now, settled, picture, scored, settings),
      zoo: scored.zoo,
      solver: memory,
      open,
    },
    silent: false,
    decision: {
      ...{ seq: input.seq, at: input.at, pace: input.pace, idle: null },
      drift,
      outcomes: countOutcomes(drift, everyName(picture, settings)),
      book: bookOf(picture, targets, scored.models),
      shadow,
      proposal: open,
      ended: settled.ended,
      orders,
      refused,
      cancel,
      previews,
      works,
      checks: [...(tested?.checks ?? []), ...settled.checks, ...checks],
      quiet: quiet.length === 0 ? null : quiet.join(' '),
    },
  };
}

/** A proposal that was revised in this interval stands to the limits anew. */
function withLimits(
  open: RotationProposal | null,
  known: readonly (RotationProposal | null)[],
  test: LimitTest,
): RotationProposal | null {
  if (open === null || known.includes(open)) return open;
  return { ...open, limits: test('proposal', open, null).limits };
}

function approvedByDesk(
  waiting: Settled,
  obstacles: (proposal: RotationProposal) => Obstacles,
  { mode }: EngineInput,
  { execution }: EngineSettings,
): Settled {
  if (mode === 'auto') return approveByItself(waiting, obstacles);
  return mode === 'propose' && execution.autoCuts ? approveCuts(waiting, obstacles) : waiting;
}

/** What is remembered of this interval's decisions. */
function learnt(
  { rejected, cuts }: EngineState,
  { approval, ended }: Settled,
  picture: Picture,
  scored: Scored,
  settings: EngineSettings,
): Pick<EngineState, 'rejected' | 'cuts'> {
  const approved: ProposedTrade[] = approval === null ? [] : tradesOfLegs(approval.proposal, approval);
  return {
    rejected: rejectedWith(rejected, ended, picture.at, zOf(picture, scored), settings),
    cuts: cutsWith(cuts, approved, picture.at, settings),
  };
}

const zOf =
  ({ names }: Picture, { z }: Scored) =>
  (ticker: string): number | null => {
    const own = z[names.findIndex((name) => name.ticker === ticker)];
    return own !== undefined && Number.isFinite(own) ? own : null;
  };

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
  { proposal, ...part }: Approval,
  picture: Picture,
  scored: Scored,
  settings: EngineSettings,
): Work[] {
  const trades = tradesOfLegs(proposal, part);
  // A hedge that is worked is sized as the others fill.
  const sized =
    settings.execution.style === 'SHORT_HORIZON' ? trades : withHedgeSized(proposal, trades, picture);
  return worksOf(proposal, sized, picture, scored, settings);
}
