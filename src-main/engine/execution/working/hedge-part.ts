import type { ProposedTrade, RotationProposal } from '#shared/domain/proposal.ts';
import { shares } from '#shared/units.ts';
import type { Picture } from '../../measure.ts';
import { roundToLot } from '../rounding.ts';
import { hedgeShift } from './birth.ts';

/** Some of a proposal's trades, the hedge among them cut down to what these call for. */
export function withHedgeSized(
  proposal: RotationProposal,
  trades: readonly ProposedTrade[],
  picture: Picture,
): readonly ProposedTrade[] {
  const hedge = picture.hedge === null ? null : (picture.names[picture.hedge] ?? null);
  const own = trades.find(({ ticker }) => ticker === hedge?.ticker);
  if (hedge === null || own === undefined) return trades;
  const sign = Math.sign(own.shares);
  const most = Math.abs(own.shares);
  const wanted = Math.max(0, Math.min(most, most - sign * hedgeShift(proposal, trades, picture)));
  const size = sign * roundToLot(wanted, hedge.instrument?.lot ?? 1);
  return trades.flatMap((trade) =>
    trade === own ? (size === 0 ? [] : [{ ...own, shares: shares(size) }]) : [trade],
  );
}
