import type { ExecutionStyle } from '#shared/domain/work.ts';
import { fraction, fromBps } from '#shared/units.ts';
import type { Fraction } from '#shared/units.ts';

export interface ExecutionSettings {
  /** `SHORT_HORIZON` works a trade from the near touch to a marketable limit; every other style is one order at once. */
  readonly style: ExecutionStyle;
  readonly adaptivePriority: 'Patient' | 'Normal' | 'Urgent';
  /** How far through the touch a LMT may go, and the cap of MIDPRICE and ADAPTIVE. */
  readonly collar: Fraction;
  /** How far from the proposed price anything may trade. */
  readonly priceTolerance: Fraction;
  /** How far a position may have changed since the proposal without being shown again: the larger of these shares and this part of the trade. */
  readonly positionToleranceShares: number;
  readonly positionTolerance: Fraction;
  /** The same of the NAV. */
  readonly navTolerance: Fraction;
  /** How long a rejected leg is not proposed again; 0 = it may be at once. */
  readonly rejectMemoryMs: number;
  /** A change of the z between its names that ends this earlier. */
  readonly rejectMemoryGapZ: number;
  /** In mode propose, legs that only reduce are approved by the desk. */
  readonly autoCuts: boolean;
  /** How long a proposal stays open for a decision. */
  readonly proposalTtlMs: number;
  /** How long an approved trade is worked. */
  readonly windowMs: number;
  /** Between two steps of execution; null = 2 s in practice, 5 s elsewhere. */
  readonly tickMs: number | null;
  /** An order at the touch is replaced no sooner than this after it went. */
  readonly repriceMs: number;
  /** How long after its end an order may still bring a fill, before the next one goes. */
  readonly settleMs: number;
  /** How long a margin preview is waited for. */
  readonly previewMs: number;
  /** What stands between the near touch and crossing. */
  readonly middle: 'MIDPRICE' | 'ADAPTIVE';
  /** Most of the displayed size that one child takes. */
  readonly displayedShare: Fraction;
  /** Most of the volume expected over the window that one trade takes. */
  readonly participation: Fraction;
  /** What an interval's end does to what is still being worked: carried to the end of its window, or cancelled. */
  readonly atIntervalEnd: 'carry' | 'cancel';
  /** Whether what is left at a window that ends with the session goes to the closing auction. */
  readonly closingAuction: boolean;
  /** Minutes before the close, by primary exchange; `other` = all that are not named. */
  readonly auctionCutoffs: Readonly<Record<string, AuctionCutoff>>;
  /** Minutes by which the desk keeps away from a venue's cut-off. */
  readonly auctionMarginMin: number;
}

export interface AuctionCutoff {
  /** Last entry. */
  readonly enterMin: number;
  /** Last cancel. */
  readonly cancelMin: number;
}

/** By IBKR's pages: NYSE 15:50 for entry and cancel; Nasdaq 15:55 for entry, no cancel after 15:50. */
export const venueCutoffs: Readonly<Record<string, AuctionCutoff>> = {
  NYSE: { enterMin: 10, cancelMin: 10 },
  NASDAQ: { enterMin: 5, cancelMin: 10 },
  other: { enterMin: 10, cancelMin: 10 },
};

export const defaultExecutionSettings: ExecutionSettings = {
  style: 'SHORT_HORIZON',
  adaptivePriority: 'Normal',
  collar: fromBps(20),
  priceTolerance: fromBps(50),
  positionToleranceShares: 0,
  positionTolerance: fraction(0),
  navTolerance: fraction(0.02),
  rejectMemoryMs: 30 * 60_000,
  rejectMemoryGapZ: 0.5,
  autoCuts: false,
  proposalTtlMs: 120_000,
  windowMs: 120_000,
  tickMs: null,
  repriceMs: 10 * 1000,
  settleMs: 1000,
  previewMs: 5000,
  middle: 'MIDPRICE',
  displayedShare: fraction(1),
  participation: fraction(0.2),
  atIntervalEnd: 'carry',
  closingAuction: true,
  auctionCutoffs: venueCutoffs,
  auctionMarginMin: 5,
};
