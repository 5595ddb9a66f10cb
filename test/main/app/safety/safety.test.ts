import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import { safetyRow } from '#app/safety/row.ts';
import type { AccountValues } from '#shared/domain/portfolio.ts';
import type { TradingState, TripId } from '#shared/domain/safety.ts';
import { accountId, orderId, proposalId, ticker } from '#shared/ids.ts';
import { epochMs, money, shares } from '#shared/units.ts';
import { type DeskFixture, deskFixture, smallStrategy } from '#test/support/desk-fixture.ts';
import { settle } from '#test/support/fake-clock.ts';

let fixture: DeskFixture;
let deskFile = '{}';
beforeEach(() => {
  deskFile = '{}';
  fixture = deskFixture(
    () => smallStrategy,
    () => deskFile,
  );
});
afterEach(() => fixture.end());

const liveAccount = accountId('U7654321');
const liveTarget = { kind: 'tws-live', host: '127.0.0.1', port: 7496, clientId: 17 } as const;

async function ready(): Promise<Desk> {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  return desk;
}

/** A desk that is connected to a live account. */
async function onLive(target: Parameters<Desk['connect']>[0] = liveTarget): Promise<Desk> {
  const desk = await ready();
  fixture.broker.account = liveAccount;
  desk.connect(target);
  await fixture.clock.pass(10);
  return desk;
}

const approve = (desk: Desk) =>
  desk.decide(
    { kind: 'approve', proposalId: desk.decision?.proposal?.proposalId ?? proposalId('none'), legs: null },
    'test',
  );

/** The account's values as the TWS tells them now. */
function tellValues(over: Partial<AccountValues>): void {
  const values = { ...fixture.broker.values(), ...over };
  fixture.broker.session?.emit({ kind: 'account', values });
}

const stateOf = (desk: Desk): TradingState => desk.safety.state;
const tripped = (desk: Desk) =>
  desk.safety.record
    .list()
    .filter(({ kind }) => kind === 'trip')
    .map(({ trip }) => trip);
const quoteAll = (desk: Desk) => {
  for (const name of desk.market.instruments.keys()) fixture.broker.quote(name, 100);
};

describe('a halt', () => {
  test.each(['crash', 'stop'] as const)('outlives a %s of the desk, with who and why', async (how) => {
    const desk = await ready();
    desk.halt('news on rates', 'window');
    const again = await fixture.restart(how);
    await fixture.clock.pass(10);
    expect([stateOf(again), again.halted, again.safety.by]).toEqual(['halted', 'news on rates', 'window']);
    expect(again.ordersBlocked()).toContain('news on rates');
    again.resume('all clear', 'window');
    const last = await fixture.restart(how);
    await fixture.clock.pass(10);
    expect([stateOf(last), last.ordersBlocked()]).toEqual(['active', null]);
  });

  test('that the desk made by itself outlives it too', async () => {
    const desk = await ready();
    desk.broke(new Error('weights are not finite'));
    expect((await fixture.restart('crash')).halted).toBe('weights are not finite');
  });

  test('is in force although it cannot be written down, and is written when it can be', async () => {
    const desk = await ready();
    const db = new Database(desk.store?.file ?? '');
    db.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON safety_events BEGIN SELECT RAISE(FAIL, 'the disk failed'); END",
    );
    desk.halt('news', 'window');
    expect([stateOf(desk), safetyRow(desk).saved]).toEqual(['halted', false]);
    db.exec('DROP TRIGGER broken');
    db.close();
    await fixture.clock.pass(2_000);
    expect(safetyRow(desk).saved).toBe(true);
    expect((await fixture.restart('crash')).halted).toBe('news');
  });

  test('is of one account', async () => {
    const desk = await ready();
    desk.halt('news', 'window');
    fixture.broker.account = accountId('DU2000002');
    desk.connect({ ...liveTarget, kind: 'tws-paper', port: 7497 });
    await fixture.clock.pass(10);
    expect([desk.kind, stateOf(desk)]).toEqual(['paper', 'active']);
  });

  test('of an account that is connected again ends the auto of the other one', async () => {
    const desk = await ready();
    desk.halt('news', 'window');
    fixture.broker.account = accountId('DU2000002');
    desk.connect({ ...liveTarget, kind: 'tws-paper', port: 7497 });
    await fixture.clock.pass(10);
    desk.setMode('auto');
    fixture.broker.account = accountId('DU1000001');
    desk.connect({ kind: 'practice', host: '127.0.0.1', port: 1, clientId: 17 });
    await fixture.clock.pass(10);
    expect([stateOf(desk), desk.mode]).toEqual(['halted', 'propose']);
  });

  test('ends auto, and auto cannot come back before the reset', async () => {
    const desk = await ready();
    desk.setMode('auto');
    desk.halt('news', 'window');
    expect(desk.mode).toBe('propose');
    expect(() => desk.setMode('auto')).toThrow(/Nothing goes by itself/);
  });
});

