import { type ReactNode, useEffect } from 'react';
import type { Cell } from './cell.ts';
import type { Toast } from './desk.ts';
import { useCell, useDesk } from './use-rows.ts';

const infoStaysMs = 6000;

/** What just happened or went wrong. Errors stay until they are closed. */
export function Toasts(): ReactNode {
  const shown = useCell(useDesk().toasts);
  return (
    <div className="toasts" role="log" aria-live="polite" data-testid="toasts">
      {shown.map((toast) => (
        <Shown key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function Shown({ toast }: { readonly toast: Toast }): ReactNode {
  const { toasts } = useDesk();
  const { id, level } = toast;
  useEffect(() => {
    if (level === 'error') return undefined;
    const timer = setTimeout(() => close(toasts, id), infoStaysMs);
    return () => clearTimeout(timer);
  }, [toasts, id, level]);
  return (
    <div className={`toast toast-${toast.level}`}>
      <span>
        {toast.level === 'error' ? '✕ ' : '✓ '}
        {toast.text}
      </span>
      <button className="button-plain" onClick={() => close(toasts, id)} aria-label="Close this message">
        ✕
      </button>
    </div>
  );
}

const close = (toasts: Cell<readonly Toast[]>, id: number): void =>
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
