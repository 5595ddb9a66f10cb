import type { Handlers, RequestName } from '#shared/contract/contract.ts';
import { ContractError, type ErrorCode } from '#shared/contract/wire.ts';
import type { BarSize } from '#shared/domain/market.ts';
import { exchangeZone } from '#shared/calendar.ts';
import type { Ticker } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';
import type { Desk } from './desk.ts';
import { BrokerError, StoreError, type TradeLogEntry, type TradeLogFilter } from './ports.ts';
import { safetyRow } from './safety/row.ts';
import { blotterList, bookShown, driftList, proposalList } from './screen.ts';
import { reconcileHandlers } from './reconcile/handlers.ts';
import { fillRow } from './views/blotter.ts';
import { limitsRow } from './views/limits.ts';
import { previewRow } from './views/preview.ts';
import { statusOf } from './views/status.ts';
import { workList } from './views/works.ts';

/** The whole surface, a line or two each; the work is done elsewhere. */
export const createHandlers = (desk: Desk): Handlers => ({
  'status.get': () => statusOf(desk),
  'drift.list': () => [...driftList(desk)],
  'proposal.list': () => proposalList(desk),
  'blotter.list': () => blotterList(desk),
  'work.list': () => workList(desk),
  'book.get': () => bookShown(desk),
  ...reconcileHandlers(desk),
  'trade-log.list': (filter) => tradeLog(desk, filter).map(fillRow),
  'trade-log.export': (filter) => exported(desk, filter),
  'chart.get': ({ ticker, size }) => chart(desk, ticker, size),
  'strategy.get': () => ({
    file: desk.parts.strategy.path,
    text: strategyText(desk),
    error: desk.strategyError,
  }),

  'connection.connect': (target) => done(() => desk.connect(target)),
  'connection.disconnect': () => done(() => desk.link.disconnect()),
  'mode.set': ({ mode }) => done(() => desk.setMode(mode)),
  'proposal.preview': ({ proposalId, legs, sizes }) =>
    previewRow(desk.interval.preview(proposalId, { legs, sizes })),
  'proposal.approve': ({ proposalId, revision, legs, sizes }, { who }) => {
    const command = { kind: 'approve', proposalId, revision, legs, sizes } as const;
    const answer = desk.decide(command, who);
    return { ...answer, refused: [...answer.refused], sizes: [...answer.sizes] };
  },
  'proposal.reject': ({ proposalId, code, reason }, { who }) =>
    done(() => desk.decide({ kind: 'reject', proposalId, code, reason }, who)),
  'order.cancel': ({ orderId }) => done(() => desk.cancel(orderId)),
  'work.stop': ({ workId }) => done(() => desk.execution.stopWork(workId)),
  'order.cancel-all': () => ({ orders: desk.cancelAll() }),
  'interval.run': () => done(() => computeNow(desk)),
  'strategy.reload': () => ({ error: desk.loadDeskSettings() ?? desk.loadStrategy() }),
  'trading.halt': ({ reason }, { who }) => done(() => desk.halt(reason, who)),
  'trading.reduce': ({ reason }, { who }) => done(() => desk.safety.reduce(reason, who)),
  'trading.resume': ({ reason }, { who }) => done(() => desk.resume(reason, who)),
  'trading.arm': ({ account }, { who }) => done(() => desk.safety.arm(account, who)),
  'trading.disarm': ({ reason }, { who }) => done(() => desk.safety.disarm(reason, who)),
  'limits.get': () => limitsRow(desk),
  'safety.get': () => safetyRow(desk),
  'kill.preview': () => desk.safety.kill.preview(),
  'kill.run': ({ scope, reason }, { who }) => desk.safety.kill.run(scope, reason, who),
});

/** What only ever makes less happen must work also where nothing can be written down. */
const alwaysRun: readonly RequestName[] = [
  'trading.halt',
  'trading.reduce',
  'trading.disarm',
  'kill.run',
  'order.cancel',
  'work.stop',
  'order.cancel-all',
  'connection.disconnect',
];

/** Every command is in the journal before it runs; one that cannot be journalled is refused by the throw, unless it only stops things. */
export function journalCommand(desk: Desk, name: RequestName, input: unknown, who: string): void {
  try {
    const command = { at: desk.now(), who, name, input };
    if (desk.store === null) desk.safety.early.add(command);
    // Where nothing may be written, nothing is sent either: the screen may still be used.
    else if (desk.store.readOnly !== null) desk.parts.log.warn('a command is not journalled', { ...command });
    else desk.store.recordCommand(command);
  } catch (error) {
    if (!alwaysRun.includes(name)) throw error;
    desk.parts.log.error('a command runs that could not be journalled', { name, input, who, error });
  }
}

export function codeOf(error: unknown): ErrorCode | null {
  if (error instanceof ContractError) return error.code;
  if (error instanceof BrokerError) return 'broker';
  return error instanceof StoreError ? 'store' : null;
}

function computeNow(desk: Desk): void {
  desk.safety.spendInterval();
  desk.interval.run();
}

function done(run: () => void): Record<string, never> {
  run();
  return {};
}

const tradeLog = (desk: Desk, filter: TradeLogFilter): readonly TradeLogEntry[] =>
  desk.store?.tradeLog(filter) ?? [];

function exported(desk: Desk, filter: TradeLogFilter) {
  if (desk.store === null)
    throw new ContractError(
      'store',
      'There is no trade log yet: connect once, so that the desk knows the account.',
    );
  const entries = tradeLog(desk, filter);
  return { ...desk.parts.exportCsv(entries, filter, desk.store.account), rows: entries.length };
}

const chartDays = { '1 day': 260, '5 mins': 5 } as const;

async function chart(desk: Desk, ticker: Ticker, size: Extract<BarSize, keyof typeof chartDays>) {
  const { market, link, store } = desk;
  const instrument = market.instruments.get(ticker);
  const fills = tradeLog(desk, { from: null, to: null, ticker, side: null, reason: null })
    .filter(({ fill }) => fill.shares > 0)
    .map(fillRow);
  if (instrument === undefined) return { bars: [], fills, timeZone: exchangeZone };
  const bars =
    link.session === null
      ? (store?.bars(instrument.conId, size, epochMs(0)) ?? [])
      : await link.session.history(instrument, size, chartDays[size]);
  return { bars: [...bars], fills, timeZone: instrument.timeZone };
}

function strategyText(desk: Desk): string {
  try {
    return desk.parts.strategy.read();
  } catch {
    return '';
  }
}
