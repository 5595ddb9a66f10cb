import { afterEach, describe, expect, test } from 'vitest';
import type { RestartRule } from '#app/ports-connection.ts';
import { wallClock } from '#shared/calendar.ts';
import { epochMs } from '#shared/units.ts';
import { approvedOrder, openDesk, openReconciled, type DeskSide } from '#test/support/desk-side.ts';
import { scriptedTws, type ScriptedTws } from '#test/support/scripted-tws.ts';
import * as frame from '#test/support/tws-frames.ts';

let tws: ScriptedTws | null = null;
const desks: DeskSide[] = [];

afterEach(async () => {
  for (const desk of desks.splice(0)) desk.session.close('end of test');
  await tws?.stop();
});

/** A TWS whose clock stands at this moment. */
async function twsAt(iso: string) {
  tws = await scriptedTws({ seconds: () => Date.parse(iso) / 1_000 });
  return tws;
}

function keep<D extends DeskSide>(desk: D): D {
  desks.push(desk);
  return desk;
}

const rule: RestartRule = {
  from: 20200101,
  timeZone: 'America/New_York',
  nightly: { startMinute: 23 * 60 + 45, endMinute: 45 },
  marginMs: 300_000,
  weeklyLogin: { weekday: 0, minute: 60 },
};
const restarts = [rule];

describe('a restart that is near', () => {
  test('keeps orders back in the margin before it, by the clock of the TWS', async () => {
    const { port, requests } = await twsAt('2026-07-27T23:41:00-04:00');
    const { session, instrument } = keep(await openReconciled(port, {}, {}, { restarts }));
    const why = 'TWS restarts every night around 23:45';
    expect(session.sendBlocked()).toContain(why);
    const id = session.reserveApiOrderId();
    expect(session.place(approvedOrder(instrument), id)).toMatchObject({ sent: false });
    expect(session.cancel(id)).toBe(true);
    await expect.poll(() => requests(4)).toHaveLength(1);
    expect(requests(3)).toEqual([]);
  });

  test('does not before that, nor ever for the practice TWS', async () => {
    const { port } = await twsAt('2026-07-27T23:39:00-04:00');
    const early = keep(await openReconciled(port, {}, {}, { restarts }));
    expect(early.session.sendBlocked()).toBeNull();
    expect(wallClock(epochMs(Number(early.session.health().nextRestartAt)))).toMatchObject({
      hour: 23,
      minute: 45,
    });
    const night = await scriptedTws({ seconds: () => Date.parse('2026-07-27T23:50:00-04:00') / 1_000 });
    const practice = keep(await openReconciled(night.port, {}, { kind: 'practice' }, { restarts }));
    expect(practice.session.sendBlocked()).toBeNull();
    expect(practice.session.health().nextRestartAt).toBeNull();
    practice.session.close('end');
    await night.stop();
  });

  test.each([
    ['2026-07-27T23:50:00-04:00', 'the desk reconnects by itself'],
    ['2026-07-26T09:00:00-04:00', 'log in to TWS again with both factors'],
  ])('gives a connection that drops at %s its meaning', async (iso, words) => {
    const { port, peers } = await twsAt(iso);
    const desk = keep(await openReconciled(port, {}, {}, { restarts }));
    peers[0]?.drop();
    const closed = await desk.saw('state', ({ state }) => state === 'closed');
    expect(closed.message).toContain(words);
  });
});

test('a port that was changed is named, with the code that ends the retries', async () => {
  const { port, peers } = await twsAt('2026-07-27T12:00:00-04:00');
  const desk = keep(await openReconciled(port));
  const text =
    'Socket port has been reset and this connection is being dropped. Please reconnect on the new port - 7499';
  peers[0]?.send(frame.error(-1, 1300, text));
  const closed = await desk.saw('state', ({ state }) => state === 'closed');
  expect(closed).toMatchObject({ code: 1300 });
  expect(closed.message).toContain('it listens on port 7499 now');
});

test('a TWS that complains of the rate gets no orders for a while, cancels at once', async () => {
  const { port, peers, requests } = await twsAt('2026-07-27T12:00:00-04:00');
  const desk = keep(await openReconciled(port));
  peers[0]?.send(frame.error(-1, 100, 'Max rate of messages per second has been exceeded'));
  await desk.saw('notice', ({ code }) => code === 100);
  expect(desk.session.sendBlocked()).toContain('messages came too fast (100)');
  const id = desk.session.reserveApiOrderId();
  expect(desk.session.place(approvedOrder(desk.instrument), id)).toMatchObject({
    sent: false,
    why: expect.stringContaining('too fast') as string,
  });
  desk.session.cancel(id);
  await expect.poll(() => requests(4)).toHaveLength(1);
});

test('health tells the last message, what was sent and the budget', async () => {
  const { port } = await twsAt('2026-07-27T12:00:00-04:00');
  const opening = keep(openDesk(port));
  expect(opening.session.health().lastMessageAt).toBeNull();
  const { session } = keep(await openReconciled(port));
  const health = session.health();
  expect(Math.abs(Number(health.lastMessageAt) - session.now())).toBeLessThan(5_000);
  expect(health).toMatchObject({ messageBudget: 50, linesOpen: 0, lineLimit: 100 });
  expect(health.messagesLastSecond).toBeGreaterThan(3);
});
