import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly testId?: string;
}

/** A modal sheet. Esc closes it and does nothing else. */
export function Dialog({ title, children, onClose, testId }: DialogProps): ReactNode {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-label={title}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

interface ReasonDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly consequence: string;
  readonly confirm: string;
  readonly tone: 'bad' | 'plain';
  readonly testId: string;
  /** Rejects with what went wrong, which is then shown here. */
  readonly onConfirm: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
}

const longestReason = 500;

/** Asks for words before something is done; closes when it is done. */
export function ReasonDialog(props: ReasonDialogProps): ReactNode {
  const { title, consequence, confirm, tone, testId, onConfirm, onClose } = props;
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const field = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const words = reason.trim();
    if (words === '' || busy) return;
    setBusy(true);
    onConfirm(words).then(onClose, (failure: unknown) => {
      setBusy(false);
      setError(failure instanceof Error ? failure.message : String(failure));
    });
  };
  return (
    <Dialog title={title} onClose={onClose} testId={`${testId}-dialog`}>
      <form onSubmit={submit}>
        <p>{consequence}</p>
        <label htmlFor={field}>Reason (kept in the journal)</label>
        <input
          id={field}
          data-testid={`${testId}-reason`}
          value={reason}
          maxLength={longestReason}
          autoFocus
          autoComplete="off"
          onChange={(event) => setReason(event.target.value)}
        />
        <DialogEnd
          error={error}
          tone={tone}
          testId={`${testId}-confirm`}
          disabled={reason.trim() === '' || busy}
          confirm={confirm}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** What closes a dialog's form: what went wrong, the way back, and the button that carries it out. */
export function DialogEnd(props: {
  readonly error: string | null;
  readonly tone: 'bad' | 'plain';
  readonly testId: string;
  readonly disabled: boolean;
  readonly confirm: string;
  readonly onClose: () => void;
}) {
  return (
    <>
      {props.error === null ? null : (
        <p className="tone-bad" role="alert">
          ✕ {props.error}
        </p>
      )}
      <div className="dialog-buttons">
        <button type="button" onClick={props.onClose}>
          Back
        </button>
        <button
          type="submit"
          className={props.tone === 'bad' ? 'button-bad' : 'button-main'}
          data-testid={props.testId}
          disabled={props.disabled}
        >
          {props.confirm}
        </button>
      </div>
    </>
  );
}
