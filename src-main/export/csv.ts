import { stringify } from 'csv-stringify/sync';
import type { TradeLogEntry, TradeLogFilter } from '#app/ports.ts';
import type { AccountId } from '#shared/ids.ts';
import { toBps } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { exchangeTime } from './exchange-time.ts';

interface TradeLogCsvOptions {
  /** IANA or legacy name of the exchange's zone, e.g. America/New_York. */
  readonly timeZone: string;
}

/** null = unknown, an empty cell. */
type Cell = string | number | null;
type Column = readonly [header: string, cell: (entry: TradeLogEntry, timeZone: string) => Cell];

/** The order is part of the file's format: add at the end. */
const columns: readonly Column[] = [
  ['utc_time', ({ fill }) => new Date(fill.at).toISOString()],
  ['exchange_time', ({ fill }, timeZone) => exchangeTime(fill.at, timeZone)],
  ['exchange_time_zone', (_, timeZone) => timeZone],
  ['account', ({ fill }) => fill.account],
  ['ticker', ({ fill }) => fill.ticker],
  ['con_id', ({ fill }) => fill.conId],
  ['side', ({ fill }) => fill.side],
  ['shares', ({ fill }) => fill.shares],
  ['price', ({ fill }) => fill.price],
  ['value', ({ fill }) => exact(fill.shares * fill.price)],
  ['commission', ({ commission }) => commission],
  ['commission_currency', ({ commissionCurrency }) => commissionCurrency],
  ['realized_pnl', ({ realizedPnl }) => realizedPnl],
  ['reason', ({ reason }) => reason],
  ['decision_mid', ({ decisionMid }) => decisionMid],
  ['slippage_bps', slippageBps],
  ['exchange', ({ fill }) => fill.exchange],
  ['exec_id', ({ fill }) => fill.execId],
  ['fill_id', ({ fill }) => fill.fillId],
  ['revision', ({ fill }) => fill.revision],
  // 0 is the broker's way of saying that there is none.
  ['perm_id', ({ fill }) => (fill.permId === 0 ? null : fill.permId)],
  ['api_order_id', ({ apiOrderId }) => apiOrderId],
  ['order_id', ({ fill }) => fill.orderId],
  ['proposal_id', ({ proposalId }) => proposalId],
];

/** Without the noise of binary fractions: no price has more than six decimals. */
const exact = (value: number): number => Number(value.toFixed(6));

/** The entries that pass the filter, in the order given, as RFC 4180 text with a header line. Throws a RangeError for an unknown time zone. */
export function tradeLogCsv(
  entries: readonly TradeLogEntry[],
  filter: TradeLogFilter,
  { timeZone }: TradeLogCsvOptions,
): string {
  const rows = entries
    .filter((entry) => passes(entry, filter))
    .map((entry) => columns.map(([, cell]) => plain(cell(entry, timeZone))));
  return stringify([columns.map(([header]) => header), ...rows], {
    record_delimiter: 'windows',
    quote_record_delimiter: true,
    quoted_match: /[\r\n]/,
  });
}

/** E.g. `driftdesk-trades-DU1234567-2026-08-03-to-2026-08-04-AAPL-SELL.csv`; dates are UTC, the second one is the first that is left out. */
export function tradeLogFileName(account: AccountId, filter: TradeLogFilter): string {
  const { from, to, ticker, side, reason } = filter;
  const dates = from === null && to === null ? null : `${stamp(from) ?? 'start'}-to-${stamp(to) ?? 'now'}`;
  const parts = ['driftdesk-trades', account, dates, ticker, side, reason];
  const name = parts.filter((part) => part !== null).join('-');
  return `${name.replaceAll(/[^A-Za-z0-9_.-]/g, '_')}.csv`;
}

/** Bounds as in TradeLogFilter: inclusive at `from`, exclusive at `to`. */
function passes({ fill, reason }: TradeLogEntry, filter: TradeLogFilter): boolean {
  return (
    (filter.from === null || fill.at >= filter.from) &&
    (filter.to === null || fill.at < filter.to) &&
    (filter.ticker === null || fill.ticker === filter.ticker) &&
    (filter.side === null || fill.side === filter.side) &&
    (filter.reason === null || reason === filter.reason)
  );
}

/** Cost against the mid at decision; positive = worse. */
function slippageBps({ fill, decisionMid }: TradeLogEntry): number | null {
  if (decisionMid === null || decisionMid === 0) return null;
  const paid = fill.side === 'BUY' ? fill.price - decisionMid : decisionMid - fill.price;
  return toBps(paid / decisionMid);
}

/** A spreadsheet runs text that starts like a formula; numbers are ours and keep their sign. */
function plain(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

/** `2026-08-03`, with the time where it is not midnight UTC. */
function stamp(at: EpochMs | null): string | null {
  if (at === null) return null;
  const iso = new Date(at).toISOString();
  if (iso.endsWith('T00:00:00.000Z')) return iso.slice(0, 10);
  return `${iso.slice(0, 10)}T${iso.slice(11, 19).replaceAll(':', '')}Z`;
}
