import { expect, test, vi } from 'vitest';
import { type ChartState, followChart } from '#renderer/panes/chart-feed.ts';
import { epochMs, price } from '#shared/units.ts';
import { sampleBar, sampleDrift, sampleFill, sampleTime } from '#test/support/sample-rows.ts';
import { screenDesk } from '#test/support/screen-desk.ts';

const msft = sampleDrift({ id: 'MSFT', ticker: 'MSFT', last: price(480) });
const today = sampleBar({ at: epochMs(Date.UTC(2026, 2, 2)) });

async function chart(handlers: Parameters<typeof screenDesk>[1] = {}) {
  const screen = screenDesk(
    { drift: [msft] },
    { 'chart.get': () => ({ bars: [today], fills: [], timeZone: 'America/New_York' }), ...handlers },
  );
  await screen.settle();
  await screen.settle();
  const states: ChartState[] = [];
  const failures: string[] = [];
  const stop = followChart(
    screen.desk,
    'MSFT',
    '1 day',
    { show: (state) => states.push(state), fail: (why) => failures.push(why) },
    () => sampleTime,
  );
  await screen.settle();
  return { ...screen, states, failures, stop };
}

test('shows bars, then moves the newest with each new price', async () => {
  const { states, server, settle, stop } = await chart();
  expect(states).toMatchObject([{ view: 'MSFT 1 day', bars: [{ ...today, close: 480 }] }]);
  server.publish('drift.changed', { rows: [{ ...msft, last: price(500) }], removed: [] });
  await settle();
  expect(states.at(-1)?.bars).toEqual([{ ...today, high: 500, close: 500 }]);
  const known = states.length;
  server.publish('drift.changed', { rows: [{ ...msft, last: price(500), bid: price(1) }], removed: [] });
  await settle();
  expect(states).toHaveLength(known);
  stop();
});

test('takes in own fills of its name as they happen', async () => {
  const { states, server, settle, stop } = await chart();
  const known = states.length;
  server.publish('fill.changed', { rows: [sampleFill({ ticker: 'IBM' })], removed: [] });
  await settle();
  expect(states).toHaveLength(known);
  server.publish('fill.changed', { rows: [sampleFill()], removed: [] });
  await settle();
  expect(states.at(-1)?.fills).toEqual([sampleFill()]);
  stop();
});

test('asks again while the desk still loads the bars, until it has some', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    let loaded: (typeof today)[] = [];
    let asked = 0;
    const { states, settle, stop } = await chart({
      'chart.get': () => {
        asked += 1;
        return { bars: loaded, fills: [], timeZone: 'America/New_York' };
      },
    });
    expect([asked, states.at(-1)?.bars.length]).toEqual([1, 1]);
    vi.advanceTimersByTime(3000);
    await settle();
    loaded = [sampleBar(), today];
    vi.advanceTimersByTime(3000);
    await settle();
    expect([asked, states.at(-1)?.bars.length]).toEqual([3, 2]);
    vi.advanceTimersByTime(60_000);
    await settle();
    expect(asked).toBe(3);
    stop();
  } finally {
    vi.useRealTimers();
  }
});

test('says why there is none, and nothing after it was stopped', async () => {
  const { states, failures, server, settle, stop } = await chart({
    'chart.get': () => {
      throw new Error('no history of MSFT');
    },
  });
  expect(failures).toEqual(['no history of MSFT']);
  stop();
  server.publish('fill.changed', { rows: [sampleFill()], removed: [] });
  await settle();
  expect(states).toEqual([]);
});

test('waits for a trade before it begins a bar that the desk has not', async () => {
  const friday = sampleBar();
  const { states, asked, server, settle, stop } = await chart({
    'chart.get': () => ({ bars: [friday], fills: [], timeZone: 'America/New_York' }),
  });
  expect(states.at(-1)?.bars).toEqual([friday]);
  server.publish('drift.changed', { rows: [{ ...msft, last: price(481) }], removed: [] });
  await settle();
  const begun = { ...today, open: 481, high: 481, low: 481, close: 481, volume: 0 };
  expect(states.at(-1)?.bars).toEqual([friday, begun]);
  // It asks once whether the desk has that bar, and keeps its own while not.
  await settle();
  server.publish('drift.changed', { rows: [{ ...msft, last: price(482) }], removed: [] });
  await settle();
  await settle();
  expect(states.at(-1)?.bars).toEqual([friday, { ...begun, high: 482, close: 482 }]);
  expect(asked.filter((name) => name === 'chart.get')).toHaveLength(2);
  stop();
});
