import type { ReactNode } from 'react';
import type { ForeignOrderRow } from '#shared/contract/reconcile-row.ts';
import { formatCount, formatFineTime, formatPrice } from '../format.ts';
import { useAction, useCell, useDesk, useLinked } from '../use-rows.ts';
import { HistoryButton } from './history-button.tsx';

/** Orders in this account that this desk did not make: shown, counted, and never touched unasked. */
export function ForeignOrders(): ReactNode {
  const orders = useCell(useDesk().reconcile)?.foreign ?? [];
  if (orders.length === 0) return null;
  return (
    <div className="scroll foreign" data-testid="foreign-orders">
      <table className="legs" aria-label="Orders of others">
        <thead>
          <tr>
            <th className="foreign-head">Not ours ({orders.length})</th>
            <th>Side</th>
            <th>Name</th>
            <th className="number">Qty</th>
            <th className="number">Filled</th>
            <th className="number">Left</th>
            <th>Type</th>
            <th className="number">Limit</th>
            <th>Status</th>
            <th>Updated</th>
            <th>permId</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <Foreign key={order.id} order={order} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const standings = {
  open: { text: '✕ its name waits', tone: 'tone-bad' },
  ignored: { text: '✓ ignored: its name trades', tone: 'dim' },
  adopted: { text: '● adopted: reason manual', tone: 'tone-info' },
} as const;

function Foreign({ order }: { readonly order: ForeignOrderRow }): ReactNode {
  const { text, tone } = standings[order.standing];
  return (
    <tr data-ticker={order.ticker} data-standing={order.standing}>
      <td className="foreign-owner" title={order.owner}>
        {order.owner} <span className={tone}>{text}</span>
      </td>
      <td className={order.side === 'SELL' ? 'side-sell' : 'side-buy'}>{order.side ?? '–'}</td>
      <td className="ticker">{order.ticker}</td>
      <td className="number">{formatCount(order.shares)}</td>
      <td className="number">{formatCount(order.filled)}</td>
      <td className="number">{formatCount(order.remaining)}</td>
      <td>{order.type ?? '–'}</td>
      <td className="number">{formatPrice(order.limit)}</td>
      <td>{order.state}</td>
      <td className="nowrap">{formatFineTime(order.at)}</td>
      <td>{order.permId === 0 ? '–' : order.permId}</td>
      <td className="foreign-buttons">
        <HistoryButton
          row={{
            orderId: null,
            permId: order.permId,
            title: `${order.side ?? ''} ${order.shares ?? ''} ${order.ticker}, ${order.owner}`,
          }}
        />
        <Actions order={order} />
      </td>
    </tr>
  );
}

function Actions({ order }: { readonly order: ForeignOrderRow }): ReactNode {
  const { link } = useDesk();
  const linked = useLinked();
  const action = useAction();
  const { id, ticker, standing, notAdoptable } = order;
  const off = !linked || action.busy;
  if (standing === 'adopted')
    return (
      <button
        className="button-cell"
        data-testid={`foreign-cancel-${ticker}`}
        disabled={off}
        title="Ask for the cancel of this order; until the answer it may still fill"
        onClick={() => action.run(() => link.request('foreign.cancel', { id }))}
      >
        Cancel
      </button>
    );
  return (
    <>
      {standing === 'ignored' ? null : (
        <button
          className="button-cell"
          data-testid={`foreign-ignore-${ticker}`}
          disabled={off}
          title="Let its name trade although it works. What it may still fill goes on being counted"
          onClick={() => action.run(() => link.request('foreign.ignore', { id }))}
        >
          Ignore
        </button>
      )}
      {notAdoptable === null ? (
        <button
          className="button-cell"
          data-testid={`foreign-adopt-${ticker}`}
          disabled={off}
          title="Take it over: shown with reason manual, and cancelled from here if need be"
          onClick={() => action.run(() => link.request('foreign.adopt', { id }))}
        >
          Adopt
        </button>
      ) : (
        <span className="dim" data-testid={`foreign-not-adoptable-${ticker}`}>
          {notAdoptable}
        </span>
      )}
    </>
  );
}
