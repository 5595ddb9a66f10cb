import { instantOf, wallClock } from '#shared/calendar.ts';
import type { WorkRow } from '#shared/contract/work-row.ts';
import type { Order } from '#shared/domain/order.ts';
import { isOver, type Level, type Work } from '#shared/domain/work.ts';
import { price, shares } from '#shared/units.ts';
import type { Desk } from '../desk.ts';
import { wordsOfRefusal } from './words.ts';

/** `children`: its orders as they are known now. */
export function workRow(work: Work, children: readonly Order[]): WorkRow {
  const filled = children.reduce((sum, order) => sum + order.filled, 0);
  const value = children.reduce((sum, order) => sum + order.filled * (order.avgFillPrice ?? 0), 0);
  return {
    id: work.workId,
    proposalId: work.proposalId,
    ticker: work.ticker,
    side: work.side,
    shares: work.shares,
    filled: shares(filled),
    remaining: shares(Math.max(0, work.shares - filled)),
    style: work.style,
    urgency: work.urgency,
    stage: work.state.stage,
    stageText: stageWords(work),
    bound: work.bound,
    avgPrice: filled > 0 ? price(value / filled) : null,
    orders: work.children.length,
    orderId: work.children.at(-1) ?? null,
    reason: work.reason,
    since: work.since,
    deadline: work.deadline,
  };
}

const levelWords: Readonly<Record<Level, string>> = {
  passive: 'waits at the touch',
  mid: 'tries between the touches',
  cross: 'takes what is there',
  auction: 'waits for the closing auction',
};

function stageWords({ state, margin, asked, children }: Work): string {
  const refusal = 'refusal' in state && state.refusal !== null ? ` (${wordsOfRefusal(state.refusal)})` : '';
  const cash = margin?.answer === 'missing' ? ` ${margin.why}` : '';
  switch (state.stage) {
    case 'waiting':
    case 'stopped':
      return `${state.why}${refusal}`;
    case 'done':
      return 'filled';
    case 'passive':
    case 'mid':
    case 'cross':
    case 'auction': {
      const leaving = asked !== null && asked.orderId === children.at(-1);
      return `${leaving ? 'its order is being replaced' : levelWords[state.stage]}.${cash}`;
    }
    default:
      return state satisfies never;
  }
}

/** What is being worked, and what was today by the exchange's date; the newest approval first. */
export function workList(desk: Desk): WorkRow[] {
  const { store, ledger, execution } = desk;
  if (store === null || ledger === null) return [];
  const known = new Map(execution.works.map((work) => [work.workId, work]));
  const today = store.worksSince(instantOf(wallClock(desk.now()).date, 0));
  const shown = new Set(today.map(({ workId }) => workId));
  const older = execution.works.filter((work) => !shown.has(work.workId) && !isOver(work));
  return [...today, ...older].map((stored) => {
    const work = known.get(stored.workId) ?? stored;
    return workRow(
      work,
      work.children.flatMap((id) => ledger.get(id) ?? []),
    );
  });
}
