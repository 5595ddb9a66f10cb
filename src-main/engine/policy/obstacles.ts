import type { RotationProposal } from '#shared/domain/proposal.ts';
import type { EngineInput } from '../input.ts';
import type { Picture } from '../measure.ts';
import type { EngineSettings } from '../settings.ts';
import type { EngineState } from '../state.ts';
import type { Obstacles } from './approval.ts';
import { marketObstacle } from './quiet.ts';

/** What keeps a proposal from being sent in this interval. */
export function obstaclesOf(
  picture: Picture,
  input: EngineInput,
  settings: EngineSettings,
): (proposal: RotationProposal) => Obstacles {
  const everything = sentence(input.ordersBlocked) ?? marketObstacle(picture, settings);
  const growsIn = (side: 1 | -1): ReadonlySet<string> =>
    new Set<string>(
      picture.names.flatMap(({ ticker, clamp, shares }) =>
        clamp.closeClamp && side * shares >= 0 ? [ticker] : [],
      ),
    );
  return ({ legs }) => {
    const [bought, sold] = [growsIn(1), growsIn(-1)];
    return {
      everything,
      clampedLegs: new Set(
        legs
          .filter(({ from, to }) => (to !== null && bought.has(to)) || (from !== null && sold.has(from)))
          .map(({ index }) => index),
      ),
    };
  };
}

/**
 * Why the open proposal's sizes hold no longer: a position that it trades was changed by something else. null = they hold.
 * What happened while the desk was not running cannot be seen here.
 */
export function outdatedBy(before: EngineState, now: EngineState): string | null {
  if (now.open === null || before.account === null) return null;
  for (const { ticker } of now.open.trades) {
    const was = before.positions[ticker]?.shares ?? 0;
    const is = now.positions[ticker]?.shares ?? 0;
    if (was !== is)
      return `The position in ${ticker} went from ${was} to ${is} shares since it was proposed.`;
  }
  return null;
}

const sentence = (text: string | null): string | null =>
  text === null || /[.!?]$/.test(text) ? text : `${text}.`;
