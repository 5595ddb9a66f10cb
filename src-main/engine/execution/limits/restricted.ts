import { flag } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** The strategy's list of names that keep their weight whatever happens. */
export const restricted: LimitRule = {
  id: 'restricted',
  words: 'Restricted list',
  scope: 'trade',
  check: ({ ticker }, { settings }) =>
    settings.restricted.includes(ticker)
      ? flag('restricted', { kind: 'restricted' }, 'the strategy restricts it')
      : flag('restricted', null, 'it is not on the restricted list'),
};

/** What the desk itself keeps from trading: a difference between the books, a fill that no position shows. */
export const frozen: LimitRule = {
  id: 'frozen',
  words: 'Frozen by the desk',
  scope: 'waits',
  check: ({ ticker }, { state }) => {
    const reason = state.frozen[ticker];
    return reason === undefined
      ? flag('frozen', null, 'the desk does not freeze it')
      : flag('frozen', { kind: 'halted', reason }, reason);
  },
};
