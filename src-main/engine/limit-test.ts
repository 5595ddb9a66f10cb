import type { CheckStage } from '#shared/domain/limit.ts';
import type { Part, RotationProposal } from '#shared/domain/proposal.ts';
import { testTrades } from './execution/limits/proposed.ts';
import type { Tested } from './execution/limits/proposed.ts';
import { withHedgeSized } from './execution/working/hedge-part.ts';
import type { EngineInput } from './input.ts';
import { riskRow } from './measure.ts';
import type { Picture } from './measure.ts';
import { tradesOfLegs } from './proposal.ts';
import type { EngineSettings } from './settings.ts';
import type { EngineState } from './state.ts';

export type LimitTest = (
  stage: CheckStage,
  proposal: RotationProposal,
  /** null = all of them. */
  part: Part | null,
) => Tested;

/** Proposals against the limits of this interval. */
export function limitTest(
  state: EngineState,
  picture: Picture,
  { at, ordersBlocked, safety }: Pick<EngineInput, 'at' | 'ordersBlocked' | 'safety'>,
  settings: EngineSettings,
): LimitTest {
  return (stage, proposal, part) => {
    const trades =
      part === null ? proposal.trades : withHedgeSized(proposal, tradesOfLegs(proposal, part), picture);
    const traded = new Set<string>(trades.map(({ ticker }) => ticker));
    const adv = Object.fromEntries(
      picture.names.flatMap(({ ticker }, i): [string, number][] => {
        const daily = traded.has(ticker) ? (picture.adv[i] ?? 0) : 0;
        return daily > 0 ? [[ticker, daily]] : [];
      }),
    );
    const proposed = Object.fromEntries(trades.map(({ ticker, price }) => [ticker, price]));
    const targets = Object.fromEntries(trades.map(({ ticker, target }) => [ticker, target]));
    const told = { isPlan: true, proposed, targets };
    const context = { at, state, settings, ordersBlocked, safety, adv, ...told };
    return testTrades(stage, proposal, trades, context);
  };
}

const remembered = new WeakMap<Picture['daily'], Readonly<Record<string, number>>>();

/** By ticker, of the names that the risk model knows; one object as long as no new bars come. */
export function betasOf(picture: Picture): Readonly<Record<string, number>> {
  const { names, beta, daily } = picture;
  const known = remembered.get(daily);
  if (known !== undefined) return known;
  const betas = Object.fromEntries(
    names.flatMap(({ ticker }, i): [string, number][] =>
      riskRow(picture, i) === null ? [] : [[ticker, beta[i] ?? 1]],
    ),
  );
  remembered.set(daily, betas);
  return betas;
}
