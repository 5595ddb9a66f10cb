import { entryOf, FAULT_NAMES, type FaultName, type FaultWish } from '#practice/faults/fault.ts';
import { plannedFaults } from '#practice/faults/plan.ts';
import type { Draws } from './draws.ts';

// What goes wrong in a day, and when.

export const minuteMs = 60_000;

/** Something that goes wrong at a moment. */
export type Mishap =
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence'; readonly to: 'desk' | 'tws' | 'both'; readonly forgetMs: number }
  | {
      readonly kind: 'kill-desk';
      readonly point: KillPoint;
      readonly passes: number;
      readonly downMs: number;
    }
  /** The connection breaks over an order that is on its way. */
  | { readonly kind: 'cut-order'; readonly passes: number }
  /** The TWS dies so long after an order has reached it: before or after it has saved it. */
  | { readonly kind: 'kill-tws-order'; readonly afterMs: number; readonly downMs: number }
  | { readonly kind: 'stop-desk'; readonly downMs: number }
  | { readonly kind: 'kill-tws'; readonly downMs: number; readonly rollback: number }
  | { readonly kind: 'restart-tws'; readonly downMs: number }
  | { readonly kind: 'tws-fault'; readonly fault: FaultWish };

export type MishapKind = Mishap['kind'];

/** Where the desk may die: at any moment, or beside something that concerns orders. */
export const killPoints = [
  'any',
  'journal',
  'after-journal',
  'save-order',
  'record-fill',
  'record-commission',
  'store',
  'before-send',
  'after-send',
  'before-order',
  'after-order',
  'before-hearing',
  'after-hearing',
] as const;
export type KillPoint = (typeof killPoints)[number];

export interface Scheduled {
  readonly at: number;
  readonly mishap: Mishap;
}

export function mishapsOf(draws: Draws, begin: number, quietFrom: number): readonly Scheduled[] {
  const count = draws.pick([0, 1, 2, 2, 3, 4, 6]);
  const kinds: readonly MishapKind[] = [
    ...['cut', 'cut', 'silence', 'kill-desk', 'kill-desk', 'kill-desk', 'stop-desk'],
    ...['kill-tws', 'restart-tws', 'cut-order', 'cut-order', 'kill-tws-order'],
  ] as MishapKind[];
  const faults = draws.pick([0, 1, 2, 4, 8, 16]);
  const times = (of: number): number[] =>
    Array.from({ length: of }, () => Math.floor(draws.between(begin + 2000, quietFrom)));
  return [
    ...times(count).map((at) => ({ at, mishap: mishapOf(draws, draws.pick(kinds)) })),
    ...times(faults).map((at) => ({ at, mishap: mishapOf(draws, 'tws-fault') })),
  ].sort((a, b) => a.at - b.at);
}

/** They came into the plan when the seeds had their days, and must not make other days of them. */
const tooYoung: readonly FaultName[] = [
  ...(['port-moved', 'rate-limit', 'completed-without-ids'] as const),
  ...(['read-only', 'fractional-position', 'data-lines'] as const),
];

/** Those that a day may draw. */
export const drawnFaults: readonly FaultName[] = FAULT_NAMES.filter(
  (name) => entryOf(name).weight > 0 && !tooYoung.includes(name),
);

/** One of the practice TWS's own, with the parameters and as often as its own plan would draw it. */
function faultOf(draws: Draws): FaultWish {
  const everySecond = { seed: draws.whole(1, 1_000_000), perHour: 3600, without: tooYoung };
  const moment = draws.whole(1, 1_000_000) * 1000;
  const [fault] = plannedFaults(everySecond, moment - 1000, moment);
  if (fault === undefined) throw new RangeError('a second without a fault');
  return fault;
}

function mishapOf(draws: Draws, kind: MishapKind): Mishap {
  const downMs = draws.pick([50, 2000, 20_000, 300_000]);
  switch (kind) {
    case 'cut':
      return { kind };
    case 'tws-fault':
      return { kind, fault: faultOf(draws) };
    case 'silence':
      return {
        kind,
        to: draws.pick(['desk', 'tws', 'both'] as const),
        forgetMs: draws.pick([5000, 30_000, 90_000]),
      };
    case 'kill-desk':
      return { kind, point: draws.pick(killPoints), passes: draws.whole(1, 6), downMs };
    case 'cut-order':
      return { kind, passes: draws.whole(1, 4) };
    case 'kill-tws-order':
      return { kind, afterMs: draws.whole(0, 200), downMs };
    case 'stop-desk':
    case 'restart-tws':
      return { kind, downMs };
    case 'kill-tws':
      return { kind, downMs, rollback: draws.pick([0, 0, 1, 3, 1000]) };
  }
}
