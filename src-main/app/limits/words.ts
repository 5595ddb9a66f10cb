import type { LimitId, LimitUnit } from '#shared/domain/limit.ts';
import { allRules } from '#engine/execution/limits/rules.ts';
import { wallClock } from '#shared/calendar.ts';
import type { EpochMs } from '#shared/units.ts';
import { toPercent } from '#shared/units.ts';
import type { Loosened } from './lock.ts';

/** What a limit is called. */
export const limitName = (rule: LimitId): string => allRules.find(({ id }) => id === rule)?.words ?? rule;

/** A value of a limit, for sentences. */
export function amountOf(value: number | null, unit: LimitUnit): string {
  if (value === null) return 'none';
  switch (unit) {
    case 'money':
    case 'shares':
    case 'count':
      return value.toFixed(0);
    case 'fraction':
      return `${toPercent(value).toFixed(2)} %`;
    case 'ratio':
    case 'beta':
      return value.toFixed(2);
    case 'ms':
      return `${(value / 1000).toFixed(1)} s`;
    case 'flag':
      return value === 0 ? 'no' : 'yes';
    default:
      return unit satisfies never;
  }
}

/** That a limit may not be made wider today. */
export function lockedWords({ hit, key, of, unit, to }: Loosened): string {
  const when = clockTime(hit.firstAt);
  if (hit.rule === 'restricted')
    return `${of} stays on the restricted list (restricted) today: it kept an order back at ${when}.`;
  const refused = `${limitName(hit.rule)} (${[key, ...(unit === 'flag' || of === '' ? [] : [of])].join(' ')}) refused an order today at ${when}`;
  if (unit === 'flag' && key !== 'rotation.longShort')
    return `${refused}, and ${of === '' ? 'none' : of} stays there before tomorrow.`;
  return `${refused} and may not go from ${amountOf(hit.limit, unit)} to ${amountOf(to, unit)} before tomorrow.`;
}

function clockTime(at: EpochMs): string {
  const { hour, minute } = wallClock(at);
  return `${hour}:${String(minute).padStart(2, '0')}`;
}
