import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import type { OrderReport } from '#shared/domain/order.ts';
import type { KillScope } from '#shared/domain/safety.ts';
import { accountId, orderId, proposalId, ticker } from '#shared/ids.ts';
import { restore } from '#store/restore.ts';
import { damage } from '#test/main/store/damage.ts';
import { type DeskFixture, deskFixture } from '#test/support/desk-fixture.ts';

let fixture: DeskFixture;
beforeEach(() => {
  fixture = deskFixture();
});
afterEach(() => fixture.end());

const report = (over: Partial<OrderReport>): OrderReport => ({
  ...{ orderId: null, permId: 1, apiOrderId: 0, clientId: 0, ticker: ticker('ZZZ'), side: 'BUY' },
  ...{ shares: 10, status: { says: 'working' }, at: fixture.clock.now() },
  ...over,
});

/** A desk with orders that work, one of its client's that it does not know, one of another program's and one typed in TWS. */
async function withOrders(): Promise<{ readonly desk: Desk; readonly own: number }> {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  const id = desk.decision?.proposal?.proposalId ?? proposalId('none');
  desk.decide({ kind: 'approve', proposalId: id, legs: null }, 'test');
  await fixture.clock.pass(2_000);
  const { placed, openOrders, session } = fixture.broker;
  for (const { order, apiOrderId } of placed)
    openOrders.push(
      report({
        ...{ orderId: order.orderId, permId: 900 + apiOrderId, apiOrderId, clientId: 17 },
        ...{ ticker: order.ticker, side: order.side, shares: order.shares },
      }),
    );
  openOrders.push(
    report({ permId: 2, apiOrderId: 77, clientId: 17, orderId: orderId('elsewhere-1') }),
    report({ permId: 3, apiOrderId: 5, clientId: 8 }),
    report({ permId: 4 }),
  );
  for (const open of openOrders) session?.emit({ kind: 'order', report: open });
  expect(placed.length).toBeGreaterThan(1);
  return { desk, own: placed.length };
}

/** The TWS has carried out every cancel of these owners. */
function cancelAtTws(which: (report: OrderReport) => boolean): void {
  const { openOrders } = fixture.broker;
  const left = openOrders.filter((open) => !which(open));
  openOrders.splice(0, openOrders.length, ...left);
}

