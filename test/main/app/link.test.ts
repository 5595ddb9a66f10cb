import { expect, test } from 'vitest';
import { Link } from '#app/link.ts';
import { BrokerError } from '#app/ports.ts';
import type { PracticeLauncher } from '#app/ports-practice.ts';
import { practiceTarget } from '#app/targets.ts';
import { quiet } from '#test/support/desk-fixture.ts';
import { FakeBroker } from '#test/support/fake-broker.ts';
import { FakeClock, settle } from '#test/support/fake-clock.ts';

const tws = { kind: 'tws-paper', host: '127.0.0.1', port: 7497, clientId: 17 } as const;

function linked(
  practice: PracticeLauncher['start'] = () => Promise.reject(new BrokerError('no practice here')),
) {
  const clock = new FakeClock('2026-11-23T15:30:00Z');
  const broker = new FakeBroker(clock);
  const told: string[] = [];
  let broughtUp = 0;
  const link: Link = new Link(
    { broker, practice: { start: practice }, clock, log: quiet },
    {
      bringUp: () => {
        broughtUp += 1;
        return Promise.resolve();
      },
      event: () => {},
      changed: () => told.push(link.status().state),
      lost: (why) => told.push(`lost: ${why}`),
    },
  );
  return { link, broker, clock, told, broughtUp: () => broughtUp };
}

test('back-off doubles from one second to a minute, and starts again after a success', async () => {
  const { link, broker, clock, broughtUp } = linked();
  broker.refuse = 'Nothing is listening on 127.0.0.1:7497.';
  link.connect(tws);
  await settle();
  expect(link.status()).toMatchObject({
    state: 'waiting',
    message: 'Nothing is listening on 127.0.0.1:7497.',
  });
  expect(link.status().retryAt).toBe(clock.now() + 1_000);
  await clock.pass(1_000 + 2_000 + 4_000);
  expect(broker.sessions).toBe(4);
  await clock.pass(600_000);
  expect((link.status().retryAt ?? 0) - clock.now()).toBeLessThanOrEqual(60_000);
  broker.refuse = null;
  await clock.pass(60_000);
  expect(broughtUp()).toBe(1);
  broker.session?.drop('gone');
  expect((link.status().retryAt ?? 0) - clock.now()).toBe(1_000);
});

test('a TWS that moved to another port is not tried on the old one', async () => {
  const { link, broker, clock, told } = linked();
  link.connect(tws);
  await settle();
  broker.session?.drop('The API port of TWS was changed.', 1300);
  expect(link.status()).toMatchObject({
    state: 'closed',
    message: 'The API port of TWS was changed.',
    retryAt: null,
  });
  await clock.pass(600_000);
  expect(broker.sessions).toBe(1);
  expect(told).toContain('lost: The API port of TWS was changed.');
});

test('disconnecting ends the attempts', async () => {
  const { link, broker, clock } = linked();
  broker.refuse = 'no';
  link.connect(tws);
  await settle();
  link.disconnect();
  await clock.pass(600_000);
  expect(broker.sessions).toBe(1);
  expect(link.status()).toMatchObject({ state: 'idle', target: null, retryAt: null });
});

test('what a replaced session says is not heard', async () => {
  const { link, broker, told } = linked();
  link.connect(tws);
  await settle();
  const first = broker.session;
  link.connect({ ...tws, port: 4002 });
  await settle();
  told.length = 0;
  first?.drop('too late');
  expect(told).toEqual([]);
  expect(link.status().target?.port).toBe(4002);
});

test('a practice TWS that cannot be started is said in words', async () => {
  const { link } = linked();
  link.connect(practiceTarget);
  await settle();
  expect(link.status()).toMatchObject({ state: 'waiting', message: 'no practice here' });
});

test('the practice TWS is met at the port that it was given, and ends with the desk', async () => {
  let stopped = 0;
  const { link, broker } = linked(() =>
    Promise.resolve({
      port: 5123,
      pid: 1,
      adopted: false,
      stop: () => {
        stopped += 1;
        return Promise.resolve();
      },
    }),
  );
  link.connect(practiceTarget);
  await settle();
  expect(broker.session?.target).toMatchObject({ kind: 'practice', host: '127.0.0.1', port: 5123 });
  await link.stop();
  expect(stopped).toBe(1);
});
