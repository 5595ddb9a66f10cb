import { type ReactNode, useEffect, useState } from 'react';
import { Bands } from './panes/bands.tsx';
import { Bottom } from './panes/bottom.tsx';
import { Chart } from './panes/chart.tsx';
import { CheatSheet } from './panes/cheat-sheet.tsx';
import { Drift } from './panes/drift.tsx';
import { Proposals } from './panes/proposals.tsx';
import { lookOf, titleOf } from './panes/safety-words.ts';
import { StatusBar } from './panes/status.tsx';
import { useSplit } from './split.tsx';
import { Toasts } from './toasts.tsx';
import { useCell, useDesk, useLinked, useStatus } from './use-rows.ts';

/** Arranges the panes. */
export function App(): ReactNode {
  const status = useStatus();
  const linked = useLinked();
  const safety = useCell(useDesk().safety);
  const look = lookOf(status?.accountKind ?? null, safety);
  const state = safety?.state ?? 'active';
  const [help, setHelp] = useState(false);
  useKeys(setHelp);
  useEffect(() => {
    document.title = titleOf(look, status?.account ?? null, state);
  }, [look, status?.account, state]);

  const right = useSplit({
    name: 'right',
    label: 'Width of proposals and chart',
    first: window.innerWidth < 1400 ? 360 : Math.round(window.innerWidth / 3),
    least: 340,
    most: () => Math.max(340, window.innerWidth - 640),
    edge: 'left',
  });
  const bottom = useSplit({
    name: 'bottom',
    label: 'Height of the blotter',
    first: window.innerHeight < 850 ? 202 : 240,
    least: 110,
    most: () => Math.max(110, window.innerHeight - 360),
    edge: 'top',
  });
  const proposals = useSplit({
    name: 'proposals',
    label: 'Height of the proposals',
    first: Math.round((window.innerHeight - 320) * 0.57),
    least: 130,
    most: () => Math.max(130, window.innerHeight - bottom.size - 260),
    edge: 'bottom',
  });
  return (
    <div
      className="frame"
      data-kind={status?.accountKind ?? 'none'}
      data-look={look}
      data-state={state}
      data-stale={!linked}
      data-testid="frame"
      style={{
        '--right': `${right.size}px`,
        '--bottom': `${bottom.size}px`,
        '--proposals': `${proposals.size}px`,
      }}
    >
      <StatusBar />
      <Bands />
      <main className="middle">
        <Drift />
        {right.handle}
        <div className="right">
          <Proposals />
          {proposals.handle}
          <Chart />
        </div>
      </main>
      {bottom.handle}
      <Bottom />
      <Toasts />
      {help ? <CheatSheet onClose={() => setHelp(false)} /> : null}
    </div>
  );
}

/** `/` goes to the search, `?` opens the list of keys; neither while somebody types. */
function useKeys(showHelp: (shown: boolean) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLInputElement>('#search')?.focus();
      }
      if (event.key === '?') showHelp(true);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [showHelp]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input:not([type=checkbox]), select, textarea, dialog') !== null;