describe('a kill switch', () => {
  test('first counts what each scope would cancel', async () => {
    const { desk, own } = await withOrders();
    const preview = await desk.safety.kill.preview();
    expect(preview.scopes.map(({ scope, count }) => [scope, count])).toEqual([
      ['desk', own],
      ['client', own + 1],
      ['everything', own + 3],
    ]);
    expect(preview.note).toBeNull();
    expect(desk.halted).toBeNull();
    expect(fixture.broker.cancelled).toEqual([]);
  });

  test.each([
    ['desk', 0, 0],
    ['client', 1, 0],
    ['everything', 1, 1],
  ] as const)(
    'of %s halts, cancels what it reaches, and tells what survives',
    async (scope, more, global) => {
      const { desk, own } = await withOrders();
      const { cancelled } = fixture.broker;
      cancelled.length = 0;
      const run = desk.safety.kill.run(scope, 'wrong file', 'window');
      expect(desk.halted).toContain('wrong file');
      expect(new Set(cancelled).size).toBe(own + more);
      expect(fixture.broker.cancelledEverything).toBe(global);
      expect(run).toMatchObject({ state: 'asking', cancels: own + more + global, problem: null });
      const [first] = fixture.broker.placed;
      cancelAtTws(({ apiOrderId, clientId }) => clientId === 17 && apiOrderId !== first?.apiOrderId);
      await fixture.clock.pass(5_000);
      const after = desk.safety.kill.report;
      expect(after?.state).toBe('survivors');
      expect(after?.survivors[0]).toMatchObject({ ticker: first?.order.ticker, owner: 'desk' });
      expect(after?.survivors[0]?.todo).not.toBe('');
      cancelAtTws(() => true);
      desk.ledger
        ?.open()
        .forEach(({ intent }) =>
          desk.ledger?.settle(intent.orderId, { state: 'cancelled', at: desk.now(), why: '' }, desk.now()),
        );
      await fixture.clock.pass(5_000);
      expect(desk.safety.kill.report?.state).toBe('clean');
      expect(desk.safety.record.list().map(({ kind }) => kind)).toEqual([
        ...['survivors', 'survivors', 'note', 'kill'],
      ]);
    },
  );

  test('clicked twice is one switch, and a larger scope is another', async () => {
    const { desk } = await withOrders();
    const one = desk.safety.kill.run('desk', 'news', 'window');
    const sent = fixture.broker.cancelled.length;
    expect(desk.safety.kill.run('desk', 'news', 'window')).toEqual(one);
    expect(fixture.broker.cancelled).toHaveLength(sent);
    desk.safety.kill.run('everything', 'news', 'window');
    expect(fixture.broker.cancelledEverything).toBe(1);
  });

  test('withdraws what is proposed', async () => {
    const desk = fixture.start();
    await fixture.clock.pass(10);
    expect(desk.decision?.proposal).not.toBeNull();
    desk.safety.kill.run('desk', 'news', 'window');
    expect(desk.store?.proposals(1)[0]).toMatchObject({ status: 'rejected', decidedBy: 'desk' });
  });

  test('works where nothing can be written down', async () => {
    const { desk, own } = await withOrders();
    const db = new Database(desk.store?.file ?? '');
    for (const what of [
      'INSERT ON safety_events',
      'UPDATE ON orders',
      'INSERT ON intervals',
      'INSERT ON audit',
    ])
      db.exec(
        `CREATE TRIGGER broken_${what.replaceAll(' ', '_')} BEFORE ${what} BEGIN SELECT RAISE(FAIL, 'the disk failed'); END`,
      );
    db.close();
    fixture.broker.cancelled.length = 0;
    expect(desk.safety.kill.run('desk', 'news', 'window').cancels).toBe(own);
    expect(new Set(fixture.broker.cancelled).size).toBe(own);
    expect(desk.halted).not.toBeNull();
  });

  test('works while the TWS has lost IBKR, and says where its list is an old one', async () => {
    const { desk, own } = await withOrders();
    const { session } = fixture.broker;
    if (session !== null) session.state = 'degraded';
    fixture.broker.failBook = 'no answer';
    fixture.broker.cancelled.length = 0;
    expect((await desk.safety.kill.preview()).note).toContain('no answer');
    desk.safety.kill.run('desk', 'news', 'window');
    expect(new Set(fixture.broker.cancelled).size).toBe(own);
    await fixture.clock.pass(5_000);
    expect(desk.safety.kill.report?.state).toBe('unknown');
  });

  test('without a TWS says what to do, and cancels as soon as one answers', async () => {
    const { desk } = await withOrders();
    fixture.broker.refuse = 'nothing answers';
    fixture.broker.session?.drop('gone');
    fixture.broker.cancelled.length = 0;
    expect(desk.safety.kill.run('desk', 'news', 'window').problem).toContain('No TWS is connected');
    fixture.broker.refuse = null;
    await fixture.clock.pass(70_000);
    expect(fixture.broker.cancelled.length).toBeGreaterThan(0);
  });

  test('that a reset came after cancels nothing later', async () => {
    const { desk } = await withOrders();
    fixture.broker.refuse = 'nothing answers';
    fixture.broker.session?.drop('gone');
    desk.safety.kill.run('everything', 'news', 'window');
    desk.resume('not needed', 'window');
    fixture.broker.refuse = null;
    await fixture.clock.pass(70_000);
    expect(fixture.broker.cancelledEverything).toBe(0);
  });

  test('pulled while the connection is being made is carried out when it stands', async () => {
    const { desk, own } = await withOrders();
    const release = fixture.broker.holdNextReady();
    fixture.broker.session?.drop('gone');
    await fixture.clock.pass(1_100);
    fixture.broker.cancelled.length = 0;
    expect(desk.safety.kill.run('everything', 'news', 'window').problem).toContain('No TWS is connected');
    expect(fixture.broker.cancelledEverything).toBe(0);
    release();
    await fixture.clock.pass(10);
    expect(new Set(fixture.broker.cancelled).size).toBe(own + 1);
    expect(fixture.broker.cancelledEverything).toBe(1);
  });

  test('whose cancels went down with the connection sends those of its own again, and of no one else', async () => {
    const { desk, own } = await withOrders();
    desk.safety.kill.run('everything', 'news', 'window');
    fixture.broker.session?.drop('gone');
    fixture.broker.cancelled.length = 0;
    await fixture.clock.pass(1_100);
    expect(new Set(fixture.broker.cancelled).size).toBe(own + 1);
    expect(fixture.broker.cancelledEverything).toBe(1);
  });

  test('pulled without a TWS is not carried out on another account', async () => {
    const { desk } = await withOrders();
    fixture.broker.session?.drop('gone');
    desk.safety.kill.run('everything', 'news', 'window');
    fixture.broker.account = accountId('U7654321');
    fixture.broker.cancelled.length = 0;
    desk.connect({ kind: 'tws-live', host: '127.0.0.1', port: 7496, clientId: 17 });
    await fixture.clock.pass(10);
    expect(desk.store?.account).toBe('U7654321');
    expect([fixture.broker.cancelledEverything, fixture.broker.cancelled]).toEqual([0, []]);
  });

  test('pulled again right after a reset is pulled', async () => {
    const { desk } = await withOrders();
    desk.safety.kill.run('desk', 'news', 'window');
    desk.resume('not needed', 'window');
    desk.safety.kill.run('desk', 'needed after all', 'window');
    expect(desk.halted).toContain('needed after all');
  });

  test('reaches a second live order under a reference of this desk by its own number', async () => {
    const { desk } = await withOrders();
    const [first] = fixture.broker.placed;
    const twin = report({
      ...{ orderId: first?.order.orderId ?? null, permId: 5_000, apiOrderId: 61, clientId: 17 },
    });
    fixture.broker.session?.emit({ kind: 'order', report: twin });
    fixture.broker.cancelled.length = 0;
    desk.safety.kill.run('desk', 'two of them', 'window');
    expect(fixture.broker.cancelled).toContain(61);
    expect(fixture.broker.cancelled).toContain(first?.apiOrderId);
  });

  test('works where the journal cannot be read either', async () => {
    const { desk, own } = await withOrders();
    const db = new Database(desk.store?.file ?? '');
    db.exec('ALTER TABLE orders RENAME TO gone');
    db.close();
    fixture.broker.cancelled.length = 0;
    expect(desk.safety.kill.run('client', 'news', 'window').cancels).toBe(own + 1);
    expect(desk.halted).not.toBeNull();
  });
});

