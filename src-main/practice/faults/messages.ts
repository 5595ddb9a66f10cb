/** Messages by what they tell, for faults that strike a kind of them. */
import type { Value } from '../protocol/framing.ts';
import type { FaultOf } from './fault.ts';

type Kind = FaultOf<'message-lost'>['kind'];

const MESSAGE_IDS: Readonly<Record<Exclude<Kind, 'any'>, readonly number[]>> = {
  status: [3],
  'open-order': [5],
  execution: [11],
  commission: [59],
  notice: [4],
  tick: [1, 2, 45, 46],
  position: [61],
  'positions-end': [62],
  'open-orders-end': [53],
  'executions-end': [55],
  'completed-end': [102],
  'account-value': [6],
  portfolio: [7],
  'account-end': [54],
  'next-id': [9],
  accounts: [15],
  time: [49],
  contract: [10],
  'contract-end': [52],
  bars: [17],
};

export function isOfKind(kind: Kind, message: readonly Value[]): boolean {
  return kind === 'any' || MESSAGE_IDS[kind].includes(Number(message[0]));
}
