import { describe, expect, test } from 'vitest';
import type { Order } from '#shared/domain/order.ts';
import type { Work } from '#shared/domain/work.ts';
import { price, shares } from '#shared/units.ts';
import { advance } from '#engine/execution/working/advance.ts';
import type { Scene } from '#engine/execution/working/moves.ts';
import { positionOf, quoteOf, universe } from '#test/support/engine-builders.ts';
import {
  aChild,
  aScene,
  aWork,
  alfa,
  approvedAt,
  golf,
  secondsLater,
  withChild,
  workInput,
  workSettings,
} from '#test/support/work-builders.ts';

/** What becomes of a work with this child, so many seconds after the approval. */
function moved(child: Partial<Order>, seconds: number, work: Partial<Work> = {}, scene: Partial<Scene> = {}) {
  const order = aChild(aWork(), child);
  const one = withChild(aWork(), order, work);
  return advance(one, aScene(secondsLater(seconds), [one], [order], scene));
}
const cancelled = { status: { state: 'cancelled', at: approvedAt, why: '' } } as const;
const asked = { asked: { orderId: aChild(aWork()).intent.orderId, at: approvedAt, why: 'first words' } };

describe('while a child works', () => {
  test('it is left alone at the touch', () => {
    expect(moved({}, 5)).toMatchObject({ cancel: null, place: null });
  });

  test('it is cancelled when another level is due, and none goes before it has ended', () => {
    const { cancel, place, work } = moved({}, 25);
    expect([cancel !== null, place, work.level]).toEqual([true, null, 'mid']);
  });

  test('it is replaced when the touch went away, but not too often', () => {
    const quotes = Object.fromEntries(
      universe.map((name) => [
        name,
        quoteOf(name, secondsLater(12), { bid: price(114.1), ask: price(114.11) }),
      ]),
    );
    const at = (seconds: number) => {
      const base = aScene(secondsLater(seconds), []);
      return moved({}, seconds, {}, { state: { ...base.state, quotes } });
    };
    expect([at(9).cancel, at(12).cancel === null]).toEqual([null, false]);
  });

  test('the order says why it was taken back', () => {
    const { workId } = aWork();
    const better = Object.fromEntries(
      universe.map((name) => [
        name,
        quoteOf(name, secondsLater(12), { bid: price(114.1), ask: price(114.11) }),
      ]),
    );
    const state = { ...aScene(secondsLater(12), []).state, quotes: better };
    const said = [
      moved({}, 25),
      moved({}, 12, {}, { state }),
      moved({}, 55),
      moved({}, 5, {}, { stops: new Map([[workId, 'You stopped it.']]) }),
      moved({}, 5, { shares: shares(60) }),
      moved({ status: { state: 'working', permId: 1 } }, 5, {
        state: { stage: 'stopped', at: approvedAt, why: '', refusal: null },
      }),
    ];
    expect(said.map(({ work }) => work.asked?.why)).toEqual([
      'Replaced by the desk: it tries harder, mid after passive.',
      'Replaced by the desk at another price: 114.1 instead of 114.09.',
      'Withdrawn by the desk: the time of its trade is over.',
      'Withdrawn by the desk: You stopped it.',
      'Withdrawn by the desk: less is left to trade than it was for.',
      'Withdrawn by the desk: its trade has stopped.',
    ]);
  });

  test('nothing is replaced while nothing may go', () => {
    expect(
      moved({}, 25, {}, { input: workInput(secondsLater(25), { ordersBlocked: 'halted' }) }).cancel,
    ).toBeNull();
  });

  test('it is cancelled where more than is wanted could fill', () => {
    const late = aChild(aWork(), { ...cancelled, filled: shares(10) });
    const live = aChild({ ...aWork(), children: [late.intent.orderId] }, {});
    const work = withChild(withChild(aWork(), late), live);
    expect(advance(work, aScene(secondsLater(5), [work], [late, live])).cancel).toBe(live.intent.orderId);
  });
});

describe('after its end', () => {
  test('the next one waits for the moment in which late fills come, and takes what is left', () => {
    const ended = { status: { ...cancelled.status, at: secondsLater(4.5) }, updatedAt: secondsLater(4.5) };
    expect(moved(ended, 5, asked).place).toBeNull();
    expect(moved({ ...ended, filled: shares(30) }, 6, asked).place).toMatchObject({
      shares: 70,
      level: 'passive',
    });
  });

  test('all filled: done', () => {
    const filled = { status: { state: 'filled', at: approvedAt }, filled: shares(100) } as const;
    expect(moved(filled, 5).work.state).toEqual({ stage: 'done', at: secondsLater(5) });
  });

  test.each([
    ['cancelled by somebody else', cancelled],
    ['rejected', { status: { state: 'rejected', at: approvedAt, code: 201, why: 'no' } }],
    ['unresolved', { status: { state: 'unresolved', since: approvedAt, why: '' } }],
    ['never sent', { status: { state: 'never-sent', why: 'closed' } }],
  ] as const)('%s: the work stops, and nothing is sent again', (_, child) => {
    expect(moved(child, 5)).toMatchObject({
      place: null,
      cancel: null,
      work: { state: { stage: 'stopped' } },
    });
  });
});

