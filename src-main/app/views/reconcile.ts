import type { ForeignOrderRow, ItemRow, Reconcile, TieOutRow } from '#shared/contract/reconcile-row.ts';
import type { ForeignOrder, ItemKind, ReconcileItem } from '#shared/domain/reconcile.ts';
import { money } from '#shared/units.ts';
import type { Desk } from '../desk.ts';
import { bookReports } from '../ports.ts';
import { itemKeyOf, ownerWords } from '../reconcile/foreign-orders.ts';
import { freezesName, type Items } from '../reconcile/items.ts';
import { notAdoptable } from '../reconcile/resolve.ts';
import type { TieOut } from '../settlement.ts';

const closedShown = 50;

/** What the Reconcile tab shows. */
export function reconcileShown(desk: Desk): Reconcile {
  const { intake, store, link, account, deskSettings } = desk;
  const reconciler = intake.reconciler;
  const open = reconciler?.items.open() ?? [];
  const closed = store?.closedItems(closedShown) ?? [];
  const nav = account?.nav ?? null;
  return {
    items: [...open, ...closed].map(itemRow),
    open: open.length,
    foreign:
      reconciler?.foreign
        .list()
        .map((order) => foreignRow(order, reconciler.items, link.session?.target.clientId ?? -1)) ?? [],
    tieOut: reconciler?.books.settlement.tieOut().map(tieOutRow).toSorted(byDifference) ?? [],
    gate: {
      reports: reportsOf(desk),
      reconciledAt: intake.reconciledAt,
      total: reconciler?.items.total() ?? money(0),
      limit: nav === null ? null : money(nav * deskSettings.reconcile.freezeBook),
      frozen: reconciler?.bookFrozen(nav) ?? null,
    },
  };
}

/** Before the one that is being loaded: loaded; after it: waits. None is loading: as the session stands. */
function reportsOf({ intake, link }: Desk): Reconcile['gate']['reports'] {
  const at = intake.loading === null ? -1 : bookReports.indexOf(intake.loading);
  const state = link.session?.state;
  const done = intake.loading === null && (state === 'reconciled' || state === 'synced');
  return bookReports.map((name, index) => ({
    name,
    state: done || index < at ? 'loaded' : index === at ? 'loading' : 'waits',
  }));
}

const itemRow = (item: ReconcileItem): ItemRow => ({
  ...{ id: item.id, kind: item.kind, ...kindWords[item.kind], ticker: item.ticker, orderId: item.orderId },
  permId: item.permId,
  ...{ expected: item.expected, found: item.found, evidence: item.evidence, value: item.value },
  ...{ openedAt: item.openedAt, explainedAt: item.explainedAt, explainedBy: item.explainedBy },
  ...{ cause: item.cause, note: item.note, freezes: freezesName(item) },
  explainable: item.kind !== 'foreign-order' && item.kind !== 'unknown-order',
});

function foreignRow(order: ForeignOrder, items: Items, clientId: number): ForeignOrderRow {
  const cause = items.newest(itemKeyOf(order))?.cause;
  return {
    ...{
      id: order.key,
      owner: ownerWords(order.clientId, order.orderId),
      ticker: order.ticker,
      side: order.side,
    },
    ...{ shares: order.shares, filled: order.filled, remaining: order.remaining, type: order.type },
    ...{ limit: order.limit, state: order.state, permId: order.permId, at: order.at },
    standing: cause === 'ignored' || cause === 'adopted' ? cause : 'open',
    notAdoptable: notAdoptable(order, clientId),
  };
}

const tieOutRow = ({ conId, ticker, own, tws }: TieOut): TieOutRow => ({
  id: String(conId),
  ...{ ticker, own, tws, difference: tws - own },
});

/** What differs first, then by name. */
const byDifference = (a: TieOutRow, b: TieOutRow): number =>
  Number(a.difference === 0) - Number(b.difference === 0) || (a.ticker < b.ticker ? -1 : 1);

const kindWords: Readonly<Record<ItemKind, { readonly title: string; readonly meaning: string }>> = {
  'manual-trade': {
    title: 'Manual trade',
    meaning: 'Somebody traded in this account elsewhere. Its execution explains the position.',
  },
  'missing-fill': {
    title: 'Missing fill',
    meaning:
      'An own order seems to have filled, and no execution says so. Look at its trades in TWS, then say what happened.',
  },
  unexplained: {
    title: 'Unexplained position',
    meaning:
      'The position is not what the fills make it. Find out why in TWS or on the statement, then name the cause.',
  },
  transfer: { title: 'Transfer', meaning: 'Shares came or went without a trade.' },
  'corporate-action': {
    title: 'Corporate action',
    meaning: 'The number of shares changed and their whole cost did not.',
  },
  bust: {
    title: 'Broken trade',
    meaning:
      'The exchange seems to have cancelled a trade after the fact. Check the trade with IBKR, then confirm.',
  },
  correction: { title: 'Correction', meaning: 'The exchange corrected an execution; the last one counts.' },
  'unknown-order': {
    title: 'Unknown order',
    meaning:
      'The desk and the TWS do not both know this order. It is never sent again; resolve it in the Orders tab, or look for it in TWS.',
  },
  'foreign-order': {
    title: 'Order of others',
    meaning:
      'It was not made here and is not touched. Its name waits until it ends, or until you ignore or adopt it in the Orders tab.',
  },
  'order-changed': {
    title: 'Order changed',
    meaning: 'Somebody changed an own order in TWS: what works there is not what was approved.',
  },
  'two-orders': {
    title: 'Two orders, one reference',
    meaning:
      'One approval has two orders at IBKR. Cancel the second one in TWS, then explain this and resume.',
  },
  overfilled: {
    title: 'Filled too much',
    meaning: 'More was executed than was sent. Ask IBKR; explain this when it is clear, then resume.',
  },
  'commission-missing': {
    title: 'Commission missing',
    meaning: 'Costs are shown without it until it comes.',
  },
  'cash-difference': {
    title: 'Cash difference',
    meaning: 'Cash moved by something that is no trade. Name it; the sum goes on from what the TWS shows.',
  },
  'other-contract': {
    title: 'Another contract',
    meaning: 'A second contract of the same symbol is held. It is counted and never traded.',
  },
};
