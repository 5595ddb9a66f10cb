import type { HistoryLine, ItemRow, Reconcile, TraderCause } from '#shared/contract/reconcile-row.ts';
import { traderCauses } from '#shared/domain/reconcile.ts';
import { formatStamp, formatWholeMoney } from '../format.ts';
import type { Tone } from '../words.ts';

const causeWords: Readonly<Record<NonNullable<ItemRow['cause']>, string>> = {
  'manual-trade': 'Manual trade',
  'missing-fill': 'Missing fill',
  'corporate-action': 'Corporate action',
  transfer: 'Transfer of shares',
  liquidation: 'Liquidation by IBKR',
  bust: 'Trade broken by the exchange',
  correction: 'Correction by the exchange',
  'cash-flow': 'Cash moved (dividend, interest, fee, deposit)',
  other: 'Something else',
  settled: 'Gone by itself',
  ignored: 'Ignored',
  adopted: 'Adopted',
  'not-traded': 'Not traded',
};

export const wordsOfCause = (cause: NonNullable<ItemRow['cause']>): string => causeWords[cause];

/** What a trader may choose from. */
export const causeChoices: readonly { readonly cause: TraderCause; readonly words: string }[] =
  traderCauses.map((cause) => ({ cause, words: causeWords[cause] }));

/** The likeliest cause of an item, chosen in advance. */
export function likelyCause({ kind }: ItemRow): TraderCause {
  switch (kind) {
    case 'missing-fill':
    case 'corporate-action':
    case 'transfer':
    case 'bust':
      return kind;
    case 'cash-difference':
      return 'cash-flow';
    default:
      return 'manual-trade';
  }
}

export const toneOfItem = ({ explainedAt, freezes }: ItemRow): Tone =>
  explainedAt !== null ? 'quiet' : freezes ? 'bad' : 'warn';

/** How the comparison of the books stands, in one line. */
export function gateLine({ gate, open }: Reconcile): string {
  const loading = gate.reports.find(({ state }) => state === 'loading');
  if (loading !== undefined) return `Loading ${loading.name}…`;
  if (gate.reconciledAt === null) return 'The books have not been compared yet.';
  const rest =
    open === 0 ? 'nothing is open' : open === 1 ? '1 difference is open' : `${open} differences are open`;
  return `Compared at ${formatStamp(gate.reconciledAt)}; ${rest}.`;
}

/** The sum of what is unexplained against what stops everything. */
export const totalLine = ({ gate }: Reconcile): string =>
  gate.limit === null
    ? `Unexplained: ${formatWholeMoney(gate.total)}`
    : `Unexplained: ${formatWholeMoney(gate.total)} of ${formatWholeMoney(gate.limit)} that stop everything`;

export const historyTone: Readonly<Record<HistoryLine['kind'], Tone>> = {
  decision: 'info',
  approval: 'good',
  verdict: 'warn',
  order: 'info',
  broker: 'quiet',
  fill: 'good',
  commission: 'quiet',
  command: 'busy',
  item: 'bad',
  other: 'quiet',
};
