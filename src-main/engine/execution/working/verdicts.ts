import type { ApprovedOrder, Refusal, RefusedOrder } from '#shared/domain/order.ts';
import { isOver, type Work } from '#shared/domain/work.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Guarded } from '../guard.ts';
import { become } from './moves.ts';

/** Refusals that no waiting changes. */
const lasting: ReadonlySet<Refusal['kind']> = new Set([
  'restricted',
  'order-too-large',
  'order-too-small',
  'over-adv',
  'over-position',
  'duplicate',
  'reducing-only',
  'first-day-order',
  'first-day-total',
  'auction-closed',
]);

export interface Judged {
  readonly works: readonly Work[];
  /** Refusals that ended a work; the others are waited out. */
  readonly refused: readonly RefusedOrder[];
}

/** What the guard said of the children: those that passed belong to their works now, the others wait or are given up. */
export function judged(
  works: readonly Work[],
  { approved, refused }: Pick<Guarded, 'approved' | 'refused'>,
  at: EpochMs,
): Judged {
  const passed = new Map(approved.map((order) => [order.child?.workId, order]));
  const denied = new Map(refused.map((order) => [order.intent.child?.workId, order]));
  const ended: RefusedOrder[] = [];
  const after = works.map((work) => {
    const order = passed.get(work.workId);
    if (order !== undefined) return withChild(work, order, at);
    const no = denied.get(work.workId);
    if (no === undefined) return work;
    if (!isFinal(work, no.refusal, works)) return waitingFor(work, no.refusal, at);
    ended.push(no);
    return stoppedBy(work, no.refusal, at);
  });
  return { works: after, refused: ended };
}

/** One order at once, as it was approved: refused is refused, unless what is still being taken away may make room for it. */
function isFinal(work: Work, refusal: Refusal, works: readonly Work[]): boolean {
  if (lasting.has(refusal.kind) || (refusal.kind === 'limit' && refusal.lasting)) return true;
  if (work.style === 'SHORT_HORIZON' || work.children.length > 0) return false;
  const makesRoom = (other: Work): boolean =>
    other.proposalId === work.proposalId && other.reduces && !isOver(other);
  return refusal.kind !== 'limit' || !works.some(makesRoom);
}

function withChild(work: Work, { orderId, child }: ApprovedOrder, at: EpochMs): Work {
  const placed = {
    ...work,
    children: [...work.children, orderId],
    asked: null,
    arrival: work.arrival ?? child?.send ?? null,
  };
  return become(placed, { stage: work.level, since: at });
}

const waitingFor = (work: Work, refusal: Refusal, at: EpochMs): Work =>
  become(work, {
    stage: 'waiting',
    for: 'guard',
    why: 'Its next order was refused; it is tried again.',
    refusal,
    since: at,
  });

const stoppedBy = (work: Work, refusal: Refusal, at: EpochMs): Work => ({
  ...work,
  state: { stage: 'stopped', at, why: 'Its next order was refused.', refusal },
});
