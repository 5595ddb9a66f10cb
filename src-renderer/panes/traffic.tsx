import type { ReactNode } from 'react';
import { type SeenStatus, timeLeft, timeSince } from '../clock.ts';
import { formatAge, formatTime } from '../format.ts';
import { useNow } from '../use-rows.ts';
import { Figure } from './figure.tsx';
import { inHours, isBusy, isSilent } from './traffic-words.ts';

/** How the line to the TWS does: its last message, the sending budget, its next restart. Nothing while there is no connection. */
export function Traffic({ status }: { readonly status: SeenStatus | null }): ReactNode {
  const now = useNow(1_000);
  if (status === null || status.health === null) return null;
  const { lastMessageAt, messagesLastSecond, messageBudget, nextRestartAt, linesOpen, lineLimit } =
    status.health;
  const age = timeSince(lastMessageAt, status, now);
  const left = timeLeft(nextRestartAt, status, now);
  return (
    <>
      <Figure
        label="TWS heard · sent"
        value={`${age === null ? 'never' : formatAge(Math.max(0, age))} · ${messagesLastSecond}/${messageBudget}`}
        tone={isSilent(age) || isBusy(messagesLastSecond, messageBudget) ? 'warn' : undefined}
        title={`Since the last message of the TWS; messages sent in the last second, of ${messageBudget} at which it drops the connection. Quote streams: ${linesOpen} of ${lineLimit}.`}
        testId="traffic"
        width={12}
      />
      {left === null ? null : (
        <Figure
          label="TWS restart"
          value={inHours(left)}
          tone={left < soonMs ? 'warn' : undefined}
          title={`The TWS restarts by itself at ${formatTime(nextRestartAt)} (New York). No order is sent shortly before it.`}
          testId="restart"
          width={8}
        />
      )}
    </>
  );
}

const soonMs = 30 * 60_000;