describe('the end', () => {
  test('by the clock: first the cancel, then the stop', () => {
    expect(moved({}, 55).cancel).not.toBeNull();
    expect(moved({}, 60).work.state).toMatchObject({
      stage: 'stopped',
      why: 'Its time is over: 0 of 100 shares are filled.',
    });
  });

  test('one order at once is never cancelled by the clock', () => {
    expect(moved({}, 61, { style: 'LMT' })).toMatchObject({
      cancel: null,
      work: { state: { stage: 'stopped' } },
    });
  });

  test('by the trader, by a doubt, and at the interval’s end where the strategy says so', () => {
    const { workId } = aWork();
    expect(moved({}, 5, {}, { stops: new Map([[workId, 'You stopped it.']]) }).cancel).not.toBeNull();
    expect(moved({}, 5, {}, { doubt: 'in doubt' }).work.state).toMatchObject({ why: 'in doubt' });
    const settings = {
      ...workSettings,
      execution: { ...workSettings.execution, atIntervalEnd: 'cancel' as const },
    };
    const input = workInput(secondsLater(5), { pace: 'interval' });
    expect(moved({}, 5, {}, { settings, input }).work.state).toMatchObject({ stage: 'stopped' });
    expect(moved({}, 5, {}, { input }).work.state.stage).toBe('passive');
  });

  test('what is over only counts its fills', () => {
    const state = { stage: 'stopped', at: approvedAt, why: '', refusal: null } as const;
    expect(moved({ ...cancelled, filled: shares(40) }, 9, { state }).work).toMatchObject({
      filled: 40,
      state,
    });
  });
});

test('the hedge goes last, and only for what filled', () => {
  const hedge = aWork(golf, {
    side: 'SELL',
    isHedge: true,
    reduces: false,
    shares: shares(80),
    workId: 'h' as never,
  });
  const bought = aWork(alfa, { hedgePerShare: -0.5, filled: shares(50) });
  const at = (other: Work) => advance(hedge, aScene(secondsLater(5), [other, hedge]));
  expect(at(bought).work.state).toMatchObject({ stage: 'waiting', for: 'turn' });
  expect(
    at({ ...bought, state: { stage: 'stopped', at: approvedAt, why: '', refusal: null } }).place?.shares,
  ).toBe(55);
});

describe('an order that outlives its trade', () => {
  const over = {
    state: { stage: 'stopped', at: approvedAt, why: 'You stopped it.', refusal: null },
  } as const;
  const working = { status: { state: 'working', permId: 1 } } as const;

  test('is cancelled again where the cancel was lost or could not be sent', () => {
    const at = (seconds: number) => moved(working, seconds, { ...asked, ...over }).cancel;
    expect([at(5), at(12) === null]).toEqual([null, false]);
  });

  test('is cancelled where a trade ended because nobody knew of it, and it works after all', () => {
    expect(moved(working, 5, over).cancel).not.toBeNull();
  });

  test('is left alone while its cancel is on its way, nobody knows where it stands, or it is in the auction', () => {
    const cancelling = { status: { state: 'cancelling', since: approvedAt } } as const;
    const unresolved = { status: { state: 'unresolved', since: approvedAt, why: '' } } as const;
    expect([
      moved(cancelling, 50, { ...asked, ...over }).cancel,
      moved(unresolved, 50, { ...asked, ...over }).cancel,
      moved(working, 50, { ...over, level: 'auction' }).cancel,
    ]).toEqual([null, null, null]);
  });
});

describe('what is not known to have filled', () => {
  test('an order that the TWS calls filled is not sent a second time before its executions come', () => {
    const filled = { status: { state: 'filled', at: approvedAt } } as const;
    const { place, preview, work } = moved(filled, 20);
    expect([place, preview, work.state.stage]).toEqual([null, null, 'waiting']);
  });

  test('what was taken back of a filled order is not bought again unasked', () => {
    const filled = { status: { state: 'filled', at: approvedAt }, filled: shares(60) } as const;
    expect(moved(filled, 20).place).toBeNull();
  });
});

describe('a sale of more than is held', () => {
  const selling = aWork(golf, { side: 'SELL', from: shares(100) });
  const child = aChild(selling, { filled: shares(30) });
  const held = (position: number, foreign = 0) => {
    const work = withChild(selling, child);
    const scene = aScene(secondsLater(2), [work], [child]);
    const positions = { [golf]: positionOf(golf, position) };
    const others = foreign > 0 ? { [golf]: { buy: 0, sell: foreign } } : {};
    const state = { ...scene.state, positions, foreign: others, frozen: { [golf]: 'the position moved' } };
    return advance(work, { ...scene, state }).cancel;
  };

  test('is cancelled when the position went by hand, although its name is frozen', () => {
    expect([held(70), held(69) === null, held(0) === null]).toEqual([null, false, false]);
  });

  test('is cancelled when an order of others may sell the same shares', () => {
    expect([held(70, 0), held(70, 1) === null]).toEqual([null, false]);
  });
});
