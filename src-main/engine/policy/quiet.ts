import { dateStamp, exchangeZone, nextSession, wallClock } from '#shared/calendar.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Picture } from '../measure.ts';
import type { Targets } from '../optimizer/engine.ts';
import type { LimitAmount, RebalanceResult } from '../optimizer/rebalance.ts';
import type { Plan } from '../proposal.ts';
import type { EngineSettings } from '../settings.ts';
import { percent } from './name-case.ts';

/** Why no order may leave in this interval, whatever is approved, in words; null = nothing book-wide stands in the way. */
export function marketObstacle(picture: Picture, settings: EngineSettings): string | null {
  if (!picture.marketOpen) return `The market is closed; ${opening(picture)}`;
  const universe = picture.names.slice(0, picture.universeSize);
  const allOpening = universe.every(({ clamp }) => clamp.closed || clamp.openClamp);
  return allOpening
    ? `Nothing trades in the first ${settings.clamps.openClampMin} minutes of the session.`
    : null;
}

/** Why this interval proposes nothing although it was computed, in words. */
export function whyNothingProposed(
  picture: Picture,
  targets: Targets,
  plan: Plan,
  settings: EngineSettings,
): string {
  const obstacle = marketObstacle(picture, settings);
  if (obstacle !== null) return obstacle;
  if (picture.frozen.every((why) => why !== null)) {
    return `Every name is frozen; the first one: ${picture.frozen[0] ?? ''}`;
  }
  const unsolved = targets.solved === undefined ? null : unsolvedWords(targets.solved);
  if (unsolved !== null) return unsolved;
  if (plan.clamped.size > 0) {
    return `Only reductions trade in the last ${settings.clamps.closeClampMin} minutes of the session, and none is due.`;
  }
  if (targets.bandSkip && targets.book.l1 > 0) {
    return `Every target is inside the no-trade band: L1 ${percent(targets.book.l1)} < ${percent(settings.rotation.tauL1)}.`;
  }
  if (plan.tooSmall.size > 0) return 'Every order would be under the smallest order value.';
  if (targets.nameBand.length > 0) {
    return `Every change is inside its name’s band of ${settings.rotation.tauNameBps} bps.`;
  }
  return 'Every name is at its target.';
}

/** Why the rebalance engine has no targets; null = it has. */
export function unsolvedWords({ status, conflicts }: RebalanceResult): string | null {
  if (status === 'failed') return 'The solver found no answer that it can prove: nothing is traded.';
  if (status !== 'infeasible') return null;
  return `The limits cannot hold together: ${conflicts.map(amountWords).join(', ')}. Nothing is traded.`;
}

const amountWords = ({ limit, amount }: LimitAmount): string => `${limit} by ${percent(amount)}`;

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const dayMs = 86_400_000;
/** 1970-01-01 was a Thursday. */
const firstWeekday = 4;

function opening(picture: Picture): string {
  const opens = picture.names.flatMap(({ instrument }) => {
    const next = nextSession(instrument?.sessions ?? [], picture.at);
    return next === null ? [] : [next.open];
  });
  if (opens.length === 0) return 'the broker has not said when the next session opens.';
  const first = Math.min(...opens) as EpochMs;
  const { date, hour, minute } = wallClock(first, exchangeZone);
  const day = weekdays[(Math.floor(dateStamp(date) / dayMs) + firstWeekday) % weekdays.length] ?? '';
  return `the next session opens ${day} ${two(hour)}:${two(minute)} (exchange time).`;
}

const two = (n: number): string => String(n).padStart(2, '0');
