import type { Preview } from '#engine/preview.ts';
import type { PreviewRow } from '#shared/contract/proposal-row.ts';
import { money } from '#shared/units.ts';

export const previewRow = ({ trades, limits, offers, moved, cash, ...rest }: Preview): PreviewRow => ({
  ...rest,
  trades: trades.map(({ ticker, shares, price, reason }) => ({
    ...{ ticker, shares, price, reason },
    value: money(shares * price),
  })),
  limits: limits.map((limit) => ({ ...limit, tickers: [...limit.tickers] })),
  moved: [...moved],
  offers: offers.map(({ legs, sizes, words }) => ({ legs: [...legs], sizes: [...sizes], words })),
  cashBefore: cash.before,
  cashAfter: cash.after,
});
