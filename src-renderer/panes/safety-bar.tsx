import { type ReactNode, useEffect, useState } from 'react';
import { useCell, useDesk, useLinked, useStatus } from '../use-rows.ts';
import { KillDialog } from './safety-kill.tsx';
import { stateMeaning, stateWords } from './safety-words.ts';

/** The trading state and the kill switch, always in sight. */
export function SafetyBar(): ReactNode {
  const safety = useCell(useDesk().safety);
  const linked = useLinked();
  const isLive = useStatus()?.accountKind === 'live';
  const [open, setOpen] = useState(false);
  useKillKey(linked, () => setOpen(true));
  const state = safety?.state ?? 'active';
  const { word, sign, tone } = stateWords[state];
  return (
    <>
      {safety === null ? null : (
        <span
          className={`safety-chip tone-${tone}`}
          data-testid="safety-chip"
          data-state={state}
          title={`${stateMeaning[state]} ${safety.why}`}
        >
          {sign} {word}
          {isLive ? (
            <b className={safety.arming.armed ? 'tone-bad' : 'tone-warn'}>
              {safety.arming.armed ? ' ◆ ARMED' : ' ◇ disarmed'}
            </b>
          ) : null}
        </span>
      )}
      <button
        className="button-kill"
        data-testid="kill"
        disabled={!linked}
        title="Halt and cancel orders: shows first what would be cancelled (Ctrl+Shift+K)"
        onClick={() => setOpen(true)}
      >
        ✕ Kill…
      </button>
      {open ? <KillDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Opens the dialog and does nothing else. */
function useKillKey(linked: boolean, open: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!linked || !(event.ctrlKey || event.metaKey) || !event.shiftKey || event.code !== 'KeyK') return;
      event.preventDefault();
      open();
    };
    document.addEventListener('keydown', press, true);
    return () => document.removeEventListener('keydown', press, true);
  });
}
