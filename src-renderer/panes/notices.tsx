import type { ReactNode } from 'react';
import { formatDate, formatTime } from '../format.ts';
import { useStatus } from '../use-rows.ts';

const levels = {
  info: { word: 'Info', sign: '○', tone: 'quiet' },
  warning: { word: 'Warning', sign: '▲', tone: 'warn' },
  error: { word: 'Error', sign: '✕', tone: 'bad' },
} as const;

/** What the TWS and the desk had to say, newest first. */
export function Notices(): ReactNode {
  const notices = [...(useStatus()?.notices ?? [])].sort((a, b) => b.id - a.id);
  return (
    <div className="bottom-body scroll" data-testid="notices">
      {notices.length === 0 ? <div className="empty">No notices.</div> : null}
      <table className="plain">
        <tbody>
          {notices.map(({ id, at, level, code, text }) => (
            <tr key={id}>
              <td className="dim number nowrap" title={`${formatDate(at)}, exchange time`}>
                {formatTime(at)}
              </td>
              <td className={`tone-${levels[level].tone} nowrap`}>
                {levels[level].sign} {levels[level].word}
              </td>
              <td className="dim number">{code ?? ''}</td>
              <td className="wide">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
