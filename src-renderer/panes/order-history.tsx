import { type ReactNode, useEffect, useState } from 'react';
import type { HistoryLine, OrderHistory as History } from '#shared/contract/reconcile-row.ts';
import type { BlotterRow } from '#shared/contract/rows.ts';
import type { OrderId } from '#shared/ids.ts';
import { type HistoryOf, wordsOf } from '../desk.ts';
import { Dialog } from '../dialog.tsx';
import { formatCount, formatFineTime, formatId, formatMoney, formatPrice, formatStamp } from '../format.ts';
import { useCell, useDesk, useRow } from '../use-rows.ts';
import { orderWords } from '../words.ts';
import { Resolve } from './order-history-resolve.tsx';
import { historyTone } from './reconcile-words.ts';

/** The history that was asked for, over everything else. */
export function ShownHistory(): ReactNode {
  const { history } = useDesk();
  const of = useCell(history);
  return of === null ? null : <OrderHistory key={keyOf(of)} of={of} onClose={() => history.set(null)} />;
}

const keyOf = (of: HistoryOf): string => ('orderId' in of ? of.orderId : String(of.permId));

function OrderHistory({ of, onClose }: { readonly of: HistoryOf; readonly onClose: () => void }): ReactNode {
  const { link, blotter } = useDesk();
  const [history, setHistory] = useState<History | null>(null);
  const [error, setError] = useState<string | null>(null);
  // Asked again whenever the row changes: something has happened to the order.
  const row = useRow(blotter, 'orderId' in of ? of.orderId : null);
  useEffect(() => {
    let isOver = false;
    const asked =
      'orderId' in of
        ? link.request('order.history', { orderId: of.orderId })
        : link.request('foreign.history', { permId: of.permId });
    asked.then(
      (answer) => (isOver ? undefined : setHistory(answer)),
      (failure: unknown) => (isOver ? undefined : setError(wordsOf(failure))),
    );
    return () => void (isOver = true);
  }, [link, of, row]);
  const order = row ?? history?.order ?? null;
  return (
    <Dialog title={titleOf(order, of)} onClose={onClose} testId="order-history">
      {order === null ? null : <Figures order={order} />}
      <Others orders={history?.orders ?? []} shown={of} />
      {order?.state === 'unresolved' ? <Resolve order={order} /> : null}
      {error === null ? null : (
        <p className="tone-bad" role="alert">
          ✕ {error}
        </p>
      )}
      <div className="scroll history-lines">
        <table className="legs">
          <tbody>
            {(history?.lines ?? []).map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </tbody>
        </table>
        {history?.lines.length === 0 ? <div className="empty">The journal has no such order.</div> : null}
      </div>
      <div className="dialog-buttons">
        <button data-testid="order-history-close" autoFocus onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

const titleOf = (order: BlotterRow | null, of: HistoryOf): string =>
  order === null
    ? 'orderId' in of
      ? `Order ${of.orderId}`
      : of.title
    : `${order.side} ${order.shares} ${order.ticker}`;

interface OthersProps {
  readonly orders: readonly OrderId[];
  readonly shown: HistoryOf;
}

/** The other orders of the same trade, one after the other. */
function Others({ orders, shown }: OthersProps): ReactNode {
  const { history } = useDesk();
  if (orders.length < 2) return null;
  return (
    <p className="history-figures">
      <span className="dim">Orders of this trade:</span>
      {orders.map((orderId, n) => (
        <button
          key={orderId}
          className="button-cell"
          data-testid={`history-order-${n + 1}`}
          title={`Order ${orderId}`}
          disabled={'orderId' in shown && shown.orderId === orderId}
          onClick={() => history.set({ orderId })}
        >
          {n + 1}
        </button>
      ))}
    </p>
  );
}

function Figures({ order }: { readonly order: BlotterRow }): ReactNode {
  const { word, sign, tone } = orderWords[order.state];
  return (
    <p className="history-figures">
      <span className={`tone-${tone}`} title={order.stateText}>
        {sign} {word}
      </span>
      <span>
        {formatCount(order.filled)} of {formatCount(order.shares)} filled
        {order.avgPrice === null ? '' : ` at ${formatPrice(order.avgPrice)}`}
      </span>
      <span>commission {formatMoney(order.commission)}</span>
      <span className="dim">
        order {order.id}, API id {formatId(order.apiOrderId)}, permId {formatId(order.permId)}, created{' '}
        {formatStamp(order.createdAt)}
      </span>
    </p>
  );
}

function Line({ line }: { readonly line: HistoryLine }): ReactNode {
  return (
    <tr data-kind={line.kind}>
      <td className="history-time" title={formatStamp(line.at)}>
        {formatFineTime(line.at)}
      </td>
      <td className={`tone-${historyTone[line.kind]} nowrap`}>{line.title}</td>
      <td className="history-text">{line.text}</td>
      <td className="dim">{line.who}</td>
    </tr>
  );
}
