import type { SafetyRow, TripRow } from '#shared/contract/safety-row.ts';
import type { Desk } from '../desk.ts';
import { outOfReach } from './stopping.ts';
import { type Reading, tripUnits } from './trips.ts';

const eventsShown = 100;
/** From this share of its limit on, a trip is worth looking at. */
const nearShare = 0.7;

/** The whole of it, as the screen shows it. */
export function safetyRow(desk: Desk): SafetyRow {
  const { safety } = desk;
  const { arming, record } = safety;
  const agreement = arming.connected?.agreement;
  const { day } = safety.measures.result;
  return {
    state: safety.state,
    why: safety.why,
    since: safety.since,
    by: safety.by,
    saved: record.saved,
    outOfReach: outOfReach(desk),
    arming: {
      needed: arming.needed,
      armed: arming.isArmed(desk.now()),
      mayAuto: safety.mayAuto,
      account: arming.connected?.account ?? null,
      until: arming.armed?.until ?? null,
      by: arming.armed?.by ?? '',
      says: {
        choice: agreement?.choice ?? 'nothing',
        port: agreement?.port ?? 'nothing',
        account: agreement?.account ?? 'nothing',
      },
      problems: [...(agreement?.problems ?? [])],
    },
    cap: safety.rule().cap,
    day:
      day === null
        ? null
        : {
            result: day.result,
            peak: day.peak,
            startNav: day.startNav,
            startAt: day.startAt,
            flow: day.flow,
          },
    trips: safety.readings().map((reading) => tripRow(reading, safety.trips.has(reading.id))),
    events: record
      .list()
      .slice(0, eventsShown)
      .map((event) => ({ ...event, numbers: { ...event.numbers } })),
    kill: safety.kill.report,
  };
}

function tripRow({ id, settings, limit, value, words }: Reading, tripped: boolean): TripRow {
  const near = limit !== null && value !== null && Math.abs(value) >= nearShare * limit;
  const calm = value === null ? 'unknown' : near ? 'near' : 'ok';
  return {
    id,
    state: tripped ? 'tripped' : settings === null ? 'off' : calm,
    unit: tripUnits[id],
    value,
    limit,
    to: settings?.to ?? null,
    cancelOrders: settings?.cancelOrders ?? false,
    words,
  };
}
