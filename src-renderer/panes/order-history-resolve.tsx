import { type ReactNode, useId, useState } from 'react';
import type { Resolution } from '#shared/contract/reconcile-row.ts';
import type { BlotterRow } from '#shared/contract/rows.ts';
import { wordsOf } from '../desk.ts';
import { useDesk, useLinked } from '../use-rows.ts';

/** What a trader may say to an order of which nobody knows where it stands. None of it sends anything. */
export function Resolve({ order }: { readonly order: BlotterRow }): ReactNode {
  const { link } = useDesk();
  const linked = useLinked();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ readonly ok: boolean; readonly text: string } | null>(null);
  const field = useId();
  const press = (how: Resolution): void => {
    setBusy(true);
    setSaid(null);
    link
      .request('order.resolve', { orderId: order.id, how, confirm: typed })
      .then(
        ({ found }) => setSaid({ ok: true, text: found }),
        (failure: unknown) => setSaid({ ok: false, text: wordsOf(failure) }),
      )
      .finally(() => setBusy(false));
  };
  const confirmed = typed.trim().toUpperCase() === order.ticker.toUpperCase();
  return (
    <div className="history-resolve" data-testid="order-resolve">
      <p className="tone-bad">? {order.stateText}</p>
      <div className="history-actions">
        <button data-testid="resolve-ask" disabled={!linked || busy} onClick={() => press('ask')}>
          Ask TWS again
        </button>
        <label htmlFor={field}>Type {order.ticker} to close it by hand:</label>
        <input
          id={field}
          className="field-host"
          data-testid="resolve-confirm"
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
        <button
          data-testid="resolve-never-reached"
          disabled={!linked || busy || !confirmed}
          title="Only where no report of the TWS knows it"
          onClick={() => press('never-reached')}
        >
          It never reached TWS
        </button>
        <button
          data-testid="resolve-take-executions"
          disabled={!linked || busy || !confirmed}
          title="It counts as filled or cancelled with what its executions tell"
          onClick={() => press('take-executions')}
        >
          It has ended: take its executions
        </button>
      </div>
      {said === null ? null : (
        <p className={said.ok ? 'tone-good' : 'tone-bad'} role="status" data-testid="resolve-said">
          {said.ok ? '✓' : '✕'} {said.text}
        </p>
      )}
    </div>
  );
}
