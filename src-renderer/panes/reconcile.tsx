import type { ReactNode } from 'react';
import type { Reconcile as Shown, TieOutRow } from '#shared/contract/reconcile-row.ts';
import { formatCount } from '../format.ts';
import { useAction, useCell, useDesk, useLinked } from '../use-rows.ts';
import { Items } from './reconcile-items.tsx';
import { gateLine, totalLine } from './reconcile-words.ts';

/** Differences between the broker's books and the desk's, and how both are compared. */
export function Reconcile(): ReactNode {
  const shown = useCell(useDesk().reconcile);
  if (shown === null) {
    return (
      <div className="bottom-body" data-testid="reconcile">
        <div className="empty">Nothing has been compared yet.</div>
      </div>
    );
  }
  return (
    <div className="bottom-body" data-testid="reconcile" data-open={shown.open}>
      <Gate shown={shown} />
      <div className="reconcile-tables">
        <Items items={shown.items} />
        <TieOut rows={shown.tieOut} />
      </div>
    </div>
  );
}

const signs = { waits: '○', loading: '◔', loaded: '✓' } as const;
const tones = { waits: 'dim', loading: 'tone-busy', loaded: 'tone-good' } as const;

function Gate({ shown }: { readonly shown: Shown }): ReactNode {
  const { link, say } = useDesk();
  const linked = useLinked();
  const action = useAction();
  const ask = (): void =>
    action.run(async () => {
      await link.request('reconcile.ask', {});
      say('info', 'The TWS was asked for everything again, and both books were compared.');
    });
  return (
    <>
      <div className="totals book-figures reconcile-gate" data-testid="reconcile-gate">
        <span>{gateLine(shown)}</span>
        {shown.gate.reports.map(({ name, state }) => (
          <span key={name} className={tones[state]} data-report={name} data-state={state}>
            {signs[state]} {name}
          </span>
        ))}
        <span className="spring" />
        <span title="Differences of positions and cash that nobody has explained, against the share of NAV set in desk.json">
          {totalLine(shown)}
        </span>
        <button data-testid="reconcile-ask" disabled={!linked || action.busy} onClick={ask}>
          {action.busy ? 'Asking…' : 'Ask TWS again'}
        </button>
      </div>
      {shown.gate.frozen === null ? null : (
        <p className="book-alarm" role="alert" data-testid="reconcile-frozen">
          ✕ Nothing is sent: {shown.gate.frozen}.
        </p>
      )}
    </>
  );
}

function TieOut({ rows }: { readonly rows: readonly TieOutRow[] }): ReactNode {
  return (
    <div className="scroll reconcile-tie">
      <table className="legs" data-testid="reconcile-tie">
        <thead>
          <tr>
            <th>Position</th>
            <th className="number" title="Where both books last agreed, and every fill since">
              Own fills
            </th>
            <th className="number">TWS</th>
            <th className="number">Diff.</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, ticker, own, tws, difference }) => (
            <tr key={id} data-ticker={ticker}>
              <td className="book-name">{ticker}</td>
              <td className="number">{formatCount(own)}</td>
              <td className="number">{formatCount(tws)}</td>
              <td className={difference === 0 ? 'number dim' : 'number tone-bad'}>
                {difference === 0 ? '✓' : `✕ ${formatCount(difference)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? <div className="empty">No positions.</div> : null}
    </div>
  );
}
