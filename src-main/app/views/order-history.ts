import type { HistoryLine, OrderHistory } from '#shared/contract/reconcile-row.ts';
import type { Order, OrderReport } from '#shared/domain/order.ts';
import type { OrderId } from '#shared/ids.ts';
import type { AuditEntry } from '../ports-audit.ts';
import type { Store, StoredProposal } from '../ports.ts';
import { blotterRow } from './blotter.ts';
import { proposalRow } from './proposals.ts';
import { verdictLine, withEarlyChecks } from './verdict-lines.ts';
import { reasonWords, styleWords } from './words.ts';

const proposalsLooked = 5_000;

/** Everything that the journal has of one order, oldest first: from the decision that made it to its last commission. */
export function orderHistory(store: Store | null, id: OrderId): OrderHistory {
  const order = store?.order(id) ?? null;
  if (store === null || order === null)
    return { order: null, orders: [], lines: linesOf(store?.auditOf(id) ?? []) };
  const workId = order.intent.child?.workId;
  const proposal = store
    .proposals(proposalsLooked)
    .find((each) => each.proposal.proposalId === order.intent.proposalId);
  return {
    order: blotterRow(order),
    orders: workId === undefined ? [] : [...(store.work(workId)?.children ?? [])],
    lines: [...withEarlyChecks(origin(order, proposal), store, order), ...linesOf(store.auditOf(id))],
  };
}

/** Of an order that this desk did not make, what the broker told of it and what the comparison made of that. */
export const foreignHistory = (store: Store | null, permId: number): OrderHistory => ({
  order: null,
  orders: [],
  lines: linesOf(store?.auditOfPermId(permId) ?? []),
});

const linesOf = (entries: readonly AuditEntry[]): HistoryLine[] =>
  entries.map((entry, index) => ({
    ...{ id: entry.id, at: entry.at, who: entry.who },
    ...lineOf(entry, entries.slice(0, index)),
  }));

type Said = Pick<HistoryLine, 'kind' | 'title' | 'text'>;

/** What came before the order was written down. */
function origin({ intent }: Order, stored: StoredProposal | undefined): HistoryLine[] {
  const { side, shares, ticker, decision, reason } = intent;
  const { type, limit } = styleWords(intent.style);
  const quotes = `bid ${decision.bid}, ask ${decision.ask} at the decision`;
  const trade = `${side} ${shares} ${ticker}, ${type}${limit === null ? '' : ` at ${limit}`}, ${intent.tif}; ${quotes}; ${reasonWords[reason]}.`;
  const legs = stored === undefined ? [] : proposalRow(stored).legs;
  const own = legs.filter(({ from, to }) => from === ticker || to === ticker);
  const why = own.map((leg) => ` ${leg.why}.`).join('');
  const lines: HistoryLine[] = [
    {
      ...{ id: -2, at: decision.at, who: 'desk', kind: 'decision' },
      title: stored === undefined ? 'Decided' : `Decided in interval ${stored.proposal.seq}`,
      text: `${trade}${why}`,
    },
  ];
  if (stored !== undefined && stored.decidedAt !== null)
    lines.push({
      ...{ id: -1, at: stored.decidedAt, who: stored.decidedBy ?? 'desk', kind: 'approval' },
      title: `Proposal ${stored.status}`,
      text: `${stored.proposal.proposalId}, by ${stored.decidedBy ?? 'the desk'}. ${stored.why}`.trim(),
    });
  return lines;
}

