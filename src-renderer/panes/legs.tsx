import { type KeyboardEvent, type ReactNode, Fragment } from 'react';
import type { LegSize } from '#shared/contract/proposal-row.ts';
import type { LegRow, ProposalRow } from '#shared/contract/rows.ts';
import type { Shares } from '#shared/units.ts';
import { formatBps, formatMoney, formatShares, formatUtility, formatWeight } from '../format.ts';
import { ReasonChip } from './reason-cell.tsx';

interface LegsProps {
  readonly proposal: ProposalRow;
  readonly ticked: readonly number[];
  /** Of legs that are to be smaller than proposed. */
  readonly sizes: readonly LegSize[];
  readonly onToggle: (index: number) => void;
}

/** The legs of a proposal, each with a box to tick. */
export function Legs({ proposal, ticked, sizes, onToggle }: LegsProps): ReactNode {
  return (
    <table className="legs" onKeyDown={moveFocus}>
      <thead>
        <tr>
          <th aria-label="Ticked" />
          <th>From → to</th>
          <th className="number" title="Weight that moves, % of NAV">
            Δw %
          </th>
          <th
            className="number"
            title="Shares sold and bought; where a smaller size was taken: proposed → approved"
          >
            Shares
          </th>
          <th className="number" title="Estimated cost: basis points of the traded weight, and money">
            Cost bp
          </th>
          <th className="number" title="Utility of the rotation after its cost; cuts and trims need none">
            Utility
          </th>
        </tr>
      </thead>
      <tbody>
        {proposal.legs.map((leg) => (
          <Leg
            key={leg.index}
            leg={leg}
            ticked={ticked.includes(leg.index)}
            size={sizes.find((size) => size.leg === leg.index) ?? leg}
            onToggle={() => onToggle(leg.index)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface LegProps {
  readonly leg: LegRow;
  readonly ticked: boolean;
  readonly size: Size;
  readonly onToggle: () => void;
}

function Leg({ leg, ticked, size, onToggle }: LegProps): ReactNode {
  const from = leg.from ?? 'cash';
  const to = leg.to ?? 'cash';
  return (
    <tr
      className={ticked ? 'leg leg-ticked' : 'leg'}
      data-testid={`leg-row-${leg.index}`}
      title={leg.why}
      onClick={(event) => {
        if (!(event.target instanceof HTMLInputElement)) onToggle();
      }}
    >
      <td>
        <input
          type="checkbox"
          data-testid={`leg-${leg.index}`}
          aria-label={`${from} to ${to}`}
          checked={ticked}
          onChange={onToggle}
        />
      </td>
      <td>
        <span className="leg-names">
          <Side name={from} kind="sell" /> → <Side name={to} kind="buy" />
        </span>
        <ReasonChip code={leg.reason} title={leg.why} />
      </td>
      <td className="number">{formatWeight(leg.weight)}</td>
      <td className="number">
        <Trades proposed={leg} approved={size} />
      </td>
      <td className="number">
        {formatBps(leg.cost)}
        <small>{formatMoney(leg.costMoney)}</small>
      </td>
      <td className="number">{formatUtility(leg.utility)}</td>
    </tr>
  );
}

const Side = ({ name, kind }: { readonly name: string; readonly kind: 'buy' | 'sell' }): ReactNode =>
  name === 'cash' ? <span className="dim">cash</span> : <b className={`side-${kind}`}>{name}</b>;

type Size = Pick<LegRow, 'sellShares' | 'buyShares'>;

function Trades({ proposed, approved }: { readonly proposed: Size; readonly approved: Size }): ReactNode {
  return (
    <Fragment>
      <Trade side="sell" proposed={proposed.sellShares} approved={approved.sellShares} />
      <Trade side="buy" proposed={proposed.buyShares} approved={approved.buyShares} />
    </Fragment>
  );
}

interface TradeProps {
  readonly side: 'buy' | 'sell';
  readonly proposed: Shares;
  readonly approved: Shares;
}

function Trade({ side, proposed, approved }: TradeProps): ReactNode {
  if (proposed === 0) return null;
  return (
    <span className={`side-${side} leg-trade`}>
      {side} {sizeWords(proposed, approved)}
    </span>
  );
}

/** Proposed → approved where that is less. */
export const sizeWords = (proposed: Shares, approved: Shares): string =>
  proposed === approved ? formatShares(proposed) : `${formatShares(proposed)} → ${formatShares(approved)}`;

/** Arrows, J and K go from box to box; Space is the box's own key. */
function moveFocus(event: KeyboardEvent<HTMLTableElement>): void {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, J: 1, ArrowUp: -1, k: -1, K: -1 };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
  const at = boxes.findIndex((box) => box === document.activeElement);
  boxes[Math.min(Math.max(at + step, 0), boxes.length - 1)]?.focus();
}
