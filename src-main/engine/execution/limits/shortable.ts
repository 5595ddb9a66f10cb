import { flag } from './limit.ts';
import type { LimitRule } from './limit.ts';
import { growthOf } from './after-fill.ts';

/** IBKR's indicator: above this at least a thousand shares can be borrowed; above 1.5 they have to be located. */
const plenty = 2.5;

/** A sale that opens or enlarges a short, by what IBKR says can be borrowed; what it does not say lets none pass. */
export const shortable: LimitRule = {
  id: 'shortable',
  words: 'Shares to borrow',
  scope: 'trade',
  check: (intent, context, passed) => {
    const opened = intent.side === 'SELL' ? growthOf(intent, context, passed) : 0;
    if (opened === 0) return flag('shortable', null, 'it opens no short');
    const { shortable: level = null, shortableShares: there = null } =
      context.state.quotes[intent.ticker] ?? {};
    if ((there !== null && there >= opened) || (there === null && level !== null && level > plenty))
      return flag('shortable', null, `${there ?? 'enough'} shares can be borrowed`);
    const words =
      level === null && there === null
        ? `it sells ${opened} shares short, and IBKR has not said whether they can be borrowed`
        : `it sells ${opened} shares short, and ${there === null ? 'too few' : there} can be borrowed`;
    const refusal = { kind: 'limit', rule: 'shortable', value: opened, limit: there ?? 0, words } as const;
    return flag('shortable', { ...refusal, unit: 'shares', lasting: false }, words);
  },
};