function lineOf({ kind, body }: AuditEntry, before: readonly AuditEntry[]): Said {
  const fields = isRecord(body) ? body : {};
  switch (kind) {
    case 'order':
      return orderLine(fields, before);
    case 'broker':
      return { kind, title: 'The broker says', text: reportWords(body as OrderReport) };
    case 'fill':
      return {
        kind,
        title: Number(fields['revision']) > 1 ? 'Fill corrected' : 'Fill',
        text: `${text(fields, 'side')} ${text(fields, 'shares')} at ${text(fields, 'price')} on ${text(fields, 'exchange')}, execution ${text(fields, 'exec_id')}.`,
      };
    case 'commission':
      return {
        kind,
        title: 'Commission',
        text: `${amount(fields, 'amount_money', 2)} ${text(fields, 'currency')} for execution ${text(fields, 'exec_id')}.`,
      };
    case 'command':
      return {
        kind,
        title: 'Command',
        text: `${text(fields, 'name')} ${JSON.stringify(fields['input'] ?? {})}`,
      };
    case 'verdict':
      return verdictLine(body);
    case 'state':
      return isRecord(fields['reconcile'])
        ? itemLine(fields['reconcile'])
        : { kind: 'other', title: 'State', text: JSON.stringify(body) };
    case 'decision':
      return { kind, title: 'Decision', text: JSON.stringify(body) };
    case 'setting':
      return { kind: 'other', title: 'Setting', text: text(fields, 'name') };
  }
}

/** The row as it was written: its state, and what changed since it was written last. */
function orderLine(fields: Fields, before: readonly AuditEntry[]): Said {
  const last = before.findLast(({ kind }) => kind === 'order')?.body;
  const earlier: Fields = isRecord(last) ? last : {};
  const state = text(fields, 'state');
  const changed = (name: string): boolean => JSON.stringify(fields[name]) !== JSON.stringify(earlier[name]);
  const parts: string[] = [];
  if (state === 'journalled')
    parts.push(`written down before it was sent, under API id ${text(fields, 'api_order_id')}`);
  if (state === 'sent' && changed('state'))
    parts.push(`sent once, under API id ${text(fields, 'api_order_id')}`);
  if (changed('perm_id') && Number(fields['perm_id']) > 0)
    parts.push(`IBKR calls it ${text(fields, 'perm_id')}`);
  if (changed('filled_shares') && Number(fields['filled_shares']) > 0)
    parts.push(
      `${text(fields, 'filled_shares')} of ${text(fields, 'shares')} filled at ${amount(fields, 'avg_fill_price', 4)} on average`,
    );
  if (changed('commission_money') && fields['commission_money'] !== null)
    parts.push(`${amount(fields, 'commission_money', 2)} of commission so far`);
  if (changed('state_why') && text(fields, 'state_why') !== '') parts.push(text(fields, 'state_why'));
  if (changed('state_code') && text(fields, 'state_code') !== '')
    parts.push(`code ${text(fields, 'state_code')}`);
  const words = parts.join('; ');
  return {
    kind: 'order',
    title: changed('state') ? `Order ${state}` : 'Order',
    text: words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
  };
}

function reportWords({ status, permId, filled, remaining }: OrderReport): string {
  const code = 'code' in status && status.code > 0 ? ` (${status.code})` : '';
  const why = 'why' in status ? `: ${status.why}` : '';
  const known = typeof filled === 'number' || typeof remaining === 'number';
  const amounts = known ? ` ${filled ?? '?'} filled, ${remaining ?? '?'} left.` : '';
  return `${status.says}${code}${why}${why.endsWith('.') ? '' : '.'}${amounts}${permId > 0 ? ` permId ${permId}.` : ''}`;
}

function itemLine(item: Fields): Said {
  const cause =
    text(item, 'cause') === '' ? '' : ` Explained as ${text(item, 'cause')}: ${text(item, 'note')}`;
  return {
    kind: 'item',
    title: `Difference: ${text(item, 'kind').replaceAll('-', ' ')}`,
    text: `${text(item, 'found')}; ${text(item, 'expected')}.${cause}`,
  };
}

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** A number of the record with so many digits. */
const amount = (fields: Fields, name: string, digits: number): string => Number(fields[name]).toFixed(digits);

/** As it stands in the record; empty where it is missing. */
function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}
