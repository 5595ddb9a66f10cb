import type { OrderStyle, Touch } from '#shared/domain/order.ts';
import type { Level, WaitsFor, Work, WorkState } from '#shared/domain/work.ts';
import type { OrderId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import type { EngineInput } from '../../input.ts';
import type { EngineSettings } from '../../settings.ts';
import type { EngineState } from '../../state.ts';
import type { Children, OrdersById } from './children.ts';
import type { Budget } from './money.ts';

/** What one work sees of the world in a step. */
export interface Scene {
  readonly at: EpochMs;
  readonly state: EngineState;
  readonly input: EngineInput;
  readonly settings: EngineSettings;
  readonly orders: OrdersById;
  /** Every work, those before this one as they are after this step. */
  readonly works: readonly Work[];
  readonly budget: Budget;
  /** The trader's stops, by work. */
  readonly stops: ReadonlyMap<string, string>;
  /** Why nothing that is being worked goes on, in words; null = it does. */
  readonly doubt: string | null;
}

/** A child order before the guard has looked at it. */
export interface Draft {
  readonly shares: number;
  readonly level: Level;
  readonly style: OrderStyle;
  readonly touch: Touch;
}

export interface Move {
  readonly work: Work;
  readonly place: Draft | null;
  readonly cancel: OrderId | null;
  /** Shares whose margin is to be previewed; null = none. */
  readonly preview: Draft | null;
}

export const still = (work: Work): Move => ({ work, place: null, cancel: null, preview: null });

/** A state that says the same keeps its time and words, so that nothing new is written down. */
export function become(work: Work, state: WorkState): Work {
  const before = work.state;
  const same =
    before.stage === state.stage &&
    (before.stage !== 'waiting' ||
      state.stage !== 'waiting' ||
      (before.for === state.for && before.refusal?.kind === state.refusal?.kind));
  return same ? work : { ...work, state };
}

export const waiting = (work: Work, what: WaitsFor, why: string, at: EpochMs): Move =>
  still(become(work, { stage: 'waiting', for: what, why, refusal: null, since: at }));

export const done = (work: Work, at: EpochMs): Move => still({ ...work, state: { stage: 'done', at } });

/** Asks for the cancel of a child that works; again, with the same words, where the first asking was lost. */
export function cancelling(work: Work, { live }: Children, why: string, at: EpochMs): Move {
  if (live === null) return still(work);
  const { orderId } = live.intent;
  const asked = work.asked?.orderId === orderId ? work.asked : null;
  if (asked !== null && (live.status.state === 'cancelling' || at - asked.at < askAgainMs))
    return still(work);
  return { ...still({ ...work, asked: { orderId, at, why: asked?.why ?? why } }), cancel: orderId };
}

const askAgainMs = 10 * 1000;

/** No further child. What works is cancelled where `cancelLive`; it may still fill, and its name stays frozen until it ends. */
export function stop(work: Work, children: Children, why: string, cancelLive: boolean, at: EpochMs): Move {
  const cancelled = cancelLive ? leaving(work, children, `Withdrawn by the desk: ${why}`, at) : still(work);
  return { ...cancelled, work: { ...cancelled.work, state: { stage: 'stopped', at, why, refusal: null } } };
}

/** A cancel that somebody else asked for is not asked a second time, but the trade sees it through. */
function leaving(work: Work, children: Children, why: string, at: EpochMs): Move {
  const { live } = children;
  if (live?.status.state !== 'cancelling') return cancelling(work, children, why, at);
  const { orderId } = live.intent;
  return still(work.asked?.orderId === orderId ? work : { ...work, asked: { orderId, at, why } });
}
