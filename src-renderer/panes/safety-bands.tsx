import type { ReactNode } from 'react';
import type { SafetyRow } from '#shared/contract/safety-row.ts';
import { useCell, useDesk, useLinked } from '../use-rows.ts';

interface SafetyBand {
  readonly id: string;
  readonly tone: 'warn' | 'bad';
  readonly head: string;
  readonly text: string;
}

/** What the trading state keeps from happening; a halt has a band of its own already. */
export function safetyBandsOf(safety: SafetyRow): readonly SafetyBand[] {
  const bands: SafetyBand[] = [];
  const { arming, kill } = safety;
  if (kill !== null && kill.state === 'survivors' && safety.state === 'halted')
    bands.push({ id: 'survivors', tone: 'bad', head: 'After the kill switch:', text: kill.words });
  if (kill !== null && kill.problem !== null && safety.state === 'halted')
    bands.push({
      id: 'kill-problem',
      tone: 'bad',
      head: 'The kill switch could not do all.',
      text: kill.problem,
    });
  if (safety.outOfReach > 0)
    bands.push({
      id: 'out-of-reach',
      tone: 'bad',
      head: `Orders that may work at IBKR: ${safety.outOfReach}, and no cancel can leave.`,
      text: 'Without a TWS nothing is known of them. Connect, or cancel them in TWS or IBKR’s own app. Once connected, all books are compared before anything is sent.',
    });
  if (safety.state === 'reducing')
    bands.push({
      id: 'reducing',
      tone: 'warn',
      head: 'Only reductions are sent.',
      text: `${safety.why} Reset it in the Safety tab when the cause is gone.`,
    });
  if (arming.problems.length > 0)
    bands.push({
      id: 'disagree',
      tone: 'bad',
      head: 'Choice, port and account disagree: nothing is sent.',
      text: `Disconnect, and connect to what you mean. ${arming.problems.join(' ')}`,
    });
  else if (arming.needed && !arming.armed)
    bands.push({
      id: 'disarmed',
      tone: 'warn',
      head: 'Live and disarmed.',
      text: `Nothing is sent to ${arming.account ?? 'this account'} before it is armed in the Safety tab.`,
    });
  return bands;
}

export function SafetyBands(): ReactNode {
  const safety = useCell(useDesk().safety);
  const linked = useLinked();
  if (safety === null || !linked) return null;
  return safetyBandsOf(safety).map(({ id, tone, head, text }) => (
    <div key={id} className={`band band-${tone}`} data-testid="safety-band" data-band={id}>
      <span>
        <strong>
          {tone === 'bad' ? '✕' : '▲'} {head}
        </strong>{' '}
        {text}
      </span>
    </div>
  ));
}
