import { type ReactNode, useEffect, useState } from 'react';
import type { FillRow } from '#shared/contract/rows.ts';
import { reasons } from '#shared/domain/proposal.ts';
import { wordsOf } from '../desk.ts';
import { formatCount, formatMoney, formatZone } from '../format.ts';
import { Grid } from '../grid/grid.tsx';
import { type Replica, createReplica } from '../replica.ts';
import { useAction, useDesk, useLinked, useRows, useStatus } from '../use-rows.ts';
import { wordsOfReason } from '../words.ts';
import { tradeLogColumns } from './trade-log-columns.ts';
import { type TradeLogFilter, activeFilters, noFilter, queryOf, totalsOf } from './trade-log-filter.ts';

const typingPauseMs = 200;

/** Fills of any dates; what is exported is what is shown. */
export function TradeLog(): ReactNode {
  const [filter, setFilter] = useState(noFilter);
  const [source] = useState(() => createReplica<FillRow>((run) => void requestAnimationFrame(run)));
  const failed = useFills(filter, source);
  const fills = useRows(source);
  return (
    <div className="bottom-body" data-testid="trade-log">
      <Filters filter={filter} onChange={setFilter} />
      <Grid
        source={source}
        columns={tradeLogColumns}
        label="Trade log"
        empty={
          failed ?? (activeFilters(filter).length > 0 ? 'No fill matches these filters.' : 'No fills yet.')
        }
      />
      <TotalsLine fills={fills} />
    </div>
  );
}

/** Asks again whenever the filter changes or something fills. What went wrong; null = nothing. */
function useFills(filter: TradeLogFilter, source: Replica<FillRow>): string | null {
  const { link } = useDesk();
  const linked = useLinked();
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    if (!linked) return undefined;
    let over = false;
    const load = (): void => {
      link.request('trade-log.list', queryOf(filter)).then(
        (rows) => {
          if (over) return;
          setFailed(null);
          source.load(rows);
        },
        (error: unknown) => {
          if (!over) setFailed(wordsOf(error));
        },
      );
    };
    let timer = setTimeout(load, typingPauseMs);
    const loadSoon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(load, typingPauseMs);
    };
    const stops = [link.on('fill.changed', loadSoon), link.onFresh(loadSoon)];
    return () => {
      over = true;
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [link, filter, linked, source]);
  return failed;
}

interface FiltersProps {
  readonly filter: TradeLogFilter;
  readonly onChange: (filter: TradeLogFilter) => void;
}

function Filters({ filter, onChange }: FiltersProps): ReactNode {
  const active = activeFilters(filter);
  const zone = formatZone(useStatus()?.deskTime ?? null);
  const field = (key: 'from' | 'to' | 'ticker', label: string, type: 'date' | 'text'): ReactNode => (
    <label>
      {label}
      <input
        type={type}
        className={`filter-${key}`}
        data-testid={`filter-${key}`}
        value={filter[key]}
        onChange={(event) => onChange({ ...filter, [key]: event.target.value })}
      />
    </label>
  );
  return (
    <div className="filters">
      {field('from', 'From', 'date')}
      {field('to', 'to', 'date')}
      <span className="dim">{zone}</span>
      {field('ticker', 'Name', 'text')}
      <label>
        Side
        <select
          data-testid="filter-side"
          value={filter.side}
          onChange={(event) => onChange({ ...filter, side: event.target.value as TradeLogFilter['side'] })}
        >
          <option value="">any</option>
          <option value="BUY">BUY</option>
          <option value="SELL">SELL</option>
        </select>
      </label>
      <label>
        Reason
        <select
          data-testid="filter-reason"
          value={filter.reason}
          onChange={(event) =>
            onChange({ ...filter, reason: event.target.value as TradeLogFilter['reason'] })
          }
        >
          <option value="">any</option>
          {reasons.map((reason) => (
            <option key={reason} value={reason}>
              {wordsOfReason(reason).short}
            </option>
          ))}
        </select>
      </label>
      {active.length > 0 ? (
        <>
          <span className="active-filters" data-testid="filter-active">
            {active.map((words) => (
              <span key={words} className="chip chip-info">
                {words}
              </span>
            ))}
          </span>
          <button data-testid="filter-reset" onClick={() => onChange(noFilter)}>
            Reset filters
          </button>
        </>
      ) : null}
      <span className="spring" />
      <Export filter={filter} />
    </div>
  );
}

function Export({ filter }: { readonly filter: TradeLogFilter }): ReactNode {
  const { link, say } = useDesk();
  const linked = useLinked();
  const action = useAction();
  const press = (): void =>
    action.run(async () => {
      const { fileName, csv, rows } = await link.request('trade-log.export', queryOf(filter));
      save(fileName, csv);
      say('info', `${fileName}: ${rows === 1 ? '1 fill' : `${rows} fills`} exported.`);
    });
  return (
    <button
      data-testid="export-csv"
      disabled={!linked || action.busy}
      title="Save the fills shown as a CSV file"
      onClick={press}
    >
      Export CSV
    </button>
  );
}

/** Lets the browser save a text as a file. */
function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function TotalsLine({ fills }: { readonly fills: readonly FillRow[] }): ReactNode {
  const { bought, sold, commission, unreported } = totalsOf(fills);
  return (
    <div className="totals trade-totals" data-testid="trade-log-totals">
      <span>
        Fills <b data-testid="trade-log-count">{formatCount(fills.length)}</b>
      </span>
      <span>
        Bought <b>{formatMoney(bought)}</b>
      </span>
      <span>
        Sold <b>{formatMoney(sold)}</b>
      </span>
      <span>
        Commission <b>{formatMoney(commission)}</b>
        {unreported > 0 ? <span className="tone-warn"> ▲ {unreported} not reported yet</span> : null}
      </span>
    </div>
  );
}
