import { ensure } from '#shared/assert.ts';
import type { Check, CheckStage, ProposalLimit, Verdict } from '#shared/domain/limit.ts';
import type { OrderIntent } from '#shared/domain/order.ts';
import type { ProposedTrade, RotationProposal } from '#shared/domain/proposal.ts';
import { orderId } from '#shared/ids.ts';
import { shares } from '#shared/units.ts';
import { roundToLot } from '../rounding.ts';
import { boundOf, touchOf } from '../working/pricing.ts';
import { mostPerOrder } from './bands.ts';
import { checkOf } from './check.ts';
import type { LimitContext } from './context.ts';
import type { Finding, LimitRule } from './limit.ts';
import { allRules, waitingRules } from './rules.ts';
import { touched } from './touched.ts';

/** What the limits say to trades that are proposed or approved, before there is an order. */
export interface Tested {
  readonly checks: readonly Check[];
  /** How all of them together stand to each limit that they come near to. */
  readonly limits: readonly ProposalLimit[];
  /** Why they may not be approved, in words; null = they may. */
  readonly hard: string | null;
  /** What the trader acknowledges by approving them, in words; null = nothing. */
  readonly soft: string | null;
}

/** A trade's rules look at all of it, an order's at the largest that it goes in. All trades before it count as passed. */
export function testTrades(
  stage: CheckStage,
  proposal: Pick<RotationProposal, 'proposalId'>,
  trades: readonly ProposedTrade[],
  context: LimitContext,
): Tested {
  const whole: OrderIntent[] = [];
  const results = reductionsFirst(trades, context).map(
    (trade): { check: Check; findings: readonly Finding[] } => {
      const intent = intentOf(proposal, trade, trade.shares, context);
      const largest = intentOf(proposal, trade, largestOrder(intent, context.settings, context), context);
      const findings = early.map((rule) =>
        rule.check(rule.scope === 'order' ? largest : intent, context, whole),
      );
      whole.push(intent);
      return { check: checkOf(stage, intent, findings, context), findings };
    },
  );
  const broken = results.flatMap(({ check }) =>
    check.broken
      .filter((verdict) => !verdict.passed && !waitingRules.has(verdict.rule))
      .map((verdict) => ({ check, verdict })),
  );
  const words = (severity: Verdict['severity']): string | null =>
    wordsOf(broken.filter(({ verdict }) => verdict.severity === severity));
  return {
    checks: results.map(({ check }) => check),
    limits: touched(results, context),
    hard: words('hard'),
    soft: words('soft'),
  };
}

/** As they are worked: what makes room goes first. */
const reductionsFirst = (trades: readonly ProposedTrade[], { state }: LimitContext): ProposedTrade[] =>
  trades.toSorted((a, b) => Number(grows(a, state)) - Number(grows(b, state)));

const grows = ({ ticker, shares: size }: ProposedTrade, { positions }: LimitContext['state']): boolean =>
  Math.abs(size) > Math.max(0, -Math.sign(size) * (positions[ticker]?.shares ?? 0));

interface Broken {
  readonly check: Check;
  readonly verdict: Verdict;
}

const mostTold = 3;

/** A sentence for each limit: whose trades break it, and the one that breaks it most. */
function wordsOf(broken: readonly Broken[]): string | null {
  if (broken.length === 0) return null;
  const sentences = [...Map.groupBy(broken, ({ verdict }) => verdict.rule).values()].map((own) => {
    const worst = own.reduce((a, b) => ((b.verdict.distance ?? 0) < (a.verdict.distance ?? 0) ? b : a));
    const others = own.filter((each) => each !== worst).map(({ check }) => check.ticker);
    const names = [worst.check.ticker, ...others].slice(0, mostTold).join(', ');
    const more = own.length > mostTold ? ` and ${own.length - mostTold} more` : '';
    return `${names}${more}: ${worst.verdict.words}`;
  });
  return `${sentences.join('; ')}.`;
}

/** Known before an order leaves. */
const early: readonly LimitRule[] = allRules.filter(({ scope }) => scope !== 'send');

function largestOrder(
  intent: OrderIntent,
  settings: LimitContext['settings'],
  { state }: LimitContext,
): number {
  const lot = state.instruments[intent.ticker]?.lot ?? 1;
  const most = mostPerOrder(settings, 'limit' in intent.style ? (intent.style.limit ?? 0) : 0);
  return Math.max(lot, roundToLot(Math.min(intent.shares, most), lot));
}

/** The order that a trade would be at its worst price. */
function intentOf(
  { proposalId }: Pick<RotationProposal, 'proposalId'>,
  { ticker, shares: signed, price, reason }: ProposedTrade,
  size: number,
  { at, state, settings }: LimitContext,
): OrderIntent {
  const instrument = ensure(state.instruments[ticker], `the contract of ${ticker}`);
  const side = signed > 0 ? 'BUY' : 'SELL';
  const limit = boundOf(side, price, settings.execution.priceTolerance, instrument);
  return {
    ...{ orderId: orderId(`${proposalId}-${ticker}`), proposalId, ticker, conId: instrument.conId, side },
    ...{ shares: shares(Math.abs(size)), style: { type: 'LMT', limit }, tif: 'DAY', reason },
    ...{ decision: touchOf(state.quotes[ticker], price, at), child: null },
  };
}