describe('a choice that the account does not bear out', () => {
  test.each([
    ['tws-live', 7600, /You chose TWS live, but .* DU2000002 says paper/],
    ['tws-live', 7496, /You chose TWS live/],
    ['tws-paper', 7496, /Port 7496 .* live/],
    ['custom', 4001, /Port 4001 .* live/],
  ] as const)(
    '%s on %s with a paper account: nothing is sent, until it is corrected',
    async (kind, port, why) => {
      const desk = await ready();
      fixture.broker.account = accountId('DU2000002');
      desk.connect({ ...liveTarget, kind, port });
      await fixture.clock.pass(10);
      expect(desk.ordersBlocked()).toMatch(why);
      expect(desk.ordersBlocked()).toContain('disconnect');
      expect(() => approve(desk)).toThrow(why);
      desk.setMode('auto');
      await fixture.clock.pass(600_000);
      expect(fixture.broker.placed).toEqual([]);
      desk.connect({ ...liveTarget, kind: 'tws-paper', port: 7600 });
      await fixture.clock.pass(10);
      expect(desk.ordersBlocked()).toBeNull();
    },
  );

  test('a live account over a choice that does not say live: the words are about the choice, not about arming', async () => {
    const desk = await onLive({ ...liveTarget, kind: 'custom', port: 7600 });
    expect(desk.ordersBlocked()).toMatch(/You chose Custom.*TWS live or Gateway live.*port 7600/);
    desk.connect({ ...liveTarget, port: 7600 });
    await fixture.clock.pass(10);
    expect(desk.ordersBlocked()).toContain('arm it');
  });
});

describe('reducing', () => {
  test('lets sells of what is held through, refuses the rest in words, and outlives a restart', async () => {
    const desk = await ready();
    desk.safety.reduce('too large a day', 'window');
    expect(desk.safety.rule()).toEqual({ state: 'reducing', cap: null });
    expect(desk.ordersBlocked()).toBeNull();
    const { refused } = approve(desk);
    await fixture.clock.pass(2_000);
    expect(refused.join()).toContain('only orders that make a position smaller');
    expect(fixture.broker.placed).toEqual([]);
    expect(stateOf(await fixture.restart('crash'))).toBe('reducing');
  });

  test('cancels at once what works and would make a position larger', async () => {
    const desk = await ready();
    approve(desk);
    await fixture.clock.pass(2_000);
    const buys = fixture.broker.placed.filter(({ order }) => order.side === 'BUY').length;
    expect(buys).toBeGreaterThan(0);
    desk.safety.reduce('too large a day', 'window');
    expect(new Set(fixture.broker.cancelled).size).toBe(buys);
  });
});

