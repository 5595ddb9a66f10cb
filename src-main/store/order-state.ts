import { ensure } from '#shared/assert.ts';
import type { OrderState, OrderStateName } from '#shared/domain/order.ts';
import { epochMs } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { ms } from './columns.ts';

/** The union spread over columns; the table's checks say which of them each state fills. */
export interface OrderStateRow {
  readonly state: OrderStateName;
  readonly state_ms: number | null;
  readonly state_why: string | null;
  readonly state_code: number | null;
  readonly state_perm_id: number | null;
}

export function toOrderState(row: OrderStateRow): OrderState {
  const at = (): EpochMs => epochMs(ensure(row.state_ms, `state_ms of a ${row.state} order`));
  const why = (): string => ensure(row.state_why, `state_why of a ${row.state} order`);
  switch (row.state) {
    case 'journalled':
      return { state: 'journalled' };
    case 'working':
      return { state: 'working', permId: ensure(row.state_perm_id, 'state_perm_id of a working order') };
    case 'sent':
    case 'filled':
      return { state: row.state, at: at() };
    case 'cancelling':
      return { state: 'cancelling', since: at() };
    case 'cancelled':
      return { state: 'cancelled', at: at(), why: why() };
    case 'rejected':
      return {
        state: 'rejected',
        at: at(),
        code: ensure(row.state_code, 'state_code of a rejected order'),
        why: why(),
      };
    case 'unresolved':
      return { state: 'unresolved', since: at(), why: why() };
    case 'held':
    case 'never-sent':
      return { state: row.state, why: why() };
  }
}

export function fromOrderState(status: OrderState): OrderStateRow {
  return {
    state: status.state,
    state_ms: 'at' in status ? ms(status.at) : 'since' in status ? ms(status.since) : null,
    // Why a cancel was asked for is kept once the order has ended by it.
    state_why: 'why' in status && status.state !== 'cancelling' ? status.why : null,
    state_code: 'code' in status ? status.code : null,
    state_perm_id: 'permId' in status ? status.permId : null,
  };
}
