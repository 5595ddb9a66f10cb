import { orderId } from '#shared/ids.ts';
import type { OrderId } from '#shared/ids.ts';
import type { Work } from '#shared/domain/work.ts';
import type { Order, OrderIntent } from '#shared/domain/order.ts';
import { shares } from '#shared/units.ts';
import type { EngineInput } from '../input.ts';
import type { EngineSettings } from '../settings.ts';
import type { EngineState } from '../state.ts';
import { worstPrice } from './funds.ts';
import { priceAt } from './limits/after-fill.ts';
import { advance } from './working/advance.ts';
import type { OrdersById } from './working/children.ts';
import { budgetOf } from './working/money.ts';
import type { Draft, Move, Scene } from './working/moves.ts';

/** What execution wants of this step; nothing is sent before the guard has seen it. */
export interface Wanted {
  /** All of them, as they are after this step if the guard lets everything pass. */
  readonly works: readonly Work[];
  readonly intents: readonly OrderIntent[];
  readonly cancel: readonly OrderId[];
  /** Trades whose margin the broker is to preview. */
  readonly previews: readonly OrderIntent[];
}

/**
 * ShortHorizonExecution: approved trades → child orders by urgency, one child of a trade at a time, in the works' order. `doubt`: why
 * nothing that is being worked goes on; null = it does.
 */
export function workOn(
  works: readonly Work[],
  state: EngineState,
  input: EngineInput,
  settings: EngineSettings,
  doubt: string | null,
): Wanted {
  const { at } = input;
  const orders = ordersOf(state);
  const now = [...works];
  const scene: Scene = {
    ...{ at, state, input, settings, orders, works: now },
    budget: budgetOf(works, state.purse ?? noPurse(state), orders, state, settings, at),
    stops: stopsOf(input),
    doubt,
  };
  const intents: OrderIntent[] = [];
  const cancel: OrderId[] = [];
  const previews: OrderIntent[] = [];
  for (const [index, work] of works.entries()) {
    const move = advance(work, scene);
    now[index] = move.work;
    if (move.cancel !== null) cancel.push(move.cancel);
    if (move.preview !== null) previews.push(intentOf(move.work, move.preview, input, previewIndex));
    if (move.place === null) continue;
    const intent = intentOf(move.work, move.place, input, intents.length);
    intents.push(intent);
    take(scene, move, intent);
  }
  return { works: now, intents, cancel, previews };
}

/** Own orders that are known of, ended children of works included. */
export const ordersOf = ({ orders, children }: EngineState): OrdersById =>
  new Map([...children, ...orders].map((order: Order) => [order.intent.orderId, order]));

const noPurse = ({ account }: EngineState) => ({
  cash: account?.cash ?? (0 as never),
  restingSince: null,
});

const stopsOf = ({ commands }: EngineInput): ReadonlyMap<string, string> =>
  new Map(commands.flatMap((command) => (command.kind === 'stop' ? [[command.workId, command.reason]] : [])));

/** A previewed order is never sent: its number stands for none. */
const previewIndex = 0;

function intentOf(
  work: Work,
  { shares: size, style, touch }: Draft,
  { seq, idPrefix }: EngineInput,
  n: number,
): OrderIntent {
  return {
    orderId: orderId(`dd-${idPrefix}-${seq}-${n}`),
    proposalId: work.proposalId,
    ticker: work.ticker,
    conId: work.conId,
    side: work.side,
    shares: shares(size),
    style,
    tif: 'DAY',
    reason: work.reason,
    decision: work.decision,
    child: { workId: work.workId, of: work.shares, arrival: work.arrival ?? touch, send: touch },
  };
}

/** The next work must not count on what this one takes. */
function take({ budget, state, settings }: Scene, { work }: Move, intent: OrderIntent): void {
  if (work.side === 'BUY') {
    const value = intent.shares * worstPrice(intent, settings);
    budget.cash -= value;
    budget.own -= value;
  }
  if (!work.reduces && !work.isHedge) budget.gross -= intent.shares * priceAt(work.ticker, { state });
}
