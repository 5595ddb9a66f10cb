import type { EngineSettings } from '#engine/settings.ts';
import type { LimitHit, LimitId, LimitUnit } from '#shared/domain/limit.ts';
import { places } from './places.ts';
import type { Place, Refused } from './places.ts';

// A hard limit that refused something today stays as narrow as it was until tomorrow: every setting of it by itself.

/** What an order waited for, instead of being refused. */
export const waitedFor = 'waited';

export type Lock = Pick<LimitHit, 'part' | 'limit'>;

/** What is held when this limit refuses, its own number first. */
export function locksOf(rule: LimitId, settings: EngineSettings, refused: Refused): readonly Lock[] {
  const all = places[rule].flatMap((place, index) =>
    (place.each?.(settings, refused) ?? ['']).map((of): Lock => {
      const words = [index === 0 ? '' : place.key, of].filter((word) => word !== '');
      return { part: words.length === 0 ? null : words.join(' '), limit: place.get(settings, of) };
    }),
  );
  return all.length === 0 ? [{ part: null, limit: null }] : all;
}

interface Found {
  readonly place: Place;
  /** Which of it. */
  readonly of: string;
  readonly isOwn: boolean;
}

function found({ rule, part }: Pick<LimitHit, 'rule' | 'part'>): Found | null {
  const [own, ...others] = places[rule];
  const [key = '', ...rest] = (part ?? '').split(' ');
  const other = others.find((place) => place.key === key);
  if (other !== undefined) return { place: other, of: rest.join(' '), isOwn: false };
  return own === undefined ? null : { place: own, of: part ?? '', isOwn: true };
}

/** Whether it counts what was refused or waited; else it only holds one more setting of the same limit. */
export const counts = (hit: Pick<LimitHit, 'rule' | 'part'>): boolean =>
  found(hit)?.isOwn ?? (hit.part === null || hit.part === waitedFor);

/** The key of the strategy file that sets it first of all; null = none does. */
export const settingOf = (rule: LimitId): string | null => places[rule][0]?.key ?? null;

export interface Loosened {
  readonly hit: LimitHit;
  readonly key: string;
  /** Which of it; empty = it is one number. */
  readonly of: string;
  readonly unit: LimitUnit;
  /** What the settings say; null = no limit at all. */
  readonly to: number | null;
}

/** Limits that these settings make wider than when they refused something today, each setting once. */
export function loosened(settings: EngineSettings, hits: readonly LimitHit[]): readonly Loosened[] {
  const wider = hits.flatMap((hit) => {
    const at = found(hit);
    return at === null ? [] : widened(settings, hit, at);
  });
  const nameOf = ({ hit, key, of }: Loosened): string => `${hit.rule} ${key} ${of}`;
  return wider.filter((each, index) => wider.findIndex((other) => nameOf(other) === nameOf(each)) === index);
}

function widened(settings: EngineSettings, hit: LimitHit, { place, of }: Found): Loosened[] {
  if (hit.limit === null) return [];
  const to = place.get(settings, of);
  const isWider = to === null || (place.sense === 'most' ? to > hit.limit : to < hit.limit);
  const isOne = place.each === undefined;
  return isWider ? [{ hit, key: place.key, of: isOne ? '' : of, unit: place.unit, to }] : [];
}

/** The same settings, with what was made wider back as narrow as it was. The very same object where nothing was. */
export function lockedTo(settings: EngineSettings, hits: readonly LimitHit[]): EngineSettings {
  return hits.reduce((now, hit) => {
    const at = found(hit);
    if (at === null || hit.limit === null || widened(now, hit, at).length === 0) return now;
    return at.place.set(now, hit.limit, at.of);
  }, settings);
}
