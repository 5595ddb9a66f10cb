import { ensure } from '#shared/assert.ts';
import type { OrderId } from '#shared/ids.ts';
import type { Check } from '#shared/domain/limit.ts';
import type { ApprovedOrder, Order, OrderIntent, RefusedOrder } from '#shared/domain/order.ts';
import { isOver } from '#shared/domain/work.ts';
import type { Purse, Work } from '#shared/domain/work.ts';
import { shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { guard } from './execution/guard.ts';
import type { GuardContext } from './execution/guard.ts';
import { ordersOf, workOn } from './execution/short-horizon.ts';
import { letGo } from './execution/working/families.ts';
import { purseAt } from './execution/working/money.ts';
import { judged } from './execution/working/verdicts.ts';
import type { EngineInput } from './input.ts';
import type { EngineSettings } from './settings.ts';
import type { Decision } from './decision.ts';
import type { EngineState } from './state.ts';

/** What execution concluded in a step. */
export interface Execution {
  readonly state: EngineState;
  readonly orders: readonly ApprovedOrder[];
  readonly refused: readonly RefusedOrder[];
  readonly cancel: readonly OrderId[];
  readonly previews: readonly OrderIntent[];
  /** Those that are new or changed, as they now are. */
  readonly works: readonly Work[];
  /** What the limits said of what was to be sent. */
  readonly checks: readonly Check[];
  /** Nothing happened that is worth writing down: only fills were counted. */
  readonly silent: boolean;
}

/** Works on what is being worked and on what was approved just now; what it wants sent passes the guard. */
export function execute(
  now: EngineState,
  born: readonly Work[],
  input: EngineInput,
  settings: EngineSettings,
): Execution {
  const { at } = input;
  const all = [...now.works, ...born.map((work) => unlessWorked(work, now.works, at))];
  const begun: EngineState = { ...now, purse: born.length > 0 ? working(purseAt(now, at)) : now.purse };
  const wanted = workOn(all, begun, input, settings, now.restored ? doubtOf(input) : null);
  const guarded = guard(wanted.intents, guardContext(wanted.works, now, input, settings));
  const { works, refused } = judged(wanted.works, guarded, at);
  const orders = [...now.orders, ...guarded.approved.map((order) => expected(order, now, at))];
  const left = letGo(works, begun.purse, ordersOf({ ...now, orders }), at, settings.execution.settleMs);
  const changed = works.filter((work) => !now.works.includes(work));
  return {
    state: { ...now, orders, works: left.works, purse: left.purse, restored: false },
    orders: guarded.approved,
    refused,
    cancel: wanted.cancel,
    previews: wanted.previews,
    works: changed,
    checks: guarded.checks,
    silent:
      !now.restored &&
      left.works.length === now.works.length &&
      wanted.cancel.length + wanted.previews.length + guarded.approved.length === 0 &&
      changed.every((work) => isCountOnly(work, now.works)),
  };
}

/** Why trades that a former start was working on are not worked on further; null = they are. In doubt the next interval proposes anew. */
function doubtOf({ mode, ordersBlocked }: EngineInput): string | null {
  const begin = 'The desk was started anew while it was worked on, and';
  if (mode === 'observe') return `${begin} only observes now.`;
  return ordersBlocked === null ? null : `${begin} no order may go: ${ordersBlocked}.`;
}

/** Two trades of one name are never worked on at once. */
function unlessWorked(work: Work, known: readonly Work[], at: EpochMs): Work {
  const other = known.find(({ ticker, ...rest }) => ticker === work.ticker && !isOver(rest));
  if (other === undefined) return work;
  const why = `${work.ticker} is being worked on already, for proposal ${other.proposalId}.`;
  return { ...work, state: { stage: 'stopped', at, why, refusal: null } };
}

const working = (purse: Purse): Purse => ({ ...purse, restingSince: null });

function isCountOnly(work: Work, before: readonly Work[]): boolean {
  const was = before.find(({ workId }) => workId === work.workId);
  return (
    was !== undefined && JSON.stringify({ ...was, filled: 0 }) === JSON.stringify({ ...work, filled: 0 })
  );
}

function guardContext(
  works: readonly Work[],
  state: EngineState,
  input: EngineInput,
  settings: EngineSettings,
): GuardContext {
  const live = works.filter((work) => !isOver(work));
  return {
    at: input.at,
    state,
    settings,
    isPlan: false,
    ordersBlocked: input.ordersBlocked,
    safety: input.safety,
    proposed: Object.fromEntries(live.map(({ ticker, proposed }) => [ticker, proposed])),
    targets: Object.fromEntries(live.map(({ ticker, target }) => [ticker, target])),
    adv: Object.fromEntries(live.flatMap(({ ticker, adv }) => (adv > 0 ? [[ticker, adv]] : []))),
  };
}

/** An order as the desk will journal it, so that its name is frozen from here on, whatever arrives first. */
const expected = (intent: ApprovedOrder, { account }: EngineState, at: EpochMs): Order => ({
  intent,
  account: ensure(account, 'account values').account,
  status: { state: 'journalled' },
  permId: 0,
  apiOrderId: null,
  filled: shares(0),
  avgFillPrice: null,
  commission: null,
  createdAt: at,
  updatedAt: at,
});

/** A step of execution alone, as a decision. */
export const executionDecision = (
  { orders, refused, cancel, previews, works, checks, state }: Execution,
  { seq, at }: EngineInput,
): Decision => ({
  ...{ seq, at, pace: 'execution', idle: null, drift: [], outcomes: [], book: null, shadow: null },
  ...{ proposal: state.open, ended: [], orders, refused, cancel, previews, works, checks, quiet: null },
});