describe('a live account', () => {
  test('starts disarmed and in observe, however the desk stood before', async () => {
    const desk = await ready();
    desk.setMode('auto');
    fixture.broker.account = liveAccount;
    desk.connect(liveTarget);
    await fixture.clock.pass(10);
    expect([desk.kind, desk.mode, safetyRow(desk).arming.armed]).toEqual(['live', 'observe', false]);
    expect(desk.ordersBlocked()).toContain('disarmed');
    expect(() => desk.setMode('propose')).toThrow(/Arm it/);
  });

  test('is armed by its id, keeps it over a reconnect, and loses it with the process', async () => {
    const desk = await onLive();
    expect(() => desk.safety.arm('U765432', 'window')).toThrow(/exactly/);
    desk.safety.arm('U7654321', 'window');
    desk.setMode('propose');
    expect(desk.ordersBlocked()).toBeNull();
    fixture.broker.session?.drop('gone');
    await fixture.clock.pass(5_000);
    expect([desk.mode, desk.ordersBlocked()]).toEqual(['propose', null]);
    expect(desk.safety.record.list()[0]).toMatchObject({ kind: 'arm', who: 'window' });
    const again = await fixture.restart('crash');
    again.connect(liveTarget);
    await fixture.clock.pass(10);
    expect([again.mode, again.safety.arming.isArmed(again.now())]).toEqual(['observe', false]);
  });

  test('is disarmed at the close, and by hand', async () => {
    deskFile = JSON.stringify({ safety: { dataLoss: null } });
    const desk = await onLive();
    desk.safety.arm('U7654321', 'window');
    desk.setMode('propose');
    desk.safety.disarm('lunch', 'window');
    expect([desk.mode, desk.ordersBlocked()]).toEqual(['observe', expect.stringContaining('disarmed')]);
    desk.safety.arm('U7654321', 'window');
    desk.setMode('propose');
    await fixture.clock.pass(6 * 3_600_000);
    expect(desk.mode).toBe('observe');
    expect(desk.safety.record.list()[0]).toMatchObject({ kind: 'disarm', who: 'desk' });
  });

  test('is not armed over a connection that does not say live', async () => {
    const desk = await onLive({ ...liveTarget, kind: 'custom', port: 7497 });
    expect(safetyRow(desk).arming.problems).toHaveLength(2);
    expect(() => desk.safety.arm('U7654321', 'window')).toThrow(/does not say live/);
  });

  test('is armed on another host and port, where choice and account say live', async () => {
    const desk = await onLive({ ...liveTarget, host: '192.168.1.20', port: 7600 });
    expect(safetyRow(desk).arming.says).toEqual({ choice: 'live', port: 'nothing', account: 'live' });
    desk.safety.arm('U7654321', 'window');
    expect(desk.ordersBlocked()).toBeNull();
  });

  test('takes auto only where the desk settings allow it, and armed', async () => {
    const desk = await onLive();
    desk.safety.arm('U7654321', 'window');
    expect(() => desk.setMode('auto')).toThrow(/practice and paper/);
    expect(safetyRow(desk).arming.mayAuto).toBe(false);
    deskFile = JSON.stringify({ safety: { allowLiveAuto: true } });
    desk.loadDeskSettings();
    expect(safetyRow(desk).arming.mayAuto).toBe(true);
    desk.setMode('auto');
    desk.safety.disarm('enough', 'window');
    expect([desk.mode, safetyRow(desk).arming.mayAuto]).toEqual(['observe', false]);
    expect(() => desk.setMode('auto')).toThrow(/practice and paper/);
  });

  test('is capped in size on its first day, and not on the next', async () => {
    const desk = await onLive();
    desk.safety.arm('U7654321', 'window');
    desk.setMode('propose');
    expect(safetyRow(desk).cap).toEqual({ order: 5_000, day: { limit: 25_000, left: 25_000 } });
    desk.interval.run();
    expect(desk.decision?.proposal?.limits?.find(({ rule }) => rule === 'first-day')?.broken).toBe('hard');
    expect(() => approve(desk)).toThrow(/hard limit is broken.*on the first live day/);
    expect(fixture.broker.placed).toEqual([]);
    deskFile = JSON.stringify({
      safety: { firstLiveDayMaxOrderMoney: null, firstLiveDayMaxDayMoney: 20_000 },
    });
    desk.loadDeskSettings();
    expect(safetyRow(desk).cap).toMatchObject({ order: 5_000, day: { limit: 20_000 } });
    expect(desk.notices.list().some(({ text }) => text.includes('not made wider before tomorrow'))).toBe(
      true,
    );
    desk.safety.reduce('too large a day', 'window');
    expect(desk.safety.rule()).toEqual({ state: 'reducing', cap: null });
    desk.resume('over', 'window');
    expect(desk.safety.rule().cap).not.toBeNull();
    fixture.broker.session?.emit({
      kind: 'fill',
      fill: {
        ...{
          fillId: 'f.1' as never,
          revision: 1,
          execId: 'f.1.01',
          orderId: orderId('an-own-order'),
          permId: 1,
        },
        ...{ account: liveAccount, ticker: ticker('AAA'), conId: 1 as never, side: 'BUY', shares: shares(1) },
        ...{ price: 100 as never, exchange: 'NYSE', at: epochMs(fixture.clock.now() - 24 * 3_600_000) },
      },
    });
    expect(desk.safety.rule().cap).toBeNull();
  });
});

