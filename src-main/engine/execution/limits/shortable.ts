import { growthOf } from './after-fill.ts';
import { bandOfAll } from './bands.ts';
import type { LimitContext } from './context.ts';
import { atMost, flag } from './limit.ts';
import type { Finding, LimitRule } from './limit.ts';

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
    if (there !== null) return ofThere(opened, there, context);
    if (level !== null && level > plenty) return flag('shortable', null, 'enough shares can be borrowed');
    const words =
      level === null
        ? `it sells ${opened} shares short, and IBKR has not said whether they can be borrowed`
        : `it sells ${opened} shares short, and too few can be borrowed`;
    return flag('shortable', { ...refusalOf(opened, 0), words }, words);
  },
};

function ofThere(opened: number, there: number, { settings }: LimitContext): Finding {
  const words = `it sells ${opened} shares short, and ${there} can be borrowed`;
  return atMost({
    ...{ rule: 'shortable', unit: 'shares', value: opened, words },
    band: bandOfAll('shortable', settings, there),
    refusal: { ...refusalOf(opened, there), words },
  });
}

const refusalOf = (value: number, limit: number) =>
  ({ kind: 'limit', rule: 'shortable', value, limit, unit: 'shares', lasting: false }) as const;
