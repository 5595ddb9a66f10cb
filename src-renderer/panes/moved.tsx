import type { ReactNode } from 'react';
import type { MovedRow } from '#shared/contract/moved-row.ts';
import type { ProposalRow } from '#shared/contract/rows.ts';
import { money, price } from '#shared/units.ts';
import { formatCount, formatPrice, formatWholeMoney, unknown } from '../format.ts';

/** What moved since the revision before: shown until the proposal is decided on. */
export function MovedList({ proposal }: { readonly proposal: ProposalRow }): ReactNode {
  if (proposal.moved.length === 0) return null;
  return (
    <div className="moved" role="alert" data-testid="moved">
      <strong className="tone-warn">
        ▲ Nothing was sent: this moved. Approve again to send what you see now.
      </strong>
      <table>
        <tbody>
          {proposal.moved.map((row) => (
            <tr key={`${row.ticker ?? ''}-${row.field}-${row.words}`} title={row.words}>
              <td>
                <b>{row.ticker ?? 'Book'}</b>
              </td>
              <td className="dim">{fieldWords[row.field]}</td>
              <td className="number">{formatMoved(row, row.before)}</td>
              <td className="dim">→</td>
              <td className="number tone-warn">{formatMoved(row, row.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const fieldWords: Readonly<Record<MovedRow['field'], string>> = {
  price: 'price',
  position: 'position, shares',
  shares: 'trade, shares',
  nav: 'net asset value',
  cost: 'estimated cost',
  limit: 'limit',
  clamp: 'close clamp, shares',
  leg: 'gone, shares',
};

function formatMoved({ field }: MovedRow, value: number | null): string {
  if (value === null) return unknown;
  switch (field) {
    case 'price':
      return formatPrice(price(value));
    case 'nav':
    case 'cost':
      return formatWholeMoney(money(value));
    case 'limit':
      return String(Number(value.toPrecision(4)));
    case 'position':
    case 'shares':
    case 'clamp':
    case 'leg':
      return formatCount(value);
    default:
      return field satisfies never;
  }
}
