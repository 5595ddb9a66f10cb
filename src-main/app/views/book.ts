import type { Decision, LimitSlack } from '#engine/decision.ts';
import type { Shadow, ShadowAlarm, ShadowLine } from '#engine/optimizer/shadow.ts';
import type { BookRow, LimitRow, ShadowRow } from '#shared/contract/book-row.ts';
import { fraction } from '#shared/units.ts';

/** The last interval's book for the screen; null where it computed none. */
export function bookRow({ seq, at, book, shadow }: Decision): BookRow | null {
  if (book === null) return null;
  const { engine, nav, cash, gross, net, beta, hedge, l1, turnover, thinHistory } = book;
  return {
    ...{ seq, at, engine, nav, cash, gross, net, beta, hedge, l1, turnover },
    limits: book.limits.map(limitRow),
    models: book.models.map((own) => ({ id: `${own.horizonMin} ${own.model}`, ...own })),
    shadow: shadow === null ? [] : shadowRows(shadow, engine),
    solver: shadow === null ? null : { status: shadow.status, gap: shadow.gap },
    distance: distanceOf(shadow),
    alarm: shadow === null || shadow.alarm === null ? null : alarmWords(shadow.alarm),
    notes: [
      ...book.notes,
      ...book.unmet.map((limit) => `Not met: ${limitWords(limit)}.`),
      ...(thinHistory.length === 0
        ? []
        : [`Thin history, so their risk is borrowed from other names: ${thinHistory.join(', ')}.`]),
    ],
  };
}

/** What a broken shadow means, for the trader. */
export const alarmWords = ({ by }: ShadowAlarm): string =>
  `The greedy answer is worth ${by.toExponential(1)} more than the exact one although it keeps every limit: one of the two is wrong. Both are kept in the journal.`;

const limitRow = ({ limit, value, bound, slack, price }: LimitSlack): LimitRow => ({
  id: limit,
  name: limitWords(limit),
  unit: limit === 'beta' ? 'beta' : 'weight',
  ...{ value, bound, slack, price },
});

const names: ReadonlyMap<string, string> = new Map([
  ['gross', 'Gross'],
  ['netMax', 'Net, at most'],
  ['netMin', 'Net, at least'],
  ['turnover', 'Turnover'],
  ['beta', 'Beta, either sign'],
  ['hedge', 'Hedge, either sign'],
  ['bounds', 'a name’s own bounds'],
]);

function limitWords(limit: string): string {
  const [kind, name] = limit.split(':', 2);
  if (name === undefined) return names.get(limit) ?? limit;
  return kind === 'short' ? `${name} is short` : kind === 'sectorGross' ? `${name}, both sides` : name;
}

function distanceOf(shadow: Shadow | null): BookRow['distance'] {
  const distance = shadow?.distance ?? null;
  return distance === null ? null : fraction(distance);
}

function shadowRows({ nothing, rotation, rebalance }: Shadow, engine: 'rotation' | 'rebalance'): ShadowRow[] {
  const row = (id: ShadowRow['id'], name: string, line: ShadowLine): ShadowRow => ({
    id,
    name,
    chosen: id === engine,
    value: line.value,
    turnover: fraction(line.turnover),
    cost: fraction(line.cost),
    broken: line.broken.map(limitWords),
  });
  return [
    row('nothing', 'Do nothing', nothing),
    row('rotation', 'Rotation', rotation),
    ...(rebalance === null ? [] : [row('rebalance', 'Rebalance', rebalance)]),
  ];
}
