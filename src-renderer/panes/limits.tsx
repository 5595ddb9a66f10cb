import type { ReactNode } from 'react';
import type { LimitHitRow, LimitRow } from '#shared/contract/limit-row.ts';
import { formatTime } from '../format.ts';
import { useCell, useDesk } from '../use-rows.ts';
import { formatUse, leftOf, limitStates } from './limits-words.ts';

/** Every limit: how much of it is used, and what it refused and let wait today. */
export function Limits(): ReactNode {
  const row = useCell(useDesk().limits);
  if (row === null || row.limits.length === 0)
    return (
      <div className="bottom-body" data-testid="limits">
        <div className="empty">
          No limits are known before a strategy is loaded and an account is connected.
        </div>
      </div>
    );
  return (
    <div className="bottom-body" data-testid="limits">
      <div className="scroll">
        <table className="plain limits">
          <thead>
            <tr>
              <th>Limit</th>
              <th>State</th>
              <th className="number" title="What is held, and what works, as if it had filled">
                Now
              </th>
              <th title="Part of the hard limit">Used</th>
              <th
                className="number"
                title="Shown, and acknowledged by your approval; mode auto waits for you"
              >
                Soft
              </th>
              <th className="number" title="Refused">
                Hard
              </th>
              <th className="number">Left</th>
              <th>Refused today</th>
              <th>Set in the strategy file by</th>
            </tr>
          </thead>
          <tbody>
            {row.limits.map((limit) => (
              <Limit key={limit.id} limit={limit} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Limit({ limit }: { readonly limit: LimitRow }): ReactNode {
  const { id, name, at, unit, value, soft, hard, state, used, key } = limit;
  const { word, sign, tone } = limitStates[state];
  return (
    <tr data-testid={`limit-${id}`} data-state={state}>
      <td className="nowrap">
        {name}
        {at === '' ? null : <span className="dim"> · {at}</span>}
      </td>
      <td className={`tone-${tone} nowrap`}>
        {sign} {word}
      </td>
      <td className="number nowrap">{formatUse(value, unit)}</td>
      <td>{used === null ? null : <Bar used={used} state={state} />}</td>
      <td className="number nowrap">{formatUse(soft, unit)}</td>
      <td className="number nowrap">{formatUse(hard, unit)}</td>
      <td className="number nowrap">{formatUse(leftOf(limit), unit)}</td>
      <td className="wide">
        <Hit limit={limit} />
      </td>
      <td className="dim nowrap">{key}</td>
    </tr>
  );
}

const Bar = ({ used, state }: Pick<LimitRow, 'state'> & { readonly used: number }): ReactNode => (
  <meter className={`limit-bar limit-${state}`} min={0} max={1} value={Math.min(1, used)} />
);

function Hit({ limit: { hit, waits, key } }: { readonly limit: LimitRow }): ReactNode {
  if (hit === null && waits === null) return null;
  return (
    <span
      title={
        key === null ? undefined : 'It may not be made wider before tomorrow; narrower is taken up at once.'
      }
    >
      {hit === null ? null : (
        <>
          <b className="tone-bad">✕ {hit.count}×</b> <When times={hit} /> {hit.words}{' '}
        </>
      )}
      {waits === null ? null : (
        <span className="dim" title="An order waited for it and was tried again">
          waited for {waits.count}× <When times={waits} />
        </span>
      )}
    </span>
  );
}

const When = ({ times: { firstAt, lastAt } }: { readonly times: LimitHitRow }): ReactNode => (
  <span className="dim">
    since {formatTime(firstAt)}, last {formatTime(lastAt)}
  </span>
);
