import type { Bar, Session } from '#shared/domain/market.ts';
import { back, returnOf } from './model.ts';
import type { Model } from './model.ts';

const halfHourMs = 1_800_000;

/**
 * In the last hour of the session: the return from yesterday's close to the end of the first half hour, which the close tends to repeat.
 * No scores before that hour. The source finds it in the market as a whole; across names it is an assumption that the zoo weighs.
 */
export const lastHourDrift: Model = {
  id: 'last-hour-drift',
  horizonMin: 60,
  source: 'Gao, Han, Li & Zhou 2018, "Market Intraday Momentum", Journal of Financial Economics 129',
  needs: 'intraday bars',
  prepare: ({ closes }) => {
    const yesterday = Float64Array.from(closes, (column) => back(column, 1));
    return ({ at: moment, session, intraday }) =>
      yesterday.map((close, i) =>
        session !== null && moment >= session.close - 2 * halfHourMs
          ? returnOf(close, firstHalfHour(intraday?.[i] ?? [], session))
          : Number.NaN,
      );
  },
};

/** The last close of the first half hour; NaN where no bar of it is known. */
function firstHalfHour(bars: readonly Bar[], session: Session): number {
  const last = bars.findLast((bar) => bar.at >= session.open && bar.at < session.open + halfHourMs);
  return last?.close ?? Number.NaN;
}
