import { z } from 'zod';
import type { TripId } from '#shared/domain/safety.ts';
import { fromPercent, money } from '#shared/units.ts';

// Section `safety` of desk.json. A trip that is null is off.

/** What a trip does, and when: `limit` in its own unit (fraction, milliseconds, count), `overMs` the time that it looks back over. */
export interface TripSettings {
  readonly limit: number;
  readonly overMs: number;
  readonly to: 'reducing' | 'halted';
  /** The desk's own working orders are cancelled. */
  readonly cancelOrders: boolean;
}

const percent = z.number().positive().max(100);
const seconds = z.number().positive().max(86_400);
const count = z.int().positive().max(4_000);
const amount = z.number().positive().transform(money);
const secondMs = 1000;

const action = (to: TripSettings['to'], cancelOrders: boolean) => ({
  to: z.enum(['reducing', 'halted']).default(to),
  cancelOrders: z.boolean().default(cancelOrders),
});

/** The trader's keys become limit and time; left out = with its defaults, null = off. */
function trip<Shape extends z.ZodRawShape>(
  shape: Shape,
  read: (given: z.output<z.ZodObject<Shape>>) => Pick<TripSettings, 'limit' | 'overMs'>,
  to: TripSettings['to'],
  cancelOrders: boolean,
) {
  const does = z.object(action(to, cancelOrders));
  const given = z.strictObject({ ...shape, ...action(to, cancelOrders) });
  return z
    .unknown()
    .prefault({})
    .transform((value, context): TripSettings | null => {
      if (value === null) return null;
      const parsed = given.safeParse(value);
      if (parsed.success) {
        return { ...read(parsed.data as z.output<z.ZodObject<Shape>>), ...does.parse(parsed.data) };
      }
      for (const { path, message } of parsed.error.issues)
        context.addIssue({ code: 'custom', path, message });
      return z.NEVER;
    });
}

const ofNav = (standard: number) =>
  trip(
    { percentOfNav: percent.default(standard) },
    ({ percentOfNav }) => ({ limit: fromPercent(percentOfNav), overMs: 0 }),
    'reducing',
    true,
  );
const forSeconds = (standard: number) =>
  trip(
    { seconds: seconds.default(standard) },
    ({ seconds: n }) => ({ limit: n * secondMs, overMs: 0 }),
    'halted',
    false,
  );

const trips = {
  dayLoss: ofNav(3),
  drawdown: ofNav(4),
  dataLoss: trip(
    { percentOfNames: percent.default(50), seconds: seconds.default(90) },
    ({ percentOfNames, seconds: n }) => ({ limit: fromPercent(percentOfNames), overMs: n * secondMs }),
    'reducing',
    true,
  ),
  rejects: trip(
    { count: count.default(5), minutes: z.number().positive().max(1_440).default(5) },
    ({ count: n, minutes }) => ({ limit: n, overMs: minutes * 60 * secondMs }),
    'halted',
    false,
  ),
  clock: forSeconds(2),
  sleep: forSeconds(30),
  orders: trip(
    { perMinute: count.default(120) },
    ({ perMinute }) => ({ limit: perMinute, overMs: 60 * secondMs }),
    'halted',
    true,
  ),
  messages: trip(
    { perSecond: count.default(500) },
    ({ perSecond }) => ({ limit: perSecond * 10, overMs: 10 * secondMs }),
    'halted',
    false,
  ),
};

export const SafetySection = z
  .strictObject({
    /** Money, in the account's currency; null = no cap. */
    firstLiveDayMaxOrderMoney: amount.nullable().prefault(5_000),
    firstLiveDayMaxDayMoney: amount.nullable().prefault(25_000),
    allowLiveAuto: z.boolean().default(false),
    /** Between the cancels of a kill switch and the question what still works. */
    survivorsAfterSeconds: seconds.default(5),
    ...trips,
  })
  .prefault({});
export type SafetySettings = z.output<typeof SafetySection>;

export const tripKeys: Readonly<Record<TripId, keyof typeof trips>> = {
  'day-loss': 'dayLoss',
  drawdown: 'drawdown',
  'data-loss': 'dataLoss',
  rejects: 'rejects',
  clock: 'clock',
  sleep: 'sleep',
  orders: 'orders',
  messages: 'messages',
};
