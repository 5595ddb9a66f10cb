import type { Handlers } from '#shared/contract/contract.ts';
import type { Desk } from '../desk.ts';
import { foreignHistory, orderHistory } from '../views/order-history.ts';
import { reconcileShown } from '../views/reconcile.ts';
import {
  adoptForeign,
  askAgain,
  cancelForeign,
  explainItems,
  ignoreForeign,
  resolveOrder,
} from './resolve.ts';

type Mine = 'reconcile.get' | 'order.history' | 'reconcile.ask' | 'reconcile.explain' | 'order.resolve';
type Foreign = 'foreign.history' | 'foreign.ignore' | 'foreign.adopt' | 'foreign.cancel';

export const reconcileHandlers = (desk: Desk): Pick<Handlers, Mine | Foreign> => ({
  'reconcile.get': () => reconcileShown(desk),
  'order.history': ({ orderId }) => orderHistory(desk.store, orderId),
  'foreign.history': ({ permId }) => foreignHistory(desk.store, permId),
  'reconcile.ask': async () => {
    await askAgain(desk);
    return {};
  },
  'reconcile.explain': ({ ids, cause, note }, { who }) => {
    explainItems(desk, { ids, cause, note, by: who });
    return {};
  },
  'foreign.ignore': ({ id }, { who }) => {
    ignoreForeign(desk, id, who);
    return {};
  },
  'foreign.adopt': ({ id }, { who }) => {
    adoptForeign(desk, id, who);
    return {};
  },
  'foreign.cancel': ({ id }) => {
    cancelForeign(desk, id);
    return {};
  },
  'order.resolve': async ({ orderId, how, confirm }, { who }) => ({
    found: await resolveOrder(desk, orderId, how, confirm, who),
  }),
});
