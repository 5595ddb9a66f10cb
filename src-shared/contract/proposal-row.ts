import { z } from 'zod';
import { limitIds, limitUnits } from '../domain/limit.ts';
import { rejectCodes } from '../domain/proposal.ts';
import { shares } from '../units.ts';
import { MovedRow } from './moved-row.ts';
import { Fraction, Money, Price, Reason, Shares } from './rows.ts';

// What approving some of a proposal's legs would come to.

export const RejectCode = z.enum(rejectCodes);

const TradeRow = z.object({
  ticker: z.string(),
  /** Signed: positive buys. */
  shares: Shares,
  price: Price,
  /** Signed as the shares. */
  value: Money,
  reason: Reason,
});

const ProposalLimitRow = z.object({
  rule: z.enum(limitIds),
  unit: z.enum(limitUnits),
  /** null where there is nothing before an order. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  soft: z.number().nullable(),
  hard: z.number().nullable(),
  broken: z.enum(['soft', 'hard']).nullable(),
  tickers: z.array(z.string()),
  words: z.string(),
});

const Size = z.int().nonnegative().transform(shares);

/** What a leg is approved with where that is less than proposed; both 0 = it is left out. */
export const LegSize = z.object({ leg: z.int().nonnegative(), sellShares: Size, buyShares: Size });

/** Empty = every leg is as proposed. */
export const LegSizes = z.array(LegSize).max(1000);

export const PreviewRow = z.object({
  trades: z.array(TradeRow),
  limits: z.array(ProposalLimitRow),
  /** Why these legs would be refused, in words; null = they would not. */
  refusal: z.string().nullable(),
  /** Soft limits that approving them acknowledges, in words; null = none. */
  warning: z.string().nullable(),
  /** What would be shown for a second approval. */
  moved: z.array(MovedRow),
  /** Choices near this one that would not be refused: the same legs smaller, or others. */
  offers: z.array(z.object({ legs: z.array(z.int()), sizes: z.array(LegSize), words: z.string() })),
  turnover: Fraction,
  costMoney: Money,
  cashBefore: Money,
  cashAfter: Money,
});

export type ProposalLimitRow = z.output<typeof ProposalLimitRow>;
export type LegSize = z.output<typeof LegSize>;
export type PreviewRow = z.output<typeof PreviewRow>;
