import type { PreviewRow } from '#shared/contract/proposal-row.ts';
import { fraction, money, price, shares } from '#shared/units.ts';

export const sampleLegsPreview = (over: Partial<PreviewRow> = {}): PreviewRow => ({
  trades: [
    {
      ticker: 'AAPL',
      shares: shares(-54),
      price: price(231.5),
      value: money(-12_501),
      reason: 'ROTATE_GREEN',
    },
    {
      ticker: 'MSFT',
      shares: shares(26),
      price: price(480.31),
      value: money(12_488.06),
      reason: 'ROTATE_GREEN',
    },
  ],
  limits: [
    {
      rule: 'gross',
      unit: 'fraction',
      before: 0.91,
      after: 0.912,
      soft: 0.95,
      hard: 1,
      broken: null,
      tickers: ['MSFT'],
      words: 'the book would hold 91.20 % of NAV (limit 100.00 %)',
    },
  ],
  refusal: null,
  warning: null,
  moved: [],
  offers: [],
  turnover: fraction(0.025),
  costMoney: money(5.25),
  cashBefore: money(90_000),
  cashAfter: money(90_013),
  ...over,
});