const practice = { kind: 'practice', host: '127.0.0.1', port: 1, clientId: 17 } as const;

/** The switch was pulled while the TWS was away, and the desk has died; the next one finds no TWS before `refuse` is taken back. */
async function pulledAndDied(scope: KillScope): Promise<Desk> {
  const { broker } = fixture;
  const { desk } = await withOrders();
  broker.refuse = 'nothing answers';
  broker.session?.drop('gone');
  desk.safety.kill.run(scope, 'news', 'window');
  expect([broker.cancelled, broker.cancelledEverything]).toEqual([[], 0]);
  const again = await fixture.restart('crash');
  await fixture.clock.pass(10);
  return again;
}

/** A TWS answers again, and the desk finds it. */
async function answers(desk: Desk): Promise<void> {
  fixture.broker.refuse = null;
  desk.connect(practice);
  await fixture.clock.pass(10);
}

const sent = () => [new Set(fixture.broker.cancelled).size, fixture.broker.cancelledEverything];

describe('a kill switch that was pulled without a TWS, and whose desk has died', () => {
  test.each([
    ['desk', 0, 0],
    ['client', 1, 0],
    ['everything', 1, 1],
  ] as const)(
    'of %s waits in words, and is carried out once when a TWS answers',
    async (scope, more, global) => {
      const again = await pulledAndDied(scope);
      const own = fixture.broker.placed.length;
      const { report } = again.safety.kill;
      expect(report).toMatchObject({ scope, reason: 'news', who: 'window', cancels: 0 });
      expect(report?.problem).toContain('as soon as the TWS of practice DU1000001 answers');
      expect(again.halted).toBe('news');
      expect(sent()).toEqual([0, 0]);
      await answers(again);
      expect(sent()).toEqual([own + more, global]);
      await fixture.clock.pass(5_000);
      expect(again.safety.kill.report).toMatchObject({ state: 'survivors', problem: null });
      expect(again.safety.kill.report?.survivors.length).toBeGreaterThan(0);

      const before = fixture.broker.cancelledEverything;
      fixture.broker.cancelled.length = 0;
      const last = await fixture.restart('crash');
      await answers(last);
      expect(last.safety.kill.report).toBeNull();
      expect(fixture.broker.cancelledEverything).toBe(before);
      expect(fixture.broker.cancelled).not.toContain(77);
      expect(last.halted).toBe('news');
    },
  );

  test('is carried out over a TWS that has lost IBKR too', async () => {
    const again = await pulledAndDied('desk');
    const release = fixture.broker.holdNextBook();
    await answers(again);
    expect(sent()).toEqual([0, 0]);
    if (fixture.broker.session !== null) fixture.broker.session.state = 'degraded';
    release();
    await fixture.clock.pass(10);
    expect(sent()).toEqual([fixture.broker.placed.length, 0]);
  });

  test('outlives several deaths', async () => {
    await pulledAndDied('everything');
    await fixture.restart('crash');
    await fixture.clock.pass(10);
    await answers(await fixture.restart('stop'));
    expect(sent()).toEqual([fixture.broker.placed.length + 1, 1]);
  });

  test('is not carried out on another account, and waits for its own', async () => {
    const again = await pulledAndDied('everything');
    const { broker, clock } = fixture;
    broker.refuse = null;
    broker.account = accountId('U7654321');
    again.connect({ kind: 'tws-live', host: '127.0.0.1', port: 7496, clientId: 17 });
    await clock.pass(70_000);
    expect(again.store?.account).toBe('U7654321');
    expect(sent()).toEqual([0, 0]);
    broker.account = accountId('DU1000001');
    again.connect(practice);
    await clock.pass(10);
    expect(sent()).toEqual([broker.placed.length + 1, 1]);
  });

  test('a reset of another account does not end it, after which it waits on', async () => {
    const again = await pulledAndDied('everything');
    const { broker, clock } = fixture;
    broker.refuse = null;
    broker.account = accountId('U7654321');
    again.connect({ kind: 'tws-live', host: '127.0.0.1', port: 7496, clientId: 17 });
    await clock.pass(10);
    again.resume('all clear here', 'window');
    broker.account = accountId('DU1000001');
    again.connect(practice);
    await clock.pass(10);
    expect(sent()).toEqual([broker.placed.length + 1, 1]);
  });

  test('and that was reset reaches no order that was approved since, now or after another death', async () => {
    const again = await pulledAndDied('everything');
    again.resume('not needed', 'window');
    await answers(again);
    expect(fixture.broker.cancelledEverything).toBe(0);
    await answers(await fixture.restart('crash'));
    expect(fixture.broker.cancelledEverything).toBe(0);
    expect(fixture.broker.cancelled).not.toContain(77);
  });

  test('is history in a backup that is put in place', async () => {
    const { broker, clock } = fixture;
    const { desk } = await withOrders();
    broker.refuse = 'nothing answers';
    broker.session?.drop('gone');
    desk.safety.kill.run('everything', 'news', 'window');
    const backup = (await desk.store?.backUp(clock.now())) ?? '';
    await answers(await fixture.restart('crash', () => void restore(fixture.folder, backup, clock.now())));
    expect(broker.cancelledEverything).toBe(0);
  });

  test('is not made smaller by a smaller one', async () => {
    const again = await pulledAndDied('everything');
    expect(again.safety.kill.run('desk', 'more news', 'window').scope).toBe('everything');
    await answers(await fixture.restart('crash'));
    expect(sent()).toEqual([fixture.broker.placed.length + 1, 1]);
  });

  test('withdraws what is proposed, also where the desk died before that was written', async () => {
    const { broker, clock } = fixture;
    const desk = fixture.start();
    await clock.pass(10);
    const proposed = desk.decision?.proposal?.proposalId;
    expect(proposed).toBeDefined();
    broker.refuse = 'nothing answers';
    broker.session?.drop('gone');
    desk.safety.kill.run('desk', 'news', 'window');
    expect(desk.store?.proposals(1)[0]?.status).toBe('open');
    const again = await fixture.restart('crash');
    await answers(again);
    expect(again.store?.proposals(9).find(({ proposal }) => proposal.proposalId === proposed)).toMatchObject({
      status: 'rejected',
      why: 'Kill switch: news',
    });
  });
});

