import { Draws } from './draws.ts';

// Days whose limits are so tight that the book keeps running into them.

/** Part of a strategy file that is put over the day's strategies, section by section. */
export type Imposed = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Every fourth day. */
const isPressed = (seed: number): boolean => seed % 4 === 1;

const only = (hard: number) => ({ soft: null, hard });

/** Hard numbers that the strategies of a day reach; those of sums lie where an opening book of up to six names still has room. */
const presses: readonly ((draws: Draws) => Imposed)[] = [
  (draws) => ({ clamps: { maxAdvPercent: draws.pick([0.001, 0.005, 0.02]) } }),
  (draws) => ({ limits: { advPerDayPercent: only(draws.pick([0.002, 0.01, 0.04])) } }),
  (draws) => ({ limits: { dayTurnoverPercent: only(draws.pick([8, 20, 40])) } }),
  (draws) => ({
    rotation: { netMaxPercent: draws.pick([20, 40, 70]) },
    limits: { netOutsidePercent: only(draws.pick([0.5, 2, 5])) },
  }),
  (draws) => ({ limits: { sectorPercent: only(draws.pick([12, 20, 35])) } }),
  (draws) => ({ limits: { beta: only(draws.pick([0.2, 0.4, 0.7])) } }),
  (draws) => ({ limits: { grossPercent: only(draws.pick([20, 40, 60])) } }),
  (draws) => ({ limits: { namePercent: only(draws.pick([5, 10, 18])) } }),
  (draws) => ({ limits: { ordersPerMinute: only(draws.pick([1, 2, 4])) } }),
  () => ({ limits: { activeOrders: only(1) } }),
  (draws) => ({ limits: { offMidBps: only(draws.pick([10, 30, 70])) } }),
  (draws) => ({ limits: { offLastBps: only(draws.pick([10, 30, 70])) } }),
];

/** Drawn from a generator of its own, so that it moves nothing else of any day. Empty on most days. */
export function pressureOf(seed: number): Imposed {
  if (!isPressed(seed)) return {};
  const draws = new Draws(seed * 6007 + 29);
  return draws
    .shuffled(presses)
    .slice(0, draws.whole(2, 4))
    .map((press) => press(draws))
    .reduce(over, {});
}

/** The upper parts are those that count. */
export const over = (under: Imposed, upper: Imposed): Imposed => {
  const sections = Object.entries(upper).map(([name, numbers]) => [name, { ...under[name], ...numbers }]);
  return { ...under, ...Object.fromEntries(sections) };
};
