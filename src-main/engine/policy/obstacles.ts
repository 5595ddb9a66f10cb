import type { Part, RotationProposal } from '#shared/domain/proposal.ts';
import type { Tested } from '../execution/limits/proposed.ts';
import type { EngineInput } from '../input.ts';
import type { Picture } from '../measure.ts';
import type { EngineSettings } from '../settings.ts';
import type { Obstacles } from './approval.ts';
import { partBreaks, refitted } from './part.ts';
import type { TestPart } from './part.ts';
import { marketObstacle } from './quiet.ts';
import { rechecked } from './rechecked.ts';
import { sizesWrong } from './sizes.ts';
import type { Grain } from './sizes.ts';

/** What keeps a proposal from being sent in this interval. */
export function obstaclesOf(
  picture: Picture,
  input: EngineInput,
  settings: EngineSettings,
  tested: (proposal: RotationProposal, part: Part) => Tested,
): (proposal: RotationProposal) => Obstacles {
  const everything = sentence(input.ordersBlocked) ?? marketObstacle(picture, settings);
  const growsIn = (side: 1 | -1): ReadonlySet<string> =>
    new Set<string>(
      picture.names.flatMap(({ ticker, clamp, shares }) =>
        clamp.closeClamp && side * shares >= 0 ? [ticker] : [],
      ),
    );
  return (proposal) => {
    const [bought, sold] = [growsIn(1), growsIn(-1)];
    const all = proposal.legs.map(({ index }) => index);
    const clampedLegs = new Set(
      proposal.legs
        .filter(({ from, to }) => (to !== null && bought.has(to)) || (from !== null && sold.has(from)))
        .map(({ index }) => index),
    );
    const grain = grainOf(picture, settings);
    const test: TestPart = (chosen) => tested(proposal, chosen);
    return {
      everything,
      clampedLegs,
      tested: test,
      rechecked: (chosen) => rechecked(proposal, chosen, clampedLegs, picture, input, settings, tested),
      partBreaks: (chosen) => partBreaks(all, chosen, test),
      sizesWrong: (chosen) => sizesWrong(proposal, chosen, grain),
      refitted: (chosen) => refitted(proposal, chosen, grain, settings.execution.priceTolerance, test),
    };
  };
}

/** What sizes are cut to in this interval. */
export const grainOf = ({ names }: Pick<Picture, 'names'>, { clamps, hedge }: EngineSettings): Grain => ({
  lotOf: (ticker) => names.find((name) => name.ticker === ticker)?.instrument?.lot ?? 1,
  leastValue: clamps.minOrderValue,
  hedge: hedge?.ticker ?? null,
});

const sentence = (text: string | null): string | null =>
  text === null || /[.!?]$/.test(text) ? text : `${text}.`;
