import { fraction, toPercent } from '#shared/units.ts';
import type { Book } from './decision.ts';
import { dot } from './math/linear.ts';
import type { Picture } from './measure.ts';
import type { RotationResult } from './optimizer/rotation.ts';
import { grossOf, netOf } from './portfolio.ts';
import type { ModelWeight } from './signals/score.ts';

/** The whole book for the screen: what is held now, and the limits as the targets leave them. */
export function bookOf(picture: Picture, targets: RotationResult, models: readonly ModelWeight[]): Book {
  const { account, wCur, beta, daily, names } = picture;
  return {
    nav: account.nav,
    cash: account.cash,
    gross: fraction(grossOf(wCur)),
    net: fraction(netOf(wCur)),
    beta: dot(beta, wCur),
    l1: fraction(targets.book.l1),
    limits: targets.book.limits.map(({ limit, value, bound }) => ({ limit, value, bound })),
    unmet: targets.unmet.map((limit) => namedShort(limit, picture)),
    models,
    thinHistory: names.flatMap(({ ticker }, i) => (daily.risk.thinHistory[i] === true ? [ticker] : [])),
    notes: notesOf(daily),
  };
}

function notesOf({ benchmarkMissing, risk: { factorForm } }: Picture['daily']): string[] {
  return [
    ...(benchmarkMissing ? ['No daily bars of the benchmark: every beta is 1.'] : []),
    ...(factorForm === null
      ? []
      : [
          `The risk matrix is kept as ${factorForm.factors} factors: ${toPercent(fraction(factorForm.share)).toFixed(0)} % of the variance.`,
        ]),
  ];
}

/** `short:3` → `short:XYZ`. */
function namedShort(limit: string, { names }: Picture): string {
  const [kind, index] = limit.split(':');
  return kind === 'short' ? `short:${names[Number(index)]?.ticker ?? index}` : limit;
}