describe('a trip', () => {
  const values = (nav: number) => tellValues({ nav: money(nav), cash: money(400_000) });

  test('by day loss: reduces, cancels, says its numbers, and outlives a restart', async () => {
    const desk = await ready();
    approve(desk);
    await fixture.clock.pass(2_000);
    const sent = fixture.broker.placed.length;
    values(971_000);
    await fixture.clock.pass(1_000);
    expect(stateOf(desk)).toBe('active');
    values(969_000);
    await fixture.clock.pass(1_000);
    expect([stateOf(desk), tripped(desk)]).toEqual(['reducing', ['day-loss']]);
    expect(new Set(fixture.broker.cancelled).size).toBe(sent);
    expect(desk.safety.record.list()[0]?.numbers).toMatchObject({ limit: 0.03 });
    expect(
      desk.notices
        .list()
        .map(({ text }) => text)
        .join(),
    ).toContain('-31000 (-3.10%)');
    const again = await fixture.restart('crash');
    expect([stateOf(again), again.safety.trips.has('day-loss')]).toEqual(['reducing', true]);
  });

  test('that is reset while it holds trips again at once, and says so', async () => {
    const desk = await ready();
    values(960_000);
    await fixture.clock.pass(1_000);
    expect(() => desk.resume('I know better', 'window')).toThrow(/tripped again at once/);
    expect(stateOf(desk)).toBe('reducing');
    deskFile = JSON.stringify({ safety: { dayLoss: { percentOfNav: 20 }, drawdown: { percentOfNav: 20 } } });
    desk.loadDeskSettings();
    expect(() => desk.resume('with a higher limit', 'window')).toThrow(/tripped again at once/);
    deskFile = JSON.stringify({ safety: { dayLoss: null, drawdown: null } });
    desk.loadDeskSettings();
    expect(() => desk.resume('switched off', 'window')).toThrow(/tripped again at once/);
    values(995_000);
    desk.resume('it came back', 'window');
    expect(stateOf(desk)).toBe('active');
    const again = await fixture.restart('crash');
    await fixture.clock.pass(10);
    expect(stateOf(again)).toBe('active');
    values(969_000);
    await fixture.clock.pass(1_000);
    expect(stateOf(again)).toBe('reducing');
  });

  test('by drawdown from the day’s peak', async () => {
    const desk = await ready();
    values(1_050_000);
    values(1_009_000);
    await fixture.clock.pass(1_000);
    expect(tripped(desk)).toEqual(['drawdown']);
  });

  test('a withdrawal is no loss', async () => {
    const desk = await ready();
    tellValues({ nav: money(900_000), cash: money(300_000) });
    await fixture.clock.pass(1_000);
    expect(stateOf(desk)).toBe('active');
  });

  test('by data loss: half of what is held without a live quote for too long, while the session runs', async () => {
    const desk = await ready();
    for (const name of ['AAA', 'BBB', 'CCC', 'DDD']) fixture.broker.hold(name, 10);
    for (let n = 0; n < 10; n++) {
      await fixture.clock.pass(20_000);
      for (const name of ['AAA', 'BBB', 'CCC']) fixture.broker.quote(name, 100);
    }
    expect(tripped(desk)).toEqual([]);
    for (let n = 0; n < 10; n++) {
      await fixture.clock.pass(20_000);
      fixture.broker.quote('AAA', 100);
    }
    expect([stateOf(desk), tripped(desk)]).toEqual(['reducing', ['data-loss']]);
    expect(desk.safety.why).toContain('3 of 4');
    expect(() => desk.resume('try again', 'window')).not.toThrow();
    await fixture.clock.pass(120_000);
    expect(tripped(desk)).toHaveLength(2);
  });

  test('by data loss also while the TWS has lost IBKR: its silence counts, and own orders are cancelled', async () => {
    const desk = await ready();
    approve(desk);
    await fixture.clock.pass(100);
    quoteAll(desk);
    const { session, placed } = fixture.broker;
    expect(placed.length).toBeGreaterThan(0);
    session?.lose();
    await fixture.clock.pass(80_000);
    expect([desk.link.status().state, tripped(desk)]).toEqual(['degraded', []]);
    await fixture.clock.pass(20_000);
    expect([stateOf(desk), tripped(desk)]).toEqual(['reducing', ['data-loss']]);
    expect(new Set(fixture.broker.cancelled)).toEqual(new Set(placed.map(({ apiOrderId }) => apiOrderId)));
  });

  test('not by data loss while there is no TWS: what may work out of reach is said, and compared before anything goes', async () => {
    const desk = await ready();
    approve(desk);
    await fixture.clock.pass(100);
    const { placed } = fixture.broker;
    const open = desk.ledger?.open().length ?? 0;
    fixture.broker.refuse = 'nothing answers';
    fixture.broker.session?.drop('the connection ended');
    await fixture.clock.pass(200_000);
    expect([safetyRow(desk).outOfReach, open > 0, tripped(desk)]).toEqual([open, true, []]);
    const sent = placed.length;
    fixture.broker.refuse = null;
    const answer = fixture.broker.holdNextBook();
    await fixture.clock.pass(60_000);
    expect([desk.link.session?.state, safetyRow(desk).outOfReach]).toEqual(['ready', 0]);
    expect(desk.ordersBlocked()).toContain('compared');
    expect(placed).toHaveLength(sent);
    answer();
  });

  test('not by the silence before the bell: names that did not move before it have their time after it', async () => {
    fixture.clock.set(Date.UTC(2026, 10, 23, 14, 20) - fixture.clock.now());
    const desk = await ready();
    for (const name of ['AAA', 'BBB', 'CCC', 'DDD']) fixture.broker.hold(name, 10);
    await fixture.clock.pass(615_000);
    expect([tripped(desk), stateOf(desk)]).toEqual([[], 'active']);
    quoteAll(desk);
    await fixture.clock.pass(80_000);
    expect(tripped(desk)).toEqual([]);
    await fixture.clock.pass(20_000);
    expect(tripped(desk)).toEqual(['data-loss']);
  });

  test('by a storm of rejects', async () => {
    const desk = await ready();
    const reject = () =>
      fixture.broker.session?.emit({
        kind: 'order',
        report: {
          ...{
            orderId: null,
            permId: 0,
            apiOrderId: 900,
            clientId: 17,
            ticker: null,
            side: null,
            shares: null,
          },
          ...{ status: { says: 'rejected', code: 201, why: 'no' }, at: fixture.clock.now() },
        } as never,
      });
    for (let n = 0; n < 4; n++) reject();
    await fixture.clock.pass(1_000);
    expect(stateOf(desk)).toBe('active');
    reject();
    await fixture.clock.pass(1_000);
    expect([stateOf(desk), tripped(desk)]).toEqual(['halted', ['rejects']]);
    desk.resume('looked at', 'window');
    expect(stateOf(desk)).toBe('active');
  });

  test.each([
    ['forward', 5_000],
    ['back', -5_000],
  ])('by a clock that is put %s', async (_, byMs) => {
    const desk = await ready();
    await fixture.clock.pass(3_000);
    fixture.clock.set(byMs);
    await fixture.clock.pass(2_000);
    expect([stateOf(desk), tripped(desk)]).toEqual(['halted', ['clock']]);
  });

  test('by a machine that slept: the books are compared before anything else', async () => {
    const desk = await ready();
    await fixture.clock.pass(3_000);
    fixture.clock.sleep(600_000);
    await fixture.clock.pass(1_000);
    await settle();
    expect([stateOf(desk), tripped(desk)]).toEqual(['halted', ['sleep']]);
    expect(desk.safety.why).toContain('the machine slept');
  });

  test('by a storm of orders and a flood of messages', async () => {
    const desk = await ready();
    desk.safety.measures.sent(121);
    await fixture.clock.pass(1_000);
    expect([stateOf(desk), tripped(desk)]).toEqual(['halted', ['orders']]);
    for (let n = 0; n < 5_200; n++)
      fixture.broker.session?.emit({
        kind: 'commission',
        commission: { execId: 'x', amount: money(1), currency: 'USD', realizedPnl: null },
      });
    await fixture.clock.pass(1_000);
    expect(tripped(desk)).toEqual(['messages', 'orders']);
  });

  test('that is off does nothing, and every other has its place on the screen', async () => {
    deskFile = JSON.stringify({ safety: { dayLoss: null, drawdown: null } });
    const desk = await ready();
    values(500_000);
    await fixture.clock.pass(1_000);
    expect(stateOf(desk)).toBe('active');
    const states = Object.fromEntries(safetyRow(desk).trips.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ 'day-loss': 'off', rejects: 'ok' } satisfies Partial<
      Record<TripId, string>
    >);
    quoteAll(desk);
  });

  test('a cap that refused is not made wider by a restart', async () => {
    let desk = await onLive();
    desk.safety.arm('U7654321', 'window');
    desk.setMode('propose');
    desk.interval.run();
    expect(() => approve(desk)).toThrow(/on the first live day/);
    deskFile = JSON.stringify({ safety: { firstLiveDayMaxOrderMoney: null, firstLiveDayMaxDayMoney: null } });
    desk = await fixture.restart('crash');
    desk.connect(liveTarget);
    await fixture.clock.pass(10);
    expect(safetyRow(desk).cap).toMatchObject({ order: 5_000, day: { limit: 25_000 } });
  });
});
