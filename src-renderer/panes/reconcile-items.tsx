import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { ItemRow, TraderCause } from '#shared/contract/reconcile-row.ts';
import { wordsOf } from '../desk.ts';
import { Dialog, DialogEnd } from '../dialog.tsx';
import { formatStamp, formatWholeMoney } from '../format.ts';
import { useDesk, useLinked } from '../use-rows.ts';
import { HistoryButton } from './history-button.tsx';
import { causeChoices, likelyCause, toneOfItem, wordsOfCause } from './reconcile-words.ts';

/** Open differences first, each with what it means and what can be done. */
export function Items({ items }: { readonly items: readonly ItemRow[] }): ReactNode {
  const [explaining, setExplaining] = useState<readonly ItemRow[]>([]);
  const open = items.filter(({ explainedAt, explainable }) => explainedAt === null && explainable);
  return (
    <div className="scroll">
      <table className="legs reconcile-items" data-testid="reconcile-items">
        <thead>
          <tr>
            <th>Difference</th>
            <th>Name</th>
            <th className="reconcile-what">Found, and expected</th>
            <th className="number">Worth</th>
            <th>Opened</th>
            <th>
              {open.length > 1 ? (
                <button className="button-cell" data-testid="explain-all" onClick={() => setExplaining(open)}>
                  Explain all {open.length}
                </button>
              ) : null}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Item key={item.id} item={item} onExplain={() => setExplaining([item])} />
          ))}
        </tbody>
      </table>
      {items.length === 0 ? (
        <div className="empty">
          <strong>✓ Both books agree.</strong>
          <p>
            Differences between TWS and this desk appear here, each with a name; their names do not trade
            until they are explained.
          </p>
        </div>
      ) : null}
      {explaining.length === 0 ? null : <Explain items={explaining} onClose={() => setExplaining([])} />}
    </div>
  );
}

function Item({ item, onExplain }: { readonly item: ItemRow; readonly onExplain: () => void }): ReactNode {
  const linked = useLinked();
  const isOpen = item.explainedAt === null;
  return (
    <tr
      className={isOpen ? '' : 'dim'}
      data-kind={item.kind}
      data-open={isOpen}
      data-ticker={item.ticker ?? ''}
    >
      <td className={`tone-${toneOfItem(item)}`} title={item.meaning}>
        {isOpen ? (item.freezes ? '✕' : '▲') : '✓'} {item.title}
      </td>
      <td className={isOpen ? 'ticker' : ''}>{item.ticker ?? ''}</td>
      <td className="reconcile-what">
        <span className="reconcile-found">{item.found}</span>
        {item.expected === '' ? null : <>; {item.expected}</>}
        <small>
          {isOpen ? [item.evidence, item.meaning].filter((words) => words !== '').join(' ') : ending(item)}
        </small>
      </td>
      <td className="number">{item.value === null ? '' : formatWholeMoney(item.value)}</td>
      <td className="nowrap">{formatStamp(item.openedAt)}</td>
      <td className="nowrap">
        <HistoryButton row={{ ...item, title: item.found }} />
        {isOpen && item.explainable ? (
          <button
            className="button-cell"
            data-testid={`explain-${item.ticker ?? item.kind}`}
            disabled={!linked}
            onClick={onExplain}
          >
            Explain
          </button>
        ) : null}
      </td>
    </tr>
  );
}

const ending = ({ cause, explainedBy, explainedAt, note }: ItemRow): string =>
  `${cause === null ? '' : wordsOfCause(cause)}, by ${explainedBy ?? ''} at ${formatStamp(explainedAt)}. ${note}`;

interface ExplainProps {
  readonly items: readonly ItemRow[];
  readonly onClose: () => void;
}

function Explain({ items, onClose }: ExplainProps): ReactNode {
  const { link } = useDesk();
  const [first] = items;
  const [cause, setCause] = useState<TraderCause>(first === undefined ? 'other' : likelyCause(first));
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const field = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (note.trim() === '' || busy) return;
    setBusy(true);
    link
      .request('reconcile.explain', { ids: items.map(({ id }) => id), cause, note })
      .then(onClose, (failure: unknown) => {
        setBusy(false);
        setError(wordsOf(failure));
      });
  };
  return (
    <Dialog title={titleOf(items)} onClose={onClose} testId="explain-dialog">
      <form onSubmit={submit}>
        <p>
          <span>
            {items.length === 1
              ? `${first?.found}; ${first?.expected}.`
              : items.map(({ found }) => found).join('; ')}
          </span>
          <span className="dim">From then on what TWS shows counts as right, and the names trade again.</span>
        </p>
        <CauseChoice cause={cause} onChange={setCause} />
        <label htmlFor={field}>Note (kept in the journal)</label>
        <input
          id={field}
          data-testid="explain-note"
          value={note}
          maxLength={500}
          autoFocus
          autoComplete="off"
          onChange={(event) => setNote(event.target.value)}
        />
        <DialogEnd
          error={error}
          tone="plain"
          testId="explain-confirm"
          disabled={note.trim() === '' || busy}
          confirm="Explain"
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

interface CauseChoiceProps {
  readonly cause: TraderCause;
  readonly onChange: (cause: TraderCause) => void;
}

function CauseChoice({ cause, onChange }: CauseChoiceProps): ReactNode {
  const field = useId();
  const choose = (value: string): void =>
    onChange(causeChoices.find((choice) => choice.cause === value)?.cause ?? cause);
  return (
    <>
      <label htmlFor={field}>Cause</label>
      <select
        id={field}
        data-testid="explain-cause"
        value={cause}
        onChange={(event) => choose(event.target.value)}
      >
        {causeChoices.map((choice) => (
          <option key={choice.cause} value={choice.cause}>
            {choice.words}
          </option>
        ))}
      </select>
    </>
  );
}

function titleOf(items: readonly ItemRow[]): string {
  const [first, ...others] = items;
  if (first === undefined || others.length > 0) return `${items.length} differences`;
  return first.ticker === null ? first.title : `${first.title} in ${first.ticker}`;
}
