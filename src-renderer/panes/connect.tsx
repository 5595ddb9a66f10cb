import { type ReactNode, useState } from 'react';
import type { Target } from '#shared/contract/rows.ts';
import type { SeenStatus } from '../clock.ts';
import { remember } from '../preferences.ts';
import { useAction, useDesk, useLinked } from '../use-rows.ts';
import { faultOf, rememberedTarget, targetChoices, targetOf } from './target.ts';

const isDown = (status: SeenStatus): boolean =>
  status.connection.state === 'idle' || status.connection.state === 'closed';

/** Target picker and the one button that connects and disconnects. */
export function Connect({ status }: { readonly status: SeenStatus | null }): ReactNode {
  const { link } = useDesk();
  const linked = useLinked();
  const action = useAction();
  const [chosen, setChosen] = useState(rememberedTarget);
  const down = status === null || isDown(status);
  const target = down ? chosen : (status.connection.target ?? chosen);
  const fault = faultOf(target);
  const press = (): void =>
    action.run(() => {
      if (!down) return link.request('connection.disconnect', {});
      remember('target', chosen);
      return link.request('connection.connect', chosen);
    });
  return (
    <div className="connect">
      <select
        aria-label="What to connect to"
        data-testid="target-picker"
        value={target.kind}
        disabled={!down || !linked}
        onChange={(event) => setChosen(targetOf(event.target.value as Target['kind']))}
      >
        {targetChoices.map(({ kind, label }) => (
          <option key={kind} value={kind}>
            {label}
          </option>
        ))}
      </select>
      {target.kind === 'practice' ? null : (
        <Address target={target} disabled={!down || !linked} onChange={setChosen} />
      )}
      <button
        className={down ? 'button-main connect-button' : 'connect-button'}
        data-testid="connect-button"
        disabled={!linked || status === null || action.busy || (down && fault !== null)}
        title={down ? (fault ?? 'Connect to the chosen TWS') : 'Disconnect; working orders stay at IBKR'}
        onClick={press}
      >
        {down ? 'Connect' : 'Disconnect'}
      </button>
    </div>
  );
}

interface AddressProps {
  readonly target: Target;
  readonly disabled: boolean;
  readonly onChange: (target: Target) => void;
}

/** Where the chosen TWS listens. Its port is a setting of its own, so that a choice only fills in the usual one. */
function Address({ target, disabled, onChange }: AddressProps): ReactNode {
  return (
    <>
      <span className="field-label">host</span>
      <input
        className="field-host"
        aria-label="Host"
        title="Host on which TWS or the Gateway runs"
        data-testid="target-host"
        value={target.host}
        disabled={disabled}
        spellCheck={false}
        onChange={(event) => onChange({ ...target, host: event.target.value.trim() })}
      />
      <span className="field-label">port</span>
      <input
        className="field-port"
        aria-label="Port"
        title="Port that this TWS listens on (Configure → API → Settings)"
        inputMode="numeric"
        data-testid="target-port"
        value={shownNumber(target.port)}
        disabled={disabled}
        onChange={(event) => onChange({ ...target, port: typedNumber(event.target.value) })}
      />
      {target.kind === 'custom' ? <ClientId target={target} disabled={disabled} onChange={onChange} /> : null}
    </>
  );
}

function ClientId({ target, disabled, onChange }: AddressProps): ReactNode {
  return (
    <>
      <span className="field-label">id</span>
      <input
        className="field-client"
        aria-label="Client id"
        title="Client id: keep the same one, or the desk cannot cancel its earlier orders"
        inputMode="numeric"
        data-testid="target-client-id"
        value={shownNumber(target.clientId)}
        disabled={disabled}
        onChange={(event) => onChange({ ...target, clientId: typedNumber(event.target.value) })}
      />
    </>
  );
}

const typedNumber = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
const shownNumber = (value: number): string => (Number.isNaN(value) ? '' : String(value));
