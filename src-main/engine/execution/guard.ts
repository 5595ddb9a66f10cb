import { assert } from '#shared/assert.ts';
import type { Check } from '#shared/domain/limit.ts';
import { sendTouch } from '#shared/domain/order.ts';
import type { ApprovedOrder, OrderIntent, Refusal, RefusedOrder } from '#shared/domain/order.ts';
import { checkOf } from './limits/check.ts';
import type { LimitContext } from './limits/context.ts';
import type { Finding } from './limits/limit.ts';
import { gates, measured } from './limits/rules.ts';

export type GuardContext = LimitContext;

export interface Guarded {
  readonly approved: readonly ApprovedOrder[];
  readonly refused: readonly RefusedOrder[];
  /** One an intent, in their order. */
  readonly checks: readonly Check[];
}

/** The last word before an order leaves: every limit on each intent, in order; those that passed before it count against it. */
export function guard(intents: readonly OrderIntent[], context: GuardContext): Guarded {
  const approved: ApprovedOrder[] = [];
  const refused: RefusedOrder[] = [];
  const checks: Check[] = [];
  for (const intent of intents) {
    assertWellFormed(intent);
    const findings = findingsOf(intent, context, approved);
    const refusal = refusalIn(findings);
    checks.push(checkOf('send', intent, findings, context));
    if (refusal === null) approved.push(intent as ApprovedOrder);
    else refused.push({ intent, refusal });
  }
  return { approved, refused, checks };
}

/** What every limit says, up to the first gate that is shut. */
function findingsOf(
  intent: OrderIntent,
  context: GuardContext,
  passed: readonly ApprovedOrder[],
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const rule of gates) {
    const finding = rule.check(intent, context, passed);
    findings.push(finding);
    if (finding.refusal !== null) return findings;
  }
  return [...findings, ...measured.map((rule) => rule.check(intent, context, passed))];
}

const refusalIn = (findings: readonly Finding[]): Refusal | null =>
  findings.find(({ refusal }) => refusal !== null)?.refusal ?? null;

const orderIdForm = /^[\x21-\x7e]{1,40}$/;

function assertWellFormed(intent: OrderIntent): void {
  assert(orderIdForm.test(intent.orderId), `an order id of at most 40 ASCII characters: ${intent.orderId}`);
  assert(Number.isInteger(intent.shares) && intent.shares > 0, `whole shares, not ${intent.shares}`);
  const { bid, ask } = sendTouch(intent);
  const limit = 'limit' in intent.style ? intent.style.limit : null;
  assert(bid > 0 && ask > 0 && (limit === null || limit > 0), `positive prices in ${intent.orderId}`);
}
