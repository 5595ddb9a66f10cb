import { type FormEvent, type ReactNode, useEffect, useId, useState } from 'react';
import type { KillOrderRow, KillPreview, KillReport } from '#shared/contract/safety-row.ts';
import { type KillScope, killScopes } from '#shared/domain/safety.ts';
import { wordsOf } from '../desk.ts';
import { Dialog } from '../dialog.tsx';
import { formatCount, formatId, formatTime } from '../format.ts';
import { useCell, useDesk } from '../use-rows.ts';
import { ownerWords, scopeWords } from './safety-words.ts';

interface Closes {
  readonly onClose: () => void;
}

/** First what would be cancelled, then the switch, then what survived it. */
export function KillDialog({ onClose }: Closes): ReactNode {
  const { link, safety } = useDesk();
  const told = useCell(safety)?.kill ?? null;
  const [ran, setRan] = useState<KillReport | null>(null);
  const report = ran !== null && told?.id === ran.id ? told : ran;
  return (
    <Dialog
      title={report === null ? 'Kill switch' : 'Kill switch pulled'}
      onClose={onClose}
      testId="kill-dialog"
    >
      {report === null ? (
        <Choose
          onClose={onClose}
          onRun={(scope, reason) => link.request('kill.run', { scope, reason }).then(setRan)}
        />
      ) : (
        <Survivors report={report} onClose={onClose} />
      )}
    </Dialog>
  );
}

function usePreview(): { readonly preview: KillPreview | null; readonly error: string | null } {
  const { link } = useDesk();
  const [preview, setPreview] = useState<KillPreview | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    link.request('kill.preview', {}).then(
      (answer) => {
        if (!gone) setPreview(answer);
      },
      (failure: unknown) => {
        if (!gone) setError(wordsOf(failure));
      },
    );
    return () => void (gone = true);
  }, [link]);
  return { preview, error };
}

const reach: Readonly<Record<KillScope, readonly KillOrderRow['owner'][]>> = {
  desk: ['desk'],
  client: ['desk', 'client'],
  everything: ['desk', 'client', 'other', 'manual'],
};

interface Chooses extends Closes {
  readonly onRun: (scope: KillScope, reason: string) => Promise<unknown>;
}

function Choose({ onClose, onRun }: Chooses): ReactNode {
  const { preview, error } = usePreview();
  const [scope, setScope] = useState<KillScope>('desk');
  const [reason, setReason] = useState('kill switch');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const field = useId();
  const chosen = preview?.scopes.find((row) => row.scope === scope);
  const orders = preview?.orders.filter(({ owner }) => reach[scope].includes(owner)) ?? [];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    onRun(scope, reason.trim() || 'kill switch').catch((failure: unknown) => {
      setBusy(false);
      setFailed(wordsOf(failure));
    });
  };
  return (
    <form onSubmit={submit}>
      <div className="kill-scopes" role="radiogroup" aria-label="What to cancel">
        {killScopes.map((id) => (
          <Scope key={id} id={id} chosen={scope === id} preview={preview} onChoose={() => setScope(id)} />
        ))}
      </div>
      <p data-testid="kill-consequence">
        {chosen?.consequence ??
          'Counting the open orders. You need not wait: the switch reaches what is there when it is pulled.'}
      </p>
      {(preview?.note ?? error) === null ? null : <p className="tone-warn">▲ {preview?.note ?? error}</p>}
      <Orders orders={orders} testId="kill-orders" />
      <label htmlFor={field}>Reason (kept in the journal)</label>
      <input
        id={field}
        data-testid="kill-reason"
        value={reason}
        maxLength={500}
        autoComplete="off"
        onChange={(event) => setReason(event.target.value)}
      />
      {failed === null ? null : (
        <p className="tone-bad" role="alert">
          ✕ {failed}
        </p>
      )}
      <div className="dialog-buttons">
        <button type="button" autoFocus onClick={onClose}>
          Back
        </button>
        <button type="submit" className="button-kill" data-testid="kill-confirm" disabled={busy}>
          Halt and cancel{chosen === undefined ? '' : ` ${chosen.count}`}
        </button>
      </div>
    </form>
  );
}

interface ScopeProps {
  readonly id: KillScope;
  readonly chosen: boolean;
  readonly preview: KillPreview | null;
  readonly onChoose: () => void;
}

function Scope({ id, chosen, preview, onChoose }: ScopeProps): ReactNode {
  const count = preview?.scopes.find(({ scope }) => scope === id)?.count ?? null;
  return (
    <button
      type="button"
      role="radio"
      aria-checked={chosen}
      className={chosen ? 'kill-scope kill-scope-on' : 'kill-scope'}
      data-testid={`kill-scope-${id}`}
      data-count={count ?? ''}
      onClick={onChoose}
    >
      <span>
        {chosen ? '● ' : '○ '}
        {scopeWords[id]}
      </span>
      <b className="number">{formatCount(count)}</b>
    </button>
  );
}

function Orders({
  orders,
  testId,
}: {
  readonly orders: readonly KillOrderRow[];
  readonly testId: string;
}): ReactNode {
  if (orders.length === 0) return null;
  return (
    <div className="scroll kill-orders" data-testid={testId}>
      <table className="plain">
        <tbody>
          {orders.map((order) => (
            <tr key={order.id} data-owner={order.owner}>
              <td className={order.side === 'BUY' ? 'side-buy' : 'side-sell'}>{order.side ?? '?'}</td>
              <td className="number">{formatCount(order.shares)}</td>
              <td className="nowrap">
                <b>{order.ticker}</b>
              </td>
              <td className="dim nowrap">{ownerWords[order.owner]}</td>
              <td className="wide">
                {order.state}
                {order.todo === '' ? null : <span className="tone-warn"> {order.todo}</span>}
              </td>
              <td className="dim number" title="IBKR’s permanent id">
                {formatId(order.permId)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const reportTones = { asking: 'info', clean: 'good', survivors: 'bad', unknown: 'warn' } as const;
const reportSigns = { asking: '◔', clean: '✓', survivors: '✕', unknown: '▲' } as const;

function Survivors({ report, onClose }: Closes & { readonly report: KillReport }): ReactNode {
  return (
    <div data-testid="kill-report" data-state={report.state} className="kill-report">
      <p>
        {scopeWords[report.scope]}: {formatCount(report.cancels)}
        {report.cancels === 1 ? ' cancel' : ' cancels'} left at {formatTime(report.at)}. Trading is halted;
        reset it in the Safety tab when all is clear.
      </p>
      {report.problem === null ? null : (
        <p className="tone-bad" role="alert">
          ✕ {report.problem}
        </p>
      )}
      <p className={`tone-${reportTones[report.state]}`} data-testid="kill-words">
        {reportSigns[report.state]} {report.words}
        {report.checkedAt === null ? null : (
          <span className="dim">Asked at {formatTime(report.checkedAt)}.</span>
        )}
      </p>
      <Orders orders={report.survivors} testId="kill-survivors" />
      <div className="dialog-buttons">
        <button autoFocus onClick={onClose}>
          Close
        </button>
      </div>
    </div>
  );
}
