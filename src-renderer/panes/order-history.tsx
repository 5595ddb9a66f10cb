import { type ReactNode, useEffect, useState } from 'react';
import type { HistoryLine, OrderHistory as History } from '#shared/contract/reconcile-row.ts';
import type { BlotterRow } from '#shared/contract/rows.ts';
import { type OrderId, orderId } from '#shared/ids.ts';
import { wordsOf } from '../desk.ts';
import { Dialog } from '../dialog.tsx';
import { formatCount, formatFineTime, formatId, formatMoney, formatPrice, formatStamp } from '../format.ts';
import { useCell, useDesk, useRow } from '../use-rows.ts';
import { orderWords } from '../words.ts';
import { Resolve } from './order-history-resolve.tsx';
import { historyTone } from './reconcile-words.ts';

/** Opens the history of its row. */
export function HistoryCell({ data }: { readonly data?: BlotterRow }): ReactNode {
  const { history } = useDesk();
  if (!data) return null;
  return (
    <button
      className="button-cell"
      data-testid={`history-${data.id}`}
      title={`Everything that happened to ${data.side} ${data.shares} ${data.ticker}`}
      aria-label={`History of ${data.side} ${data.ticker}`}
      onClick={(event) => {
        event.stopPropagation();
        history.set(data.id);
      }}
    >
      ☰
    </button>
  );
}

/** The history that was asked for, over everything else. */
export function ShownHistory(): ReactNode {
  const { history } = useDesk();
  const id = useCell(history);
  return id === null ? null : <OrderHistory key={id} id={orderId(id)} onClose={() => history.set(null)} />;
}

function OrderHistory({ id, onClose }: { readonly id: OrderId; readonly onClose: () => void }): ReactNode {
  const { link, blotter } = useDesk();
  const [history, setHistory] = useState<History | null>(null);
  const [error, setError] = useState<string | null>(null);
  // Asked again whenever the row changes: something has happened to the order.
  const row = useRow(blotter, id);
  useEffect(() => {
    let isOver = false;
    link.request('order.history', { orderId: id }).then(
      (answer) => (isOver ? undefined : setHistory(answer)),
      (failure: unknown) => (isOver ? undefined : setError(wordsOf(failure))),
    );
    return () => void (isOver = true);
  }, [link, id, row]);
  const order = row ?? history?.order ?? null;
  return (
    <Dialog title={titleOf(order, id)} onClose={onClose} testId="order-history">
      {order === null ? null : <Figures order={order} />}
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

const titleOf = (order: BlotterRow | null, id: string): string =>
  order === null ? `Order ${id}` : `${order.side} ${order.shares} ${order.ticker}`;

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
