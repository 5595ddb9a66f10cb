import { type ReactNode, useState } from 'react';
import type { Status } from '#shared/contract/rows.ts';
import { type SeenStatus, marketNow, timeLeft, timeSince } from '../clock.ts';
import { ReasonDialog } from '../dialog.tsx';
import {
  formatAge,
  formatCountdown,
  formatDate,
  formatMoney,
  formatTime,
  formatWholeMoney,
  formatZone,
  unknown,
} from '../format.ts';
import { useAction, useCell, useDesk, useLinked, useNow, useStatus } from '../use-rows.ts';
import { type Wording, connectionWords } from '../words.ts';
import { Connect } from './connect.tsx';
import { Figure } from './figure.tsx';
import { SafetyBar } from './safety-bar.tsx';
import { Traffic } from './traffic.tsx';

/** Connection, account, clock; below it mode, interval and the halt button. */
export function StatusBar(): ReactNode {
  const status = useStatus();
  return (
    <header className="bar">
      <div className="bar-row">
        <span className="brand">Driftdesk</span>
        <Connect status={status} />
        <ConnectionState status={status} />
        <span className="spring" />
        <Account status={status} />
        <Traffic status={status} />
        <Clock status={status} />
      </div>
      <div className="bar-row">
        <ModeSwitch status={status} />
        <Interval status={status} />
        <SafetyBar />
        <Halt status={status} />
      </div>
    </header>
  );
}

interface Shows {
  readonly status: SeenStatus | null;
}

function ConnectionState({ status }: Shows): ReactNode {
  const linked = useLinked();
  const state = status?.connection.state ?? 'idle';
  const { word, sign, tone } = linked ? (status ? connectionWords[state] : asking) : gone;
  const message = linked ? (status?.connection.message ?? '') : '';
  return (
    <span className="state" data-testid="state" data-state={linked ? state : 'unknown'} title={message}>
      <span className={`tone-${tone} state-word`}>
        {sign} {word}
      </span>
      {bandedStates.has(state) ? null : <span className="state-message">{message}</span>}
    </span>
  );
}

const asking: Wording = { word: 'Asking the desk', sign: '○', tone: 'quiet' };
const gone: Wording = { word: 'No answer from the desk', sign: '✕', tone: 'bad' };

/** Their message stands in a band below, where there is room for what to do. */
const bandedStates: ReadonlySet<Status['connection']['state']> = new Set(['waiting', 'closed', 'degraded']);

const badgeTitles = {
  practice: 'The market and the account are simulated by the practice TWS',
  paper: 'Simulated account at IBKR (its id starts with D)',
  live: 'Real money',
} as const;

function Account({ status }: Shows): ReactNode {
  const kind = status?.accountKind ?? null;
  return (
    <>
      <span
        className={`badge badge-${kind ?? 'none'}`}
        data-testid="badge"
        title={kind === null ? 'No account yet' : badgeTitles[kind]}
      >
        {kind === null ? 'NO ACCOUNT' : kind.toUpperCase()}
      </span>
      <Figure label="Account" value={status?.account ?? unknown} testId="account" width={9} />
      <Figure
        label="NAV"
        value={formatWholeMoney(status?.nav ?? null)}
        title={formatMoney(status?.nav ?? null)}
        testId="nav"
        width={9}
      />
      <Figure
        label="Cash"
        value={formatWholeMoney(status?.cash ?? null)}
        title={formatMoney(status?.cash ?? null)}
        testId="cash"
        width={9}
      />
    </>
  );
}

const dataWords: Readonly<Record<NonNullable<Status['dataKind']>, string>> = {
  live: 'live',
  frozen: 'frozen ▲',
  delayed: 'delayed ▲',
  'delayed-frozen': 'delayed, frozen ▲',
  stale: 'stale ▲',
};

/** Older than this, the newest quote of the whole universe is a matter of concern while the session is open. */
const oldDataMs = 5000;

