import { type ReactNode, useState } from 'react';
import type { SafetyRow, TripRow } from '#shared/contract/safety-row.ts';
import { fraction } from '#shared/units.ts';
import { ReasonDialog } from '../dialog.tsx';
import {
  formatPercent,
  formatSignedMoney,
  formatStamp,
  formatTime,
  formatTripValue,
  formatWholeMoney,
} from '../format.ts';
import { useCell, useDesk, useLinked } from '../use-rows.ts';
import { Arming } from './safety-arm.tsx';
import { distanceOf, eventWords, stateMeaning, stateWords, tripNames, tripStates } from './safety-words.ts';

/** State, arming, what trips by itself, and the record of all of it. */
export function Safety(): ReactNode {
  const safety = useCell(useDesk().safety);
  if (safety === null) {
    return (
      <div className="bottom-body" data-testid="safety">
        <div className="empty">The desk has not told its state yet.</div>
      </div>
    );
  }
  return (
    <div className="bottom-body safety" data-testid="safety" data-state={safety.state}>
      <div className="safety-tables">
        <div className="scroll safety-side">
          <State safety={safety} />
          <Arming safety={safety} />
          <Day safety={safety} />
        </div>
        <Trips trips={safety.trips} />
        <Events safety={safety} />
      </div>
    </div>
  );
}

interface Shows {
  readonly safety: SafetyRow;
}

type Asking = 'halt' | 'reduce' | 'reset' | null;

const questions = {
  halt: {
    title: 'Halt trading',
    consequence:
      'No new order is sent until you reset. Orders that work stay at IBKR and may still fill: the kill switch cancels them.',
    confirm: 'Halt now',
    request: 'trading.halt',
  },
  reduce: {
    title: 'Only reduce from now on',
    consequence:
      'Only orders that bring a position nearer to zero are sent until you reset. Working orders that would make one larger are cancelled at once.',
    confirm: 'Only reduce',
    request: 'trading.reduce',
  },
  reset: {
    title: 'Reset trading',
    consequence:
      'New orders may go again in the present mode. What still holds (a loss, missing data) trips again at once, and says so here.',
    confirm: 'Reset',
    request: 'trading.resume',
  },
} as const;

function State({ safety }: Shows): ReactNode {
  const linked = useLinked();
  const { link } = useDesk();
  const [asking, setAsking] = useState<Asking>(null);
  const { word, sign, tone } = stateWords[safety.state];
  const question = asking === null ? null : questions[asking];
  return (
    <section className="safety-block">
      <p className={`tone-${tone}`} data-testid="safety-state" data-state={safety.state}>
        <b>
          {sign} {word}
        </b>{' '}
        <span className="dim">{stateMeaning[safety.state]}</span>
      </p>
      {safety.state === 'active' ? null : (
        <p>
          {safety.why}{' '}
          <span className="dim">
            Since {formatStamp(safety.since)}, by {safety.by}.
          </span>
        </p>
      )}
      {safety.saved ? null : (
        <p className="tone-bad">✕ This could not be written down yet: it would be lost with the desk.</p>
      )}
      <div className="safety-buttons">
        {safety.state === 'active' ? null : (
          <button
            className="button-main"
            data-testid="safety-reset"
            disabled={!linked}
            onClick={() => setAsking('reset')}
          >
            Reset…
          </button>
        )}
        {safety.state === 'reducing' ? null : (
          <button data-testid="safety-reduce" disabled={!linked} onClick={() => setAsking('reduce')}>
            Only reduce…
          </button>
        )}
        {safety.state === 'halted' ? null : (
          <button
            className="button-bad"
            data-testid="safety-halt"
            disabled={!linked}
            onClick={() => setAsking('halt')}
          >
            Halt…
          </button>
        )}
      </div>
      {question === null || asking === null ? null : (
        <ReasonDialog
          title={question.title}
          consequence={question.consequence}
          confirm={question.confirm}
          tone={asking === 'halt' ? 'bad' : 'plain'}
          testId={`safety-${asking}`}
          onConfirm={(reason) => link.request(question.request, { reason })}
          onClose={() => setAsking(null)}
        />
      )}
    </section>
  );
}

function Day({ safety: { day, cap } }: Shows): ReactNode {
  return (
    <section className="safety-block">
      {day === null ? (
        <p className="dim">The day’s result is not known yet.</p>
      ) : (
        <p title="Net liquidation less that of the day’s first values, less cash that came or went by itself">
          Day <b className={`number ${day.result < 0 ? 'loss' : 'gain'}`}>{formatSignedMoney(day.result)}</b>{' '}
          <span className="dim">
            since {formatTime(day.startAt)}, peak {formatWholeMoney(day.peak)}
            {day.flow === 0 ? '' : `, transfers left out ${formatWholeMoney(day.flow)}`}
          </span>
        </p>
      )}
      {cap === null ? null : (
        <p className="tone-warn">
          ▲ First live day: at most {formatWholeMoney(cap.order)} an order
          {cap.day === null
            ? ''
            : `, ${formatWholeMoney(cap.day.left)} left of ${formatWholeMoney(cap.day.limit)} today`}
          . Lifted tomorrow.
        </p>
      )}
    </section>
  );
}

function Trips({ trips }: { readonly trips: readonly TripRow[] }): ReactNode {
  return (
    <div className="scroll">
      <table className="plain safety-trips" data-testid="safety-trips">
        <thead>
          <tr>
            <th>Trips by itself</th>
            <th>State</th>
            <th className="number">Now</th>
            <th className="number">Limit</th>
            <th className="number">Left</th>
            <th>Then</th>
          </tr>
        </thead>
        <tbody>
          {trips.map((trip) => (
            <Trip key={trip.id} trip={trip} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Trip({ trip }: { readonly trip: TripRow }): ReactNode {
  const { word, sign, tone } = tripStates[trip.state];
  const left = distanceOf(trip);
  const then = trip.to === null ? '' : `${trip.to}${trip.cancelOrders ? ' + cancel' : ''}`;
  return (
    <tr title={trip.words} data-testid={`trip-${trip.id}`} data-state={trip.state}>
      <td className="nowrap">{tripNames[trip.id]}</td>
      <td className={`tone-${tone} nowrap`}>
        {sign} {word}
      </td>
      <td className="number nowrap">{formatTripValue(trip.value, trip.unit)}</td>
      <td className="number nowrap">{formatTripValue(trip.limit, trip.unit)}</td>
      <td className="number nowrap">{formatPercent(left === null ? null : fraction(left))}</td>
      <td className="dim nowrap">{then}</td>
    </tr>
  );
}

function Events({ safety: { events } }: Shows): ReactNode {
  return (
    <div className="scroll" data-testid="safety-events">
      {events.length === 0 ? (
        <div className="empty">Nothing was halted, tripped, armed or killed yet.</div>
      ) : null}
      <table className="plain">
        <tbody>
          {events.map(({ id, at, kind, who, what, reason }) => (
            <tr key={id}>
              <td className="dim number nowrap" title="Exchange time">
                {formatStamp(at)}
              </td>
              <td className={`tone-${eventWords[kind].tone} nowrap`}>
                {eventWords[kind].sign} {eventWords[kind].word}
              </td>
              <td className="dim nowrap">{who}</td>
              <td className="wide">
                {what} <span className="dim">{reason}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
