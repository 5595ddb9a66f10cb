import type { Check, LimitId, ProposalLimit } from '#shared/domain/limit.ts';
import type { LimitContext } from './context.ts';
import type { Finding } from './limit.ts';
import { presentUse } from './present-use.ts';

interface Result {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

/** From this part of a limit on it is worth a look. */
const nearShare = 0.8;

/** Each limit that some trade breaks, comes near to, or moves: at the trade that stands worst, those before it filled. */
export function touched(results: readonly Result[], context: LimitContext): readonly ProposalLimit[] {
  const rules = [...new Set(results.flatMap(({ findings }) => findings.map(({ rule }) => rule)))];
  const now = presentUse(context);
  return rules.flatMap((rule) => {
    const own = results.flatMap(({ check, findings }) =>
      findings.filter((finding) => finding.rule === rule).map((finding) => ({ check, finding })),
    );
    const use = now.find((each) => each.rule === rule) ?? null;
    const worst = own.reduce((a, b) => (usedOf(b.finding) > usedOf(a.finding) ? b : a));
    const { finding } = worst;
    const moves = use !== null && use.value !== null && use.value !== finding.value;
    const isNear = usedOf(finding) >= nearShare && !ordinary.has(rule);
    if (finding.passed && !isNear && !(moves && shown.has(rule))) return [];
    if (finding.unit === 'flag' && finding.passed) return [];
    // A part of something is told in what it comes to here.
    const known = use?.unit === finding.unit ? use : null;
    const broken = own.filter((each) => !each.finding.passed);
    return [
      {
        rule,
        unit: finding.unit,
        sense: finding.sense,
        before: use?.value ?? null,
        after: finding.value,
        soft: known?.soft ?? (finding.severity === 'soft' ? finding.limit : null),
        hard: known?.hard ?? (finding.severity === 'hard' ? finding.limit : null),
        broken: finding.passed ? null : finding.severity,
        tickers: (broken.length > 0 ? broken : [worst]).map(({ check }) => check.ticker),
        words: finding.words,
      },
    ];
  });
}

/** Worth showing whenever a proposal moves them. */
const shown: ReadonlySet<LimitId> = new Set(['gross', 'beta', 'day-turnover']);

/** Coming near to them is how a trade should be, or passes by itself: told where they are broken. */
const ordinary: ReadonlySet<LimitId> = new Set([
  'position',
  'buying-power',
  'own-cash',
  'quote-age',
  'spread',
  'price-moved',
  'order-least',
]);

/** Part of the limit that is used: over 1 it is broken; a broken hard one comes before a broken soft one. */
function usedOf({ value, limit, sense, passed, severity }: Finding): number {
  if (!passed) return severity === 'hard' ? 3 : 2;
  if (value === null || limit === null || limit === 0) return 0;
  return Math.min(1, sense === 'most' ? value / limit : limit / value);
}
