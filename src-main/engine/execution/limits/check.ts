import type { Check, CheckStage } from '#shared/domain/limit.ts';
import { sendTouch } from '#shared/domain/order.ts';
import type { OrderIntent } from '#shared/domain/order.ts';
import { worstPrice } from '../funds.ts';
import type { LimitContext } from './context.ts';
import { verdictOf } from './limit.ts';
import type { Finding } from './limit.ts';

/** What was found, as it is kept: what broke in full, what passed by its numbers. */
export function checkOf(
  stage: CheckStage,
  intent: OrderIntent,
  findings: readonly Finding[],
  { at, state, settings }: LimitContext,
): Check {
  const { bid, ask } = sendTouch(intent);
  return {
    stage,
    at,
    proposalId: intent.proposalId,
    orderId: stage === 'send' ? intent.orderId : null,
    ticker: intent.ticker,
    side: intent.side,
    shares: intent.shares,
    inputs: {
      worstPrice: worstPrice(intent, settings),
      bid,
      ask,
      last: state.quotes[intent.ticker]?.last ?? null,
      held: state.positions[intent.ticker]?.shares ?? 0,
      nav: state.account?.nav ?? null,
      cash: state.account?.cash ?? null,
    },
    broken: findings.filter(isBroken).map(verdictOf),
    passed: findings
      .filter((finding) => !isBroken(finding))
      .map(({ rule, value, limit }) => [rule, value, limit] as const),
  };
}

/** A reduction that is over a limit passes it, and is still told. */
const isBroken = ({ passed, distance }: Finding): boolean => !passed || (distance !== null && distance < 0);
