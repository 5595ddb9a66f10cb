import type { ReactNode } from 'react';
import { type SeenStatus, deskNow } from '../clock.ts';
import { formatCountdown } from '../format.ts';
import { SafetyBands } from './safety-bands.tsx';
import { useAction, useCell, useDesk, useNow, useStatus } from '../use-rows.ts';
import type { Tone } from '../words.ts';

interface Band {
  readonly id: string;
  readonly tone: Tone;
  readonly head: string;
  readonly text: string;
  readonly button?: ReactNode;
}

/** What keeps the desk from working, each with what to do. */
export function Bands(): ReactNode {
  const status = useStatus();
  const { link } = useDesk();
  const linkState = useCell(link.state);
  const now = useNow(500);
  const bands = status && linkState.kind === 'open' ? bandsOf(status, now) : [];
  return (
    <div className="bands" role="status">
      {linkState.kind === 'lost' ? (
        <Line
          id="link"
          tone="bad"
          head="The desk is not answering."
          text={`Trying again in ${formatCountdown(linkState.retryAt - now)}. What is shown is old and nothing can be sent from here. If the desk was started anew, open the address that it printed.`}
        />
      ) : null}
      <SafetyBands />
      {bands.map((band) => (
        <Line key={band.id} {...band} {...(band.id === 'strategy' ? { button: <ReloadStrategy /> } : {})} />
      ))}
    </div>
  );
}

function Line({ id, tone, head, text, button }: Band): ReactNode {
  return (
    <div className={`band band-${tone}`} data-testid="notice-band" data-band={id}>
      <span>
        <strong>
          {tone === 'bad' ? '✕' : '▲'} {head}
        </strong>{' '}
        {text}
      </span>
      {button}
    </div>
  );
}

/** The bands that a status calls for, the gravest first. */
export function bandsOf(status: SeenStatus, localNow: number): readonly Band[] {
  const { connection, halted, strategy, store } = status;
  const bands: Band[] = [];
  if (halted !== null)
    bands.push({
      id: 'halted',
      tone: 'bad',
      head: 'Trading is halted.',
      text: `${sentence(halted)} No new order is sent; cancels still go. Resume when the cause is gone.`,
    });
  if (store.error !== null)
    bands.push({ id: 'store', tone: 'bad', head: 'The journal cannot be used.', text: store.error });
  if (strategy.error !== null)
    bands.push({
      id: 'strategy',
      tone: 'bad',
      head: 'The strategy file is not usable.',
      text: `${sentence(strategy.error)} Correct ${strategy.file} and reload it.`,
    });
  if (connection.message !== '' && connection.state === 'degraded')
    bands.push({ id: 'connection', tone: 'warn', head: 'TWS lost IBKR.', text: connection.message });
  if (connection.message !== '' && connection.state === 'closed')
    bands.push({ id: 'connection', tone: 'bad', head: 'Disconnected.', text: connection.message });
  if (connection.state === 'waiting')
    bands.push({
      id: 'connection',
      tone: 'warn',
      head: 'Not connected.',
      text: waitingText(status, localNow),
    });
  return bands;
}

/** Reasons are typed by people and files: with or without a full stop. */
const sentence = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`);

function waitingText({ connection, ...status }: SeenStatus, localNow: number): string {
  if (connection.retryAt === null) return connection.message;
  const left = connection.retryAt - deskNow({ connection, ...status }, localNow);
  return `${connection.message} Next attempt in ${formatCountdown(left)}.`.trim();
}

function ReloadStrategy(): ReactNode {
  const { link } = useDesk();
  const action = useAction();
  return (
    <button disabled={action.busy} onClick={() => action.run(() => link.request('strategy.reload', {}))}>
      Reload
    </button>
  );
}
