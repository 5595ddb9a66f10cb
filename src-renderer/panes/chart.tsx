import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { DriftRow } from '#shared/contract/rows.ts';
import { formatPrice } from '../format.ts';
import { useCell, useDesk, useRow } from '../use-rows.ts';
import { Candles } from './candles.tsx';
import { type ChartSize, barsFor, marksOf } from './chart-data.ts';
import { type ChartListener, type ChartState, followChart, viewOf } from './chart-feed.ts';
import { Why } from './why.tsx';

const sizes: readonly { readonly size: ChartSize; readonly label: string; readonly testId: string }[] = [
  { size: '1 day', label: '1 day', testId: 'chart-1d' },
  { size: '5 mins', label: '5 min', testId: 'chart-5m' },
];

/** The chosen name: why it stands as it does, its bars, and our fills at their prices. */
export function Chart(): ReactNode {
  const { drift, selected } = useDesk();
  const chosen = useCell(selected);
  const row = useRow(drift, chosen);
  const [size, setSize] = useState<ChartSize>('1 day');
  const name = row?.kind === 'name' ? row.ticker : null;
  return (
    <section className="pane chart" aria-label="Chart" data-testid="chart" data-ticker={name ?? ''}>
      <div className="pane-head">
        <h2>{name ?? 'Chart'}</h2>
        <span className="chart-name dim">{row?.name ?? ''}</span>
        <span className="spring" />
        {row ? <b className="number">{formatPrice(row.last)}</b> : null}
        <div className="modes" role="radiogroup" aria-label="Bar size">
          {sizes.map((choice) => (
            <button
              key={choice.size}
              role="radio"
              aria-checked={size === choice.size}
              className={size === choice.size ? 'mode mode-on' : 'mode'}
              data-testid={choice.testId}
              onClick={() => setSize(choice.size)}
            >
              {choice.label}
            </button>
          ))}
        </div>
      </div>
      {row && name !== null ? (
        <>
          <Why row={row} />
          <Plot row={row} size={size} />
        </>
      ) : (
        <div className="empty">Choose a name in the drift grid.</div>
      )}
    </section>
  );
}

function Plot({ row, size }: { readonly row: DriftRow; readonly size: ChartSize }): ReactNode {
  const { state, failed } = useChart(row.ticker, size);
  const drawn = useMemo(() => {
    if (!state) return nothing;
    const bars = barsFor(state.bars, state.fills, state.size, state.zone);
    return { bars, marks: marksOf(state.fills, bars, state.size, state.zone) };
  }, [state]);
  return (
    <div className="plot">
      <Candles
        view={state?.view ?? ''}
        bars={drawn.bars}
        marks={drawn.marks}
        size={size}
        zone={state?.zone ?? 'UTC'}
      />
      {failed === null && (state === null || drawn.bars.length > 0) ? null : (
        <div className="plot-empty">{failed ?? 'No bars of this name yet.'}</div>
      )}
    </div>
  );
}

const nothing = { bars: [], marks: [] } as const;

interface Charted {
  /** null until the bars of this name and size came. */
  readonly state: ChartState | null;
  readonly failed: string | null;
}

/** Arrowing through the grid must not ask for every name on the way. */
const chooseMs = 120;

function useChart(ticker: string, size: ChartSize): Charted {
  const desk = useDesk();
  const [state, show] = useState<ChartState | null>(null);
  const [failure, fail] = useState<{ readonly view: string; readonly why: string } | null>(null);
  const view = viewOf(ticker, size);
  useEffect(() => {
    const listener: ChartListener = {
      show(next) {
        show(next);
        fail(null);
      },
      fail: (why) => fail({ view: viewOf(ticker, size), why }),
    };
    let stop: (() => void) | null = null;
    const timer = setTimeout(() => {
      stop = followChart(desk, ticker, size, listener, Date.now);
    }, chooseMs);
    return () => {
      clearTimeout(timer);
      stop?.();
    };
  }, [desk, ticker, size]);
  return {
    state: state?.view === view ? state : null,
    failed: failure?.view === view ? failure.why : null,
  };
}
