import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { SafetyRow } from '#shared/contract/safety-row.ts';
import { wordsOf } from '../desk.ts';
import { Dialog, ReasonDialog, DialogEnd } from '../dialog.tsx';
import { formatStamp, formatWholeMoney, unknown } from '../format.ts';
import { useDesk, useLinked } from '../use-rows.ts';

interface Shows {
  readonly safety: SafetyRow;
}

/** Whether the account may trade at all, and the step by which a live one is armed. */
export function Arming({ safety }: Shows): ReactNode {
  const linked = useLinked();
  const { link } = useDesk();
  const [asking, setAsking] = useState<'arm' | 'disarm' | null>(null);
  const { arming } = safety;
  const { choice, port, account } = arming.says;
  return (
    <section className="safety-block" data-testid="arming" data-armed={arming.armed}>
      <p>
        <Standing arming={arming} />{' '}
        <span className="dim">
          {arming.account ?? unknown}: choice says {choice}, port says {port}, account says {account}
          {arming.armed && arming.needed
            ? `. By ${arming.by}, until ${formatStamp(arming.until)}, the end of this desk’s run, or another account`
            : ''}
        </span>
      </p>
      {arming.problems.map((problem) => (
        <p key={problem} className="tone-warn">
          ▲ {problem}
        </p>
      ))}
      {arming.needed ? (
        <div className="safety-buttons">
          {arming.armed ? (
            <button data-testid="disarm" disabled={!linked} onClick={() => setAsking('disarm')}>
              Disarm…
            </button>
          ) : (
            <button
              className="button-bad"
              data-testid="arm"
              disabled={!linked}
              onClick={() => setAsking('arm')}
            >
              Arm…
            </button>
          )}
        </div>
      ) : null}
      {asking === 'arm' ? <ArmDialog safety={safety} onClose={() => setAsking(null)} /> : null}
      {asking === 'disarm' ? (
        <ReasonDialog
          title="Disarm the live account"
          consequence="The desk only observes from here on. Orders that work stay at IBKR and may still fill."
          confirm="Disarm"
          tone="plain"
          testId="disarm"
          onConfirm={(reason) => link.request('trading.disarm', { reason })}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </section>
  );
}

function Standing({ arming }: { readonly arming: SafetyRow['arming'] }): ReactNode {
  const { needed, armed, account, problems } = arming;
  if (needed && armed) return <b className="tone-bad">◆ LIVE ARMED</b>;
  if (needed) return <b className="tone-warn">◇ LIVE, disarmed</b>;
  if (account === null) return <b className="tone-good">○ No account</b>;
  if (problems.length > 0) return <b className="tone-bad">✕ Nothing is sent</b>;
  return <b className="tone-good">● Armed by itself</b>;
}

function ArmDialog({ safety, onClose }: Shows & { readonly onClose: () => void }): ReactNode {
  const { link } = useDesk();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const field = useId();
  const { account, problems } = safety.arming;
  const ready = typed === account && problems.length === 0 && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    link.request('trading.arm', { account: typed }).then(onClose, (failure: unknown) => {
      setBusy(false);
      setError(wordsOf(failure));
    });
  };
  return (
    <Dialog title="Arm a live account: real money" onClose={onClose} testId="arm-dialog">
      <form onSubmit={submit}>
        <p>
          From here on, what you approve is sent to {account ?? unknown} for real. It lasts until the end of
          the trading day, the end of this desk’s run, or another account, whichever comes first. The desk
          stays in observe until you switch the mode.
        </p>
        {safety.cap === null ? null : (
          <p className="tone-warn">
            ▲ First live day: at most {formatWholeMoney(safety.cap.order)} an order and{' '}
            {formatWholeMoney(safety.cap.day?.limit ?? null)} today.
          </p>
        )}
        {problems.map((problem) => (
          <p key={problem} className="tone-bad">
            ✕ {problem}
          </p>
        ))}
        <label htmlFor={field}>Type the account’s id: {account ?? unknown}</label>
        <input
          id={field}
          data-testid="arm-account"
          value={typed}
          maxLength={64}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        <DialogEnd
          error={error}
          tone="bad"
          testId="arm-confirm"
          disabled={!ready}
          confirm="Arm"
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
