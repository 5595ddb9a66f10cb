import { z } from 'zod';
import { defaultExecutionSettings, venueCutoffs } from '#engine/execution/execution-settings.ts';
import type { ExecutionSettings } from '#engine/execution/execution-settings.ts';
import { executionStyles } from '#shared/domain/work.ts';
import { fromBps, fromPercent } from '#shared/units.ts';

// The strategy file's part about execution, in the units that traders write.

/** Minutes before the close. */
const Cutoff = z.strictObject({
  enterMin: z.number().min(0).max(120),
  cancelMin: z.number().min(0).max(120),
});

export const Execution = z.strictObject({
  style: z.enum(executionStyles).default('SHORT_HORIZON'),
  adaptivePriority: z.enum(['Patient', 'Normal', 'Urgent']).default('Normal'),
  collarBps: z.number().min(0).max(500).default(20).transform(fromBps),
  priceToleranceBps: z.number().min(0).max(500).default(50).transform(fromBps),
  positionToleranceShares: z.int().min(0).max(1_000_000).default(0),
  positionTolerancePercent: z.number().min(0).max(100).default(0).transform(fromPercent),
  navTolerancePercent: z.number().min(0).max(100).default(2).transform(fromPercent),
  rejectMemoryMin: z.number().min(0).max(1440).default(30),
  rejectMemoryGapZ: z.number().min(0).max(10).default(0.5),
  autoCuts: z.boolean().default(false),
  proposalTtlSec: z.number().min(10).max(86_400).default(120),
  windowSec: z.number().min(10).max(23_400).default(120),
  tickSec: z.number().min(1).max(60).nullable().default(null),
  repriceSec: z.number().min(2).max(600).default(10),
  settleSec: z.number().min(0.2).max(60).default(1),
  previewSec: z.number().min(1).max(60).default(5),
  middle: z.enum(['MIDPRICE', 'ADAPTIVE']).default('MIDPRICE'),
  displayedPercent: z.number().positive().max(1000).default(100).transform(fromPercent),
  participationPercent: z.number().positive().max(100).default(20).transform(fromPercent),
  atIntervalEnd: z.enum(['carry', 'cancel']).default('carry'),
  closingAuction: z.boolean().default(true),
  auctionCutoffs: z.record(z.string(), Cutoff).default({}),
  auctionMarginMin: z.number().min(0).max(60).default(5),
});

/** In house units. */
export const executionOf = (file: z.output<typeof Execution>): ExecutionSettings => ({
  ...defaultExecutionSettings,
  style: file.style,
  adaptivePriority: file.adaptivePriority,
  collar: file.collarBps,
  priceTolerance: file.priceToleranceBps,
  positionToleranceShares: file.positionToleranceShares,
  positionTolerance: file.positionTolerancePercent,
  navTolerance: file.navTolerancePercent,
  rejectMemoryMs: file.rejectMemoryMin * 60_000,
  rejectMemoryGapZ: file.rejectMemoryGapZ,
  autoCuts: file.autoCuts,
  proposalTtlMs: file.proposalTtlSec * 1000,
  windowMs: file.windowSec * 1000,
  tickMs: file.tickSec === null ? null : file.tickSec * 1000,
  repriceMs: file.repriceSec * 1000,
  settleMs: file.settleSec * 1000,
  previewMs: file.previewSec * 1000,
  middle: file.middle,
  displayedShare: file.displayedPercent,
  participation: file.participationPercent,
  atIntervalEnd: file.atIntervalEnd,
  closingAuction: file.closingAuction,
  auctionCutoffs: { ...venueCutoffs, ...file.auctionCutoffs },
  auctionMarginMin: file.auctionMarginMin,
});
