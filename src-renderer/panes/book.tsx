import type { ReactNode } from 'react';
import type { BookRow, LimitRow, ModelRow, ShadowRow } from '#shared/contract/book-row.ts';
import { formatBps, formatLimit, formatPercent, formatTime, formatValue, formatWeight } from '../format.ts';
import { useCell, useDesk } from '../use-rows.ts';
import { brokenWords, limitState, priceWords, slackWords, solverLine, tightestFirst } from './book-words.ts';

/** The whole book after the last interval: limits, both engines by one measure, models. */
export function Book(): ReactNode {
  const book = useCell(useDesk().book);
  if (book === null) {
    return (
      <div className="bottom-body" data-testid="book">
        <div className="empty">No interval has computed a book yet.</div>
      </div>
    );
  }
  return (
    <div className="bottom-body book" data-testid="book" data-engine={book.engine}>
      <Figures book={book} />
      {book.alarm === null ? null : (
        <p className="book-alarm" role="alert">
          ✕ {book.alarm}
        </p>
      )}
      <div className="book-tables">
        <Limits limits={book.limits} />
        <div className="scroll">
          <Shadow book={book} />
          <Notes notes={book.notes} />
        </div>
        <Models models={book.models} />
      </div>
    </div>
  );
}

function Figures({ book }: { readonly book: BookRow }): ReactNode {
  return (
    <div className="totals book-figures">
      <span>
        Engine <b>{book.engine === 'rotation' ? 'Rotation' : 'Rebalance'}</b>
      </span>
      <span title="Σ|weight| as held now, hedge left out">
        Gross <b className="number">{formatPercent(book.gross)}</b>
      </span>
      <span title="Σ weight as held now, hedge left out">
        Net <b className="number">{formatPercent(book.net)}</b>
      </span>
      <span title="As held now, hedge included">
        Beta <b className="number">{formatLimit(book.beta, 'beta')}</b>
      </span>
      {book.hedge === null ? null : (
        <span>
          Hedge <b className="number">{formatPercent(book.hedge)}</b>
        </span>
      )}
      <span title="Σ|target − current| before the bands">
        Drift <b className="number">{formatPercent(book.l1)}</b>
      </span>
      <span title="The same after the bands: what would trade">
        Turnover <b className="number">{formatPercent(book.turnover)}</b>
      </span>
      <span className="spring" />
      <span className="dim">
        Interval #{book.seq}, {formatTime(book.at)}
      </span>
    </div>
  );
}

function Limits({ limits }: { readonly limits: readonly LimitRow[] }): ReactNode {
  return (
    <div className="scroll">
      <table className="legs" data-testid="book-limits">
        <thead>
          <tr>
            <th>Limit</th>
            <th className="number" title="At the targets">
              Value
            </th>
            <th className="number">Bound</th>
            <th className="number" title="What is left; negative = broken">
              Slack
            </th>
            <th
              className="number"
              title="Shadow price: what one more unit of the bound is worth in the objective. Only the rebalance engine knows it."
            >
              Price
            </th>
          </tr>
        </thead>
        <tbody>
          {tightestFirst(limits).map((limit) => (
            <Limit key={limit.id} limit={limit} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Limit({ limit }: { readonly limit: LimitRow }): ReactNode {
  const { word, sign, tone } = limitState(limit);
  return (
    <tr data-limit={limit.id}>
      <td className="book-name" title={word}>
        <span className={`tone-${tone}`}>{sign}</span> {limit.name}
      </td>
      <td className="number">{formatLimit(limit.value, limit.unit)}</td>
      <td className="number dim">{formatLimit(limit.bound, limit.unit)}</td>
      <td className={`number tone-${tone}`}>{slackWords(limit)}</td>
      <td className="number">{priceWords(limit)}</td>
    </tr>
  );
}

function Shadow({ book }: { readonly book: BookRow }): ReactNode {
  if (book.shadow.length === 0) return <div className="empty">The strategy runs no shadow.</div>;
  return (
    <>
      <table className="legs" data-testid="book-shadow">
        <thead>
          <tr>
            <th>What to do</th>
            <th className="number" title="z·w − λ·w′Σw − γ·cost, before the bands: higher is better">
              Value
            </th>
            <th className="number">Turnover %</th>
            <th className="number">Cost bp</th>
          </tr>
        </thead>
        <tbody>
          {book.shadow.map((line) => (
            <ShadowLine key={line.id} line={line} />
          ))}
        </tbody>
      </table>
      <p className="book-line dim">{solverLine(book)}</p>
    </>
  );
}

function ShadowLine({ line }: { readonly line: ShadowRow }): ReactNode {
  return (
    <tr className={line.chosen ? 'leg-ticked' : ''} data-engine={line.id}>
      <td className="book-name">
        {line.chosen ? '▸ ' : ''}
        {line.name} <span className="dim">{brokenWords(line)}</span>
      </td>
      <td className="number">{formatValue(line.value)}</td>
      <td className="number">{formatWeight(line.turnover)}</td>
      <td className="number">{formatBps(line.cost)}</td>
    </tr>
  );
}

function Models({ models }: { readonly models: readonly ModelRow[] }): ReactNode {
  return (
    <div className="scroll">
      <table className="legs" data-testid="book-models">
        <thead>
          <tr>
            <th>Model</th>
            <th className="number" title="Trading minutes ahead">
              Horizon
            </th>
            <th className="number" title="In the blend of its horizon">
              Weight
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map(({ id, model, horizonMin, weight, unavailable }) => (
            <tr key={id} className={unavailable === null ? '' : 'dim'} title={unavailable ?? ''}>
              <td className="book-name">
                {model} <span className="dim">{unavailable ?? ''}</span>
              </td>
              <td className="number">{horizonMin} min</td>
              <td className="number">{formatLimit(weight, 'weight')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }): ReactNode {
  return notes.map((note) => (
    <p key={note} className="book-line">
      {note}
    </p>
  ));
}
