import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import type { Bar } from '#shared/domain/market.ts';
import type { Ticker } from '#shared/ids.ts';
import { epochMs, price } from '#shared/units.ts';
import { type DeskFixture, deskFixture, smallStrategy, smallUniverse } from '#test/support/desk-fixture.ts';

const open = Date.parse('2026-11-23T14:30:00Z');
const bar = (minute: number): Bar => ({
  at: epochMs(open + minute * 60_000),
  open: price(100),
  high: price(101),
  low: price(99),
  close: price(100),
  volume: 1000,
});

let fixture: DeskFixture;
let asked: Ticker[];
beforeEach(() => {
  asked = [];
  fixture = deskFixture(() => strategy);
  fixture.broker.intraday = (name) => {
    asked.push(name);
    return [bar(-1440), bar(0), bar(5)];
  };
});
afterEach(() => fixture.end());
let strategy = smallStrategy;

const weightOfVwap = (desk: Desk) =>
  desk.decision?.book?.models.find(({ model }) => model === 'vwap-deviation');

test('every name of the universe gets its turn, and the models that look at bars get their weight', async () => {
  strategy = smallStrategy;
  const desk = fixture.start();
  await fixture.clock.pass(10);
  expect(weightOfVwap(desk)?.unavailable).toBe('needs intraday bars');
  await fixture.clock.pass(360_000);
  expect(new Set(asked)).toEqual(new Set(smallUniverse));
  expect(weightOfVwap(desk)).toMatchObject({ unavailable: null });
  expect(weightOfVwap(desk)?.weight).toBeGreaterThan(0);
});

test('a strategy without such models asks for nothing', async () => {
  strategy = JSON.stringify({ ...JSON.parse(smallStrategy), signals: { models: ['reversal-5d'] } });
  fixture.start();
  await fixture.clock.pass(360_000);
  expect(asked).toEqual([]);
});

test('what is refused is said once, and the desk computes without it', async () => {
  strategy = smallStrategy;
  fixture.broker.intraday = () => {
    throw new Error('no permission');
  };
  const desk = fixture.start();
  await fixture.clock.pass(360_000);
  const said = desk.notices.list().filter(({ text }) => text.startsWith('No intraday bars'));
  expect(said).toHaveLength(1);
  expect(desk.decision?.idle).toBeNull();
});

test('nothing is asked once the connection is gone', async () => {
  strategy = smallStrategy;
  fixture.start();
  await fixture.clock.pass(30_000);
  fixture.broker.session?.close();
  const before = asked.length;
  fixture.broker.refuse = 'closed for the test';
  await fixture.clock.pass(60_000);
  expect(asked).toHaveLength(before);
});
