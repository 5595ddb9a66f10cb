import { presentUse, type Use } from '#engine/execution/limits/present-use.ts';
import { allRules } from '#engine/execution/limits/rules.ts';
import type { LimitRow, LimitsRow } from '#shared/contract/limit-row.ts';
import type { LimitHit, LimitId } from '#shared/domain/limit.ts';
import type { Desk } from '../desk.ts';
import { counts, settingOf, waitedFor } from '../limits/lock.ts';
import { presentContext } from '../limits/present.ts';
import { limitName } from '../limits/words.ts';

/** From this part of a hard limit on it is worth a look. */
const nearShare = 0.8;

/** Every limit with its present use and what it refused today; those without a number only say that each order is measured by them. */
export function limitsRow(desk: Desk): LimitsRow {
  const context = presentContext(desk);
  const uses = new Map((context === null ? [] : presentUse(context)).map((use) => [use.rule, use]));
  const hits = desk.limits.hits();
  return {
    limits: allRules
      .filter(({ id }) => context !== null || hits.some(({ rule }) => rule === id))
      .map(({ id }) =>
        row(
          id,
          uses.get(id) ?? null,
          hits.filter(({ rule }) => rule === id),
        ),
      )
      .toSorted((a, b) => rank(a) - rank(b)),
  };
}

/** What wants a look, then what is measured now, then what each order is measured by. */
function rank({ state, hit }: LimitRow): number {
  if (hit !== null || state === 'hard') return 0;
  if (state === 'soft' || state === 'near') return 1;
  return state === 'order' ? 3 : 2;
}

function row(id: LimitId, use: Use | null, hits: readonly LimitHit[]): LimitRow {
  const { unit = 'flag', value = null, at = '', soft = null, hard = null } = use ?? {};
  const limit = hard ?? soft;
  return {
    ...{ id, name: limitName(id), key: settingOf(id), unit, value, at, soft, hard },
    hit: together(hits.filter((hit) => counts(hit) && hit.part !== waitedFor)),
    waits: together(hits.filter(({ part }) => part === waitedFor)),
    used: value === null || limit === null || limit === 0 ? null : Math.max(0, value / limit),
    state: stateOf(use),
  };
}

function stateOf(use: Use | null): LimitRow['state'] {
  if (use === null || use.value === null) return 'order';
  const { value, soft, hard } = use;
  if (soft === null && hard === null) return 'off';
  if (hard !== null && value > hard) return 'hard';
  if (soft !== null && value > soft) return 'soft';
  return hard !== null && value >= nearShare * hard ? 'near' : 'ok';
}

function together(own: readonly LimitHit[]): LimitRow['hit'] {
  const [first] = own;
  if (first === undefined) return null;
  const last = own.reduce((a, b) => (b.lastAt >= a.lastAt ? b : a));
  return {
    count: own.reduce((sum, { count }) => sum + count, 0),
    firstAt: first.firstAt,
    lastAt: last.lastAt,
    words: last.words,
  };
}
