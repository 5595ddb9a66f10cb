/** What faults do to orders that the practice exchange would have taken. */
import type { Switches } from '../faults/switches.ts';
import type { ContractLabel } from '../protocol/contract-fields.ts';
import type { ExchangeParts } from './exchange-parts.ts';
import type { Order } from './order.ts';
import { rejected, type Refusal } from './validate.ts';

const REJECT_JSON = {
  none: '',
  valid:
    '{"rejects":[{"text":"The order size exceeds the limit of this account","ruleId":"1101","tag":8229,"options":["Override","Cancel"]}]}',
  broken: '{"rejects":[{"text":"The order size exceeds',
} as const;

/** null: no fault strikes this new order or this change. */
export function refusalOf(
  { switches, conditions }: ExchangeParts,
  { symbol, conId }: ContractLabel,
  occasion: 'new' | 'change',
): Refusal | null {
  if (occasion === 'new' && conditions.isHalted(conId)) {
    return { code: 154, text: 'Orders cannot be transmitted for a halted security.' };
  }
  const reject = switches.take('reject-order', { symbol });
  if (reject !== null) {
    return { ...rejected('A rehearsed rejection'), json: REJECT_JSON[reject.json] };
  }
  const price = switches.take('bad-price', { symbol }, ({ on }) => on === 'both' || on === occasion);
  if (price === null) return null;
  return { code: 110, text: 'The price does not conform to the minimum price variation for this contract.' };
}

/** Puts a hold on a new order that is not to work yet; the notice that tells it, or null. */
export function holdOf(switches: Switches, order: Order, now: number): Refusal | null {
  const locate = switches.take('locate-hold', order);
  if (locate !== null) {
    order.whyHeld = 'locate';
    order.heldUntil = locate.seconds === 0 ? Number.MAX_SAFE_INTEGER : now + locate.seconds * 1000;
    return { code: 404, text: 'Order held while securities are located.' };
  }
  const wait = switches.take('wait-for-open', order);
  if (wait === null) return null;
  order.heldUntil = now + wait.seconds * 1000;
  const text = `Order Message:\n${order.request.action} ${order.request.quantity} ${order.symbol}\nWarning: Your order will not be placed at the exchange until the market opens`;
  return { code: 399, text };
}
