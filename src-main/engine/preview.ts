import type { ProposalLimit } from '#shared/domain/limit.ts';
import { isWhole } from '#shared/domain/proposal.ts';
import type { LegSize, Moved, Part, ProposedTrade, RotationProposal } from '#shared/domain/proposal.ts';
import { fraction, money } from '#shared/units.ts';
import type { Fraction, Money } from '#shared/units.ts';
import { withHedgeSized } from './execution/working/hedge-part.ts';
import type { EngineInput } from './input.ts';
import { limitTest } from './limit-test.ts';
import { measure } from './measure.ts';
import { grainOf } from './policy/obstacles.ts';
import { offersFor, partBreaks, refitted } from './policy/part.ts';
import type { Offer } from './policy/part.ts';
import { movedSince } from './policy/re-check.ts';
import { sizesWrong } from './policy/sizes.ts';
import { tradesOfLegs } from './proposal.ts';
import type { EngineSettings } from './settings.ts';
import type { EngineState } from './state.ts';

/** What approving some legs would come to. Nothing of it is sent. */
export interface Preview {
  /** The hedge sized for these legs. */
  readonly trades: readonly ProposedTrade[];
  readonly limits: readonly ProposalLimit[];
  /** Why they would be refused, in words; null = they would not. */
  readonly refusal: string | null;
  /** Soft limits that approving them acknowledges, in words; null = none. */
  readonly warning: string | null;
  /** What would be shown for a second approval. */
  readonly moved: readonly Moved[];
  /** Choices near this one that would not be refused; empty where this one is not, or none was found. */
  readonly offers: readonly Offer[];
  readonly turnover: Fraction;
  readonly costMoney: Money;
  /** Cash when all of it fills at the proposed prices. */
  readonly cash: { readonly before: Money; readonly after: Money };
}

type Ground = Pick<EngineInput, 'at' | 'ordersBlocked' | 'safety'>;

export function previewOf(
  proposal: RotationProposal,
  asked: Part,
  state: EngineState,
  ground: Ground,
  settings: EngineSettings,
): Preview {
  const picture = measure(state, settings, ground.at);
  const limits = limitTest(state, picture, ground, settings);
  const test = (chosen: Part) => limits('approval', proposal, chosen);
  const all = proposal.legs.map(({ index }) => index);
  const grain = grainOf(picture, settings);
  const wrong = sizesWrong(proposal, asked, grain);
  const part =
    wrong === null ? refitted(proposal, asked, grain, settings.execution.priceTolerance, test) : asked;
  const tested = test(part);
  const breaks = isWhole(proposal, part) ? null : partBreaks(all, part, test);
  const hard = tested.hard === null ? null : `A hard limit is broken: ${tested.hard}`;
  const refusal = wrong ?? breaks ?? hard;
  const chosen = tradesOfLegs(proposal, part);
  const trades = withHedgeSized(proposal, chosen, picture);
  const { nav, cash } = picture.account;
  const paid = trades.reduce((sum, { shares, price }) => sum + shares * price, 0);
  const traded = trades.reduce((sum, { shares, price }) => sum + Math.abs(shares) * price, 0);
  return {
    trades,
    limits: tested.limits,
    refusal,
    warning: tested.soft,
    moved: movedSince(proposal, chosen, picture, settings),
    offers: refusal === null ? [] : offersFor(proposal, asked.legs, grain, test),
    turnover: fraction(traded / nav),
    costMoney: money(costOf(proposal, part)),
    cash: { before: cash, after: money(cash - paid) },
  };
}

/** Of a leg that is smaller, its part of the value. */
function costOf({ legs, trades }: RotationProposal, part: Part): number {
  const priceOf = (name: string | null): number => trades.find(({ ticker }) => ticker === name)?.price ?? 0;
  return legs.reduce((sum, leg) => {
    if (!part.legs.includes(leg.index)) return sum;
    const size = part.sizes.find((each) => each.leg === leg.index);
    if (size === undefined) return sum + leg.costMoney;
    const valueOf = ({ sellShares, buyShares }: Pick<LegSize, 'sellShares' | 'buyShares'>): number =>
      sellShares * priceOf(leg.from) + buyShares * priceOf(leg.to);
    return sum + (leg.costMoney * valueOf(size)) / valueOf(leg);
  }, 0);
}
