import { ensure } from '#shared/assert.ts';
import type { ApprovedOrder, Order, OrderIntent } from '#shared/domain/order.ts';
import { shares } from '#shared/units.ts';
import type { Decision } from './decision.ts';
import { bookOf } from './book.ts';
import { guard } from './execution/guard.ts';
import type { GuardContext } from './execution/guard.ts';
import { intentsOf } from './execution/short-horizon.ts';
import { fold } from './fold.ts';
import { idleBecause, idleStep } from './idle.ts';
import type { EngineInput } from './input.ts';
import { InputError } from './math/input-error.ts';
import { measure, rotationInputOf, scoreInputOf } from './measure.ts';
import type { Picture } from './measure.ts';
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
import type { EngineState } from './state.ts';
import { wholeProblemOf } from './whole-problem.ts';

export interface Step {
  readonly state: EngineState;
  readonly decision: Decision;
}

/** One interval: the facts of the batch, what follows from them, and what may be sent. The same input gives the same answer to the last bit. */
export function step(state: EngineState, input: EngineInput, settings: EngineSettings): Step {
  const { state: now, problems } = fold(state, input.events, input.at);
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

  const intents = settled.approval === null ? [] : intentsOfApproval(settled.approval, now, input, settings);
  const { approved: orders, refused } = guard(intents, guardContext(picture, now, settled, input, settings));
  const nothing = plan.legs.length === 0 && settled.open === null && settled.approval === null;
  const quiet = [
    ...settled.words,
    ...(nothing ? [whyNothingProposed(picture, targets, plan, settings)] : []),
  ];
  const drift = explain(picture, scored.z, targets, plan, settings.rotation);
  return {
    state: {
      ...now,
      zoo: scored.zoo,
      solver: memory,
      open: settled.open,
      orders: [...now.orders, ...orders.map(expected(now))],
    },
    decision: {
      seq: input.seq,
      at: input.at,
      idle: null,
      drift,
      outcomes: countOutcomes(drift, everyName(picture, settings)),
      book: bookOf(picture, targets, scored.models),
      shadow,
      proposal: settled.open,
      ended: settled.ended,
      orders,
      refused,
      quiet: quiet.length === 0 ? null : quiet.join(' '),
    },
  };
}

/** The universe, and what is held outside it. */
const everyName = ({ names }: Picture, { universe }: EngineSettings): number =>
  new Set([...universe, ...names.map(({ ticker }) => ticker)]).size;

/** A new one where none waits; not in the interval of a decision, whose orders the weights do not show yet. */
const mayPropose = ({ open, ended }: Settled): boolean =>
  open === null && ended.every(({ status }) => status === 'expired' || status === 'superseded');

function intentsOfApproval(
  { proposal, legs }: Approval,
  now: EngineState,
  input: EngineInput,
  settings: EngineSettings,
): OrderIntent[] {
  const trades = tradesOfLegs(proposal, new Set(legs));
  return intentsOf(proposal, trades, now, input, settings.execution);
}

function guardContext(
  { names, adv }: Picture,
  now: EngineState,
  { approval }: Settled,
  input: EngineInput,
  settings: EngineSettings,
): GuardContext {
  const trades = approval?.proposal.trades ?? [];
  const traded = new Set<string>(trades.map(({ ticker }) => ticker));
  return {
    at: input.at,
    state: now,
    settings,
    ordersBlocked: input.ordersBlocked,
    safety: input.safety,
    proposed: Object.fromEntries(trades.map(({ ticker, price }) => [ticker, price])),
    targets: Object.fromEntries(trades.map(({ ticker, target }) => [ticker, target])),
    adv: Object.fromEntries(
      names.flatMap(({ ticker }, i) =>
        traded.has(ticker) && Number.isFinite(adv[i]) ? [[ticker, adv[i] as number]] : [],
      ),
    ),
  };
}

/** An order as the desk will journal it, so that its name is frozen from here on, whatever arrives first. */
const expected =
  ({ account }: EngineState) =>
  (intent: ApprovedOrder): Order => ({
    intent,
    account: ensure(account, 'account values').account,
    status: { state: 'journalled' },
    permId: 0,
    apiOrderId: null,
    filled: shares(0),
    avgFillPrice: null,
    commission: null,
    createdAt: intent.decision.at,
    updatedAt: intent.decision.at,
  });
