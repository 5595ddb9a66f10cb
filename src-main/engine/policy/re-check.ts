import type { Moved, ProposedTrade, RotationProposal } from '#shared/domain/proposal.ts';
import { toBps, toPercent } from '#shared/units.ts';
import type { Fraction } from '#shared/units.ts';
import type { EngineInput } from '../input.ts';
import type { Picture } from '../measure.ts';
import type { EngineSettings } from '../settings.ts';

/** What moved beyond its tolerance since the trader saw these trades: prices, positions, the NAV. What cannot be priced now is left to the guard. */
export function movedSince(
  open: RotationProposal,
  trades: readonly ProposedTrade[],
  picture: Picture,
  settings: EngineSettings,
): Moved[] {
  const nav = navMoved(open, picture, settings);
  return [
    ...trades.flatMap((trade) => [
      ...priceMoved(trade, picture, settings),
      ...positionMoved(wholeOf(open, trade), picture, settings),
    ]),
    ...(nav === null ? [] : [nav]),
  ];
}

/**
 * Why the open proposal's sizes hold no longer: a position that it trades was changed by something else. null = they hold, or the trader
 * approves just now and is shown what moved.
 */
export function outdatedBy(
  open: RotationProposal | null,
  picture: Picture,
  { commands }: Pick<EngineInput, 'commands'>,
  settings: EngineSettings,
): string | null {
  if (open === null || commands.some(({ kind }) => kind === 'approve')) return null;
  const moved = open.trades.flatMap((trade) => positionMoved(trade, picture, settings));
  return moved[0]?.words ?? null;
}

/** Signed shares that were held when it was proposed. */
export const heldThen = ({ target, shares }: Pick<ProposedTrade, 'target' | 'shares'>): number =>
  target - shares;

/** The trade of the whole proposal in that name: its target belongs to all its legs. */
export const wholeOf = ({ trades }: RotationProposal, trade: ProposedTrade): ProposedTrade =>
  trades.find(({ ticker }) => ticker === trade.ticker) ?? trade;

function priceMoved(
  { ticker, price }: ProposedTrade,
  picture: Picture,
  { execution }: EngineSettings,
): Moved[] {
  const quote = picture.names.find((name) => name.ticker === ticker)?.quote ?? null;
  const { bid = null, ask = null } = quote ?? {};
  if (quote?.kind !== 'live' || bid === null || ask === null || !(bid > 0) || !(ask > 0)) return [];
  const now = (bid + ask) / 2;
  const by = now / price - 1;
  const tolerance = execution.priceTolerance;
  if (Math.abs(by) <= tolerance) return [];
  const words = `The price of ${ticker} went from ${price.toFixed(2)} to ${now.toFixed(2)}: ${bps(by as Fraction)}, and ${bps(tolerance)} are tolerated.`;
  return [{ ticker, field: 'price', before: price, after: now, tolerance, words }];
}

function positionMoved(trade: ProposedTrade, picture: Picture, { execution }: EngineSettings): Moved[] {
  const { ticker, shares } = trade;
  const before = heldThen(trade);
  const after = picture.names.find((name) => name.ticker === ticker)?.shares ?? 0;
  const tolerance = Math.max(
    execution.positionToleranceShares,
    Math.floor(execution.positionTolerance * Math.abs(shares)),
  );
  if (Math.abs(after - before) <= tolerance && !oversells(shares, before, after)) return [];
  const words = `The position in ${ticker} went from ${before} to ${after} shares since it was proposed.`;
  return [{ ticker, field: 'position', before, after, tolerance, words }];
}

/** A trade that stayed on one side of zero must not turn the position that is there now. */
const oversells = (shares: number, before: number, after: number): boolean =>
  before * (before + shares) >= 0 && before !== 0 && before * (after + shares) < 0;

function navMoved(
  { nav }: RotationProposal,
  { account }: Picture,
  { execution }: EngineSettings,
): Moved | null {
  if (nav === undefined) return null;
  const tolerance = execution.navTolerance;
  const by = account.nav / nav - 1;
  if (Math.abs(by) <= tolerance) return null;
  const words = `The net asset value went from ${nav.toFixed(0)} to ${account.nav.toFixed(0)}: ${toPercent(by).toFixed(2)} %, and ${toPercent(tolerance).toFixed(2)} % are tolerated.`;
  return { ticker: null, field: 'nav', before: nav, after: account.nav, tolerance, words };
}

const bps = (part: Fraction): string => `${toBps(part).toFixed(2)} bps`;
