import { afterEach, expect, test } from 'vitest';
import { deskFixture, smallUniverse, type DeskFixture } from '#test/support/desk-fixture.ts';
import { settle } from '#test/support/fake-clock.ts';

let fixture: DeskFixture | null = null;
afterEach(() => fixture?.end());

test('what is held, proposed and measured against has a quote stream of its own, and only that', async () => {
  fixture = deskFixture();
  const { broker } = fixture;
  broker.hold('AAA', 100);
  const desk = fixture.start();
  await settle();
  await fixture.clock.pass(1_000);
  const proposed = desk.decision?.proposal?.trades.map(({ ticker }) => ticker) ?? [];
  expect(proposed.length).toBeGreaterThan(0);
  expect([...broker.pinned].toSorted()).toEqual([...new Set([...proposed, 'AAA', 'SPY'])].toSorted());
  expect(broker.pinned.length).toBeLessThan(smallUniverse.length);
  expect(broker.pinned.slice(0, proposed.length)).toEqual(proposed);
});

test('a new connection is told anew', async () => {
  fixture = deskFixture();
  const { broker, clock } = fixture;
  broker.hold('AAA', 100);
  fixture.start();
  await settle();
  await clock.pass(1_000);
  broker.pinned = [];
  broker.session?.drop('gone');
  await clock.pass(5_000);
  expect(broker.pinned).toContain('AAA');
});