function Clock({ status }: Shows): ReactNode {
  const now = useNow(200);
  const market = status ? marketNow(status, now) : null;
  const age = status ? timeSince(status.dataAt, status, now) : null;
  const kind = status?.dataKind ?? null;
  const worry = (age !== null && age > oldDataMs) || (kind !== null && kind !== 'live');
  return (
    <>
      <Figure
        label="Data"
        value={age === null ? 'none' : `${formatAge(age)} ${kind === null ? '' : dataWords[kind]}`}
        tone={worry ? 'warn' : undefined}
        title="Age of the newest quote, and the kind of market data"
        testId="data-age"
        width={11}
      />
      <Figure
        label={market === null ? 'Server time' : `${formatDate(market)} ${formatZone(market)}`}
        value={formatTime(market)}
        title="The TWS's clock, in exchange time (New York)"
        testId="server-time"
        width={9}
      />
    </>
  );
}

const modes = [
  { mode: 'observe', label: 'Observe', title: 'Compute and show; propose and send nothing' },
  { mode: 'propose', label: 'Propose', title: 'Propose; send only what you approve' },
  { mode: 'auto', label: 'Auto', title: 'Send what the engine proposes, without asking' },
] as const;

const noAuto =
  'A live account trades by approval. Auto takes an armed account, and safety.allowLiveAuto in desk.json.';

function ModeSwitch({ status }: Shows): ReactNode {
  const { link, safety } = useDesk();
  const linked = useLinked();
  const action = useAction();
  const mayAuto = useCell(safety)?.arming.mayAuto ?? status?.accountKind !== 'live';
  return (
    <div className="modes" role="radiogroup" aria-label="Mode">
      {modes.map(({ mode, label, title }) => {
        const forbidden = mode === 'auto' && !mayAuto;
        return (
          <button
            key={mode}
            role="radio"
            aria-checked={status?.mode === mode}
            className={status?.mode === mode ? 'mode mode-on' : 'mode'}
            data-testid={`mode-${mode}`}
            data-forbidden={forbidden}
            disabled={!linked || status === null || action.busy || forbidden}
            title={forbidden ? noAuto : title}
            onClick={() => action.run(() => link.request('mode.set', { mode }))}
          >
            {status?.mode === mode ? '● ' : '○ '}
            {label}
          </button>
        );
      })}
    </div>
  );
}

function Interval({ status }: Shows): ReactNode {
  const { link } = useDesk();
  const linked = useLinked();
  const action = useAction();
  const now = useNow(500);
  const left = status ? timeLeft(status.interval.nextAt, status, now) : null;
  return (
    <div className="interval">
      <span className="interval-number" data-testid="interval-seq">
        {status ? `Interval ${status.interval.seq}` : 'Interval –'}
      </span>
      <span
        className="interval-summary"
        data-testid="interval-summary"
        title={status ? `${status.interval.summary} (at ${formatTime(status.interval.lastAt)})` : ''}
      >
        {status?.interval.summary ?? ''}
      </span>
      <span className="interval-next" data-testid="interval-next" title="Time to the next interval">
        next {formatCountdown(left)}
      </span>
      <button
        data-testid="interval-run"
        disabled={!linked || status === null || action.busy}
        title="Run an extra interval at once"
        onClick={() => action.run(() => link.request('interval.run', {}))}
      >
        Compute now
      </button>
    </div>
  );
}

function Halt({ status }: Shows): ReactNode {
  const { link } = useDesk();
  const linked = useLinked();
  const [asking, setAsking] = useState(false);
  const halted = status !== null && status.halted !== null;
  return (
    <>
      <button
        className={halted ? 'button-main halt' : 'button-bad halt'}
        data-testid={halted ? 'resume' : 'halt'}
        disabled={!linked || status === null}
        title={halted ? 'Let new orders go again' : 'Stop sending new orders'}
        onClick={() => setAsking(true)}
      >
        {halted ? '▶ Resume…' : '■ Halt…'}
      </button>
      {asking ? (
        <ReasonDialog
          title={halted ? 'Resume trading' : 'Halt trading'}
          consequence={halted ? resumeConsequence : haltConsequence}
          confirm={halted ? 'Resume' : 'Halt now'}
          tone={halted ? 'plain' : 'bad'}
          testId={halted ? 'resume' : 'halt'}
          onConfirm={(reason) => link.request(halted ? 'trading.resume' : 'trading.halt', { reason })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

const haltConsequence =
  'No new order is sent until you resume. Orders that already work stay at IBKR and may still fill: cancel them in the blotter if you want them gone. Quotes, drift and fills go on.';
const resumeConsequence = 'New orders may be sent again in the present mode, from the next interval on.';
