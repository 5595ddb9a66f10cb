import { type ReactNode, useEffect, useState } from 'react';
import type { LegSize, PreviewRow, ProposalLimitRow } from '#shared/contract/proposal-row.ts';
import type { ProposalRow } from '#shared/contract/rows.ts';
import { fraction, money } from '#shared/units.ts';
import {
  formatCount,
  formatPercent,
  formatPrice,
  formatShares,
  formatValue,
  formatWholeMoney,
  unknown,
} from '../format.ts';
import { useDesk } from '../use-rows.ts';

/** Ticks in quick succession ask once. */
const quietMs = 150;

/** Legs that are ticked, and those of them that are to be smaller than proposed. */
export interface Choice {
  readonly legs: readonly number[];
  readonly sizes: readonly LegSize[];
}

/** What approving the ticked legs (all of them where none is) would come to; null = not told yet. Asked again with every interval. */
export function usePreview(
  proposal: ProposalRow,
  { legs: ticked, sizes }: Choice,
  seq: number,
): PreviewRow | null {
  const { link } = useDesk();
  const [preview, setPreview] = useState<PreviewRow | null>(null);
  const legs = (ticked.length > 0 ? [...ticked] : proposal.legs.map(({ index }) => index)).join(',');
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      const asked = { proposalId: proposal.id, legs: legs.split(',').map(Number), sizes: [...sizes] };
      link.request('proposal.preview', asked).then(
        (row) => isCurrent && setPreview(row),
        // It has just been decided or the desk is away: both are told elsewhere.
        () => isCurrent && setPreview(null),
      );
    }, quietMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [link, proposal.id, legs, sizes, seq]);
  return preview;
}

interface LineProps {
  readonly preview: PreviewRow | null;
  readonly choice: Choice;
  readonly onTake: (choice: Choice) => void;
}

/** The outcome in one line, and what stands against it with the least changes that help. */
export function PreviewLine({ preview, choice, onTake }: LineProps): ReactNode {
  if (preview === null) return null;
  const { trades, refusal, warning, offers, moved } = preview;
  const count = (sign: number): number => trades.filter(({ shares }) => Math.sign(shares) === sign).length;
  return (
    <div className="preview-line" data-testid="preview-line">
      <div className="dim">
        {wordsOfChoice(choice)}: {count(-1)} sells, {count(1)} buys · cash{' '}
        {formatWholeMoney(preview.cashBefore)} → <b>{formatWholeMoney(preview.cashAfter)}</b> · turnover{' '}
        {formatPercent(preview.turnover)}
      </div>
      {refusal === null ? null : (
        <div className="tone-bad" role="alert" data-testid="preview-refusal">
          ✕ {refusal}
        </div>
      )}
      {offers.map((offer) => (
        <button
          key={offer.words}
          className="offer"
          data-testid={offer.sizes.length > 0 ? 'preview-offer-sizes' : 'preview-offer'}
          title="Takes it into the legs above; nothing is sent before you approve"
          onClick={() => onTake(offer)}
        >
          {offer.words}
        </button>
      ))}
      {warning === null || refusal !== null ? null : (
        <div className="tone-warn">▲ Approving acknowledges: {warning}</div>
      )}
      {moved.length === 0 ? null : (
        <div className="tone-warn" title={moved.map(({ words }) => words).join('\n')}>
          ▲ {moved.length === 1 ? 'One thing' : `${moved.length} things`} moved beyond tolerance: approving
          shows the new numbers first.
        </div>
      )}
    </div>
  );
}

function wordsOfChoice({ legs, sizes }: Choice): string {
  if (legs.length === 0) return 'All legs';
  return sizes.length === 0 ? 'Ticked' : 'With these sizes';
}

/** Trades and limits, before and after. */
export function PreviewTables({ preview }: { readonly preview: PreviewRow | null }): ReactNode {
  if (preview === null) return null;
  const { limits, trades } = preview;
  return (
    <div className="preview" data-testid="preview">
      {limits.length === 0 ? null : (
        <table className="legs">
          <thead>
            <tr>
              <th>Limit</th>
              <th className="number">Now</th>
              <th className="number">After</th>
              <th className="number">Hard</th>
            </tr>
          </thead>
          <tbody>
            {limits.map((row) => (
              <tr key={row.rule} title={row.words} data-testid={`preview-limit-${row.rule}`}>
                <td>{row.rule.replaceAll('-', ' ')}</td>
                <td className="number">{formatUse(row, row.before)}</td>
                <td className={toneOf(row)}>{formatUse(row, row.after)}</td>
                <td className="number dim">{formatUse(row, row.hard)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <table className="legs">
        <thead>
          <tr>
            <th>Trade</th>
            <th className="number">Shares</th>
            <th className="number">Price</th>
            <th className="number">Value</th>
          </tr>
        </thead>
        <tbody>
          {trades.map(({ ticker, shares, price, value }) => (
            <tr key={ticker}>
              <td className={shares < 0 ? 'side-sell' : 'side-buy'}>
                {shares < 0 ? 'sell' : 'buy'} {ticker}
              </td>
              <td className="number">{formatShares(shares)}</td>
              <td className="number">{formatPrice(price)}</td>
              <td className="number">{formatWholeMoney(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const toneOf = ({ broken }: ProposalLimitRow): string =>
  broken === null ? 'number' : `number tone-${broken === 'hard' ? 'bad' : 'warn'}`;

function formatUse({ unit }: ProposalLimitRow, value: number | null): string {
  if (value === null) return unknown;
  switch (unit) {
    case 'fraction':
      return formatPercent(fraction(value));
    case 'money':
      return formatWholeMoney(money(value));
    case 'shares':
    case 'count':
    case 'ms':
      return formatCount(value);
    case 'ratio':
    case 'beta':
      return formatValue(value);
    case 'flag':
      return value === 0 ? 'no' : 'yes';
    default:
      return unit satisfies never;
  }
}
