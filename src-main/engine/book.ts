import { fraction, toPercent } from '#shared/units.ts';
import type { Book } from './decision.ts';
import { dot } from './math/linear.ts';
import { riskRow } from './measure.ts';
import type { Picture } from './measure.ts';
import type { CostTotals } from './optimizer/calibration.ts';
import type { Targets } from './optimizer/engine.ts';
import { unsolvedWords } from './policy/quiet.ts';
import { grossOf, netOf } from './portfolio.ts';
import type { ModelWeight } from './signals/score.ts';

/** The whole book for the screen: what is held now, and the limits as the targets leave them. */
export function bookOf(picture: Picture, targets: Targets, models: readonly ModelWeight[]): Book {
  const { account, wCur, beta, daily, names, hedge, ownCosts } = picture;
  const { book, solved } = targets;
  const own = wCur.subarray(0, hedge ?? wCur.length);
  return {
    engine: solved === undefined ? 'rotation' : 'rebalance',
    nav: account.nav,
    cash: account.cash,
    gross: fraction(grossOf(own)),
    net: fraction(netOf(own)),
    beta: dot(beta, wCur),
    hedge: hedge === null ? null : fraction(wCur[hedge] ?? 0),
    l1: fraction(book.l1),
    turnover: fraction(book.turnover),
    limits: book.limits.map(({ limit, value, bound, slack }) => ({
      limit,
      value,
      bound,
      slack,
      price: priceOf(limit, targets, hedge),
    })),
    unmet: targets.unmet.map((limit) => namedShort(limit, picture)),
    models,
    thinHistory: names.flatMap(({ ticker }, i) => {
      const row = riskRow(picture, i);
      return row !== null && daily.risk.thinHistory[row] === true ? [ticker] : [];
    }),
    notes: [...solverNotes(targets), ...notesOf(daily), ...costNotes(ownCosts)],
  };
}

/** The hedge's bound is its own; every other limit is one of the whole book. */
function priceOf(limit: string, { solved }: Targets, hedge: number | null): number | null {
  if (solved === undefined || solved.gap === null) return null;
  if (limit === 'hedge' && hedge !== null) return Math.abs(solved.boundPrices[hedge] ?? 0);
  return solved.shadowPrices[limit] ?? null;
}

function solverNotes({ solved }: Targets): string[] {
  if (solved === undefined) return [];
  const unsolved = unsolvedWords(solved);
  const relaxed = solved.relaxed.map(
    ({ limit, amount }) => `${limit} gave way by ${toPercent(fraction(amount)).toFixed(2)} %.`,
  );
  return unsolved === null ? relaxed : [unsolved];
}

function costNotes({ realised, predicted, fills }: CostTotals): string[] {
  if (fills === 0 || !(predicted > 0)) return [];
  const ratio = (realised / predicted).toFixed(2);
  return [`Costs are corrected by ${fills} own fills, which cost ${ratio} times what was expected.`];
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
