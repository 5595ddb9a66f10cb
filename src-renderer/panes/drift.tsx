import { type ReactNode, useState } from 'react';
import { Grid } from '../grid/grid.tsx';
import { useCell, useDesk, useRows, useStatus } from '../use-rows.ts';
import { driftColumns, driftRowRules } from './drift-columns.ts';

const lessMotion = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
const columns = driftColumns(!lessMotion);

/** One row a name: what is held, what it should be, and why. */
export function Drift(): ReactNode {
  const { drift, selected } = useDesk();
  const chosen = useCell(selected);
  const rows = useRows(drift);
  const status = useStatus();
  const [search, setSearch] = useState('');
  const names = rows.filter((row) => row.kind === 'name');
  const held = names.filter((row) => row.shares !== null && row.shares !== 0).length;
  return (
    <section className="pane drift" aria-label="Drift" data-testid="drift-grid">
      <div className="pane-head">
        <h2>Drift</h2>
        <span className="dim" data-testid="drift-count">
          {names.length} names · {held} held
        </span>
        <span className="spring" />
        <input
          id="search"
          type="search"
          className="search"
          data-testid="filter-drift"
          placeholder="Search name or sector  /"
          aria-label="Search in the drift grid"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setSearch('');
          }}
        />
        {search === '' ? null : (
          <button data-testid="filter-drift-reset" onClick={() => setSearch('')}>
            Reset filter
          </button>
        )}
      </div>
      <Grid
        source={drift}
        columns={columns}
        label="Drift grid"
        isPinned={isPinned}
        rowClassRules={driftRowRules}
        quickFilter={search}
        selected={chosen}
        onSelect={(row) => selected.set(row.id)}
        empty={
          drift.loaded() && status?.connection.state === 'reconciled'
            ? 'No names yet: the desk is looking up the universe of the strategy.'
            : 'No names yet. Choose a TWS above and press Connect.'
        }
      />
    </section>
  );
}

const isPinned = (row: { readonly kind: string }): boolean => row.kind !== 'name';