test('a kill switch that was pulled before any file was open is of the first account that is', async () => {
  const { broker, clock } = fixture;
  broker.refuse = 'nothing answers';
  const desk = fixture.start();
  await clock.pass(10);
  expect(desk.store).toBeNull();
  desk.safety.kill.run('everything', 'news', 'window');
  await answers(desk);
  expect([desk.halted, broker.cancelledEverything]).toEqual(['news', 1]);
  const again = await fixture.restart('crash');
  await answers(again);
  expect([again.halted, broker.cancelledEverything]).toEqual(['news', 1]);
});

test('a kill switch that was pulled over a file that may only be read is of no other account', async () => {
  const { broker, clock } = fixture;
  const before = fixture.start();
  await clock.pass(10);
  const file = before.store?.file ?? '';
  await before.stop();
  damage(file, 'bars');
  broker.refuse = 'nothing answers';
  const desk = await fixture.restart('stop');
  await clock.pass(10);
  expect(desk.store?.readOnly).toContain('is damaged');
  desk.safety.kill.run('everything', 'news', 'window');
  broker.refuse = null;
  broker.account = accountId('DU2000002');
  const paper = { kind: 'tws-paper', host: '127.0.0.1', port: 7497, clientId: 17 } as const;
  desk.connect(paper);
  await clock.pass(10);
  expect([desk.store?.account, desk.store?.safety.events(9)]).toEqual(['DU2000002', []]);
  const again = await fixture.restart('crash');
  again.connect(paper);
  await clock.pass(10);
  expect([again.halted, broker.cancelledEverything]).toEqual([null, 0]);
});

test('orders wait until a reset is written down', async () => {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  desk.safety.kill.run('desk', 'news', 'window');
  const db = new Database(desk.store?.file ?? '');
  db.exec(
    "CREATE TRIGGER broken BEFORE INSERT ON safety_events BEGIN SELECT RAISE(FAIL, 'the disk failed'); END",
  );
  desk.resume('all clear', 'window');
  expect(desk.ordersBlocked()).toContain('could not be written down');
  db.exec('DROP TRIGGER broken');
  db.close();
  await fixture.clock.pass(1_000);
  expect(desk.ordersBlocked()).toBeNull();
});
