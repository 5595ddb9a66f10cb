import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useCell, useDesk, useRows, useStatus } from '../use-rows.ts';
import { Blotter, CancelAll } from './blotter.tsx';
import { Book } from './book.tsx';
import { Limits } from './limits.tsx';
import { limitsToSee } from './limits-words.ts';
import { Notices } from './notices.tsx';
import { ShownHistory } from './order-history.tsx';
import { Reconcile } from './reconcile.tsx';
import { Safety } from './safety.tsx';
import { isWorked } from './work-columns.tsx';
import { Strategy } from './strategy.tsx';
import { TradeLog } from './trade-log.tsx';
import { Works } from './works.tsx';

const tabs = [
  { id: 'orders', label: 'Orders' },
  { id: 'works', label: 'Works' },
  { id: 'trade-log', label: 'Trade log' },
  { id: 'book', label: 'Book' },
  { id: 'reconcile', label: 'Reconcile' },
  { id: 'limits', label: 'Limits' },
  { id: 'safety', label: 'Safety' },
  { id: 'notices', label: 'Notices' },
  { id: 'strategy', label: 'Strategy' },
] as const;
type Tab = (typeof tabs)[number]['id'];

export function Bottom(): ReactNode {
  const [tab, setTab] = useState<Tab>('orders');
  const counts = useCounts();
  return (
    <section className="pane bottom" aria-label="Blotter">
      <div className="pane-head" role="tablist" onKeyDown={(event) => moveTab(event, tab, setTab)}>
        {tabs.map(({ id, label }) => (
          <button
            key={id}
            role="tab"
            aria-selected={tab === id}
            tabIndex={tab === id ? 0 : -1}
            className={tab === id ? 'tab tab-on' : 'tab'}
            data-testid={`tab-${id}`}
            onClick={() => setTab(id)}
          >
            {label}
            {counts[id] === undefined ? null : (
              <span className={alarming.has(id) && counts[id] > 0 ? 'tab-alarm' : 'dim'}> {counts[id]}</span>
            )}
          </button>
        ))}
        <span className="spring" />
        {tab === 'orders' ? <CancelAll /> : null}
      </div>
      <ShownHistory />
      {tab === 'orders' ? <Blotter /> : null}
      {tab === 'works' ? <Works /> : null}
      {tab === 'trade-log' ? <TradeLog /> : null}
      {tab === 'book' ? <Book /> : null}
      {tab === 'reconcile' ? <Reconcile /> : null}
      {tab === 'limits' ? <Limits /> : null}
      {tab === 'safety' ? <Safety /> : null}
      {tab === 'notices' ? <Notices /> : null}
      {tab === 'strategy' ? <Strategy /> : null}
    </section>
  );
}

/** What their tab counts wants a look. */
const alarming: ReadonlySet<Tab> = new Set<Tab>(['reconcile', 'limits']);

function useCounts(): Readonly<Partial<Record<Tab, number>>> {
  const { blotter, limits, reconcile, works } = useDesk();
  const status = useStatus();
  return {
    reconcile: useCell(reconcile)?.open ?? 0,
    limits: limitsToSee(useCell(limits)?.limits ?? []),
    orders: useRows(blotter).length,
    works: useRows(works).filter(isWorked).length,
    notices: status?.notices.length ?? 0,
  };
}

function moveTab(event: KeyboardEvent<HTMLElement>, tab: Tab, setTab: (tab: Tab) => void): void {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
  const step = steps[event.key];
  if (step === undefined || !(event.target instanceof HTMLElement) || event.target.role !== 'tab') return;
  const at = tabs.findIndex(({ id }) => id === tab);
  const next = tabs[(at + step + tabs.length) % tabs.length];
  if (!next) return;
  setTab(next.id);
  event.currentTarget.querySelector<HTMLElement>(`[data-testid="tab-${next.id}"]`)?.focus();
}
