import type { BrokerSays } from '#shared/domain/order.ts';
import { explainOrder, meaningOf } from './codes.ts';

/** `whyHeld` is IBKR's word for a hold (`locate`), `reason` the last thing that it said about the order; both may be empty. */
export function sayStatus(status: string, whyHeld: string, reason: string): BrokerSays {
  const held =
    whyHeld === 'locate' ? 'IBKR is locating shares to borrow.' : `IBKR holds the order: ${whyHeld}`;
  switch (status) {
    case 'ApiPending':
    case 'PendingSubmit':
      return { says: 'acknowledged' };
    case 'PreSubmitted':
      return whyHeld === '' ? { says: 'acknowledged' } : { says: 'held', why: held };
    case 'Submitted':
      return whyHeld === '' ? { says: 'working' } : { says: 'held', why: held };
    case 'PendingCancel':
      return { says: 'cancelling' };
    case 'ApiCancelled':
    case 'Cancelled':
      return { says: 'cancelled', why: reason === '' ? 'IBKR cancelled the order.' : reason };
    case 'Filled':
      return { says: 'filled' };
    case 'Inactive':
      return { says: 'inactive', why: whyHeld === '' ? reason || 'IBKR shows the order as inactive.' : held };
    default:
      return {
        says: 'odd',
        code: 0,
        why: `IBKR gives the order the status "${status}", which this build does not know.`,
      };
  }
}

/** What a code on an order id says. `mayWork` = the TWS took this order before, or the code may be about its cancel. */
export function sayCode(code: number, text: string, mayWork: boolean): BrokerSays {
  const why = explainOrder(code, text, mayWork);
  const effect = meaningOf(code).order;
  switch (effect) {
    case 'warned':
      return { says: 'warned', code, why };
    case 'held':
    case 'inactive':
    case 'cancelled':
      return { says: effect, why };
    case 'rejected':
    case 'cancel-refused':
    case 'odd':
      return { says: effect, code, why };
    case 'rejected-if-new':
      return { says: mayWork ? 'odd' : 'rejected', code, why };
  }
}
