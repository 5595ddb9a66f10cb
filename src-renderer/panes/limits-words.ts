import type { LimitRow } from '#shared/contract/limit-row.ts';
import type { LimitUnit } from '#shared/domain/limit.ts';
import { fraction, money } from '#shared/units.ts';
import {
  formatCount,
  formatPercent,
  formatTripValue,
  formatValue,
  formatWholeMoney,
  unknown,
} from '../format.ts';
import type { Wording } from '../words.ts';

export const limitStates: Readonly<Record<LimitRow['state'], Wording>> = {
  ok: { word: 'Within', sign: '●', tone: 'good' },
  near: { word: 'Near', sign: '▲', tone: 'warn' },
  soft: { word: 'Over soft', sign: '▲', tone: 'warn' },
  hard: { word: 'Over hard', sign: '✕', tone: 'bad' },
  off: { word: 'Off', sign: '○', tone: 'quiet' },
  order: { word: 'Each order', sign: '–', tone: 'quiet' },
};

/** A value in the limit's own unit. */
export function formatUse(value: number | null, unit: LimitUnit): string {
  if (value === null) return unknown;
  switch (unit) {
    case 'fraction':
      return formatPercent(fraction(value));
    case 'money':
      return formatWholeMoney(money(value));
    case 'shares':
    case 'count':
      return formatCount(value);
    case 'ms':
      return formatTripValue(value, 'ms');
    case 'ratio':
    case 'beta':
      return formatValue(value);
    case 'flag':
      return '';
    default:
      return unit satisfies never;
  }
}

/** What is left to the hard limit, else to the soft one; null = not measured now. */
export function leftOf({ value, soft, hard }: LimitRow): number | null {
  const limit = hard ?? soft;
  return value === null || limit === null ? null : limit - value;
}

/** For the tab: limits that are over a number now, or refused something today. */
export const limitsToSee = (limits: readonly LimitRow[]): number =>
  limits.filter(({ state, hit }) => hit !== null || state === 'soft' || state === 'hard').length;
