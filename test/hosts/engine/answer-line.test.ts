import { describe, expect, test } from 'vitest';
import { answerLine } from '#hosts/engine/answer-line.ts';
import { verbs } from '#hosts/engine/verbs.ts';
import { clock, inputAt, settings } from '#test/support/engine-builders.ts';

const input = inputAt(clock(11, 0));
/** No book of the two can have these covariances. */
const indefinite = [
  [1, 2],
  [2, 1],
];
const problem = {
  z: [1, 2],
  wCur: [0, 0],
  cost: [0, 0],
  gamma: 1,
  lambda: 1,
  sigma: [
    [1, 0],
    [0, 1],
  ],
};

describe('a line that cannot be answered', () => {
  test.each<[string, (readonly [input: object, at: string])[]]>([
    [
      'zoo',
      [
        [{ pi: [0.5, 0.5], raw: [[1, 2]] }, 'raw'],
        [{ pi: [1], raw: [[1, 2]], rewards: [0], piMin: 2 }, 'settings.piMin'],
      ],
    ],
    [
      'arbiter',
      [
        [
          { horizonsMin: [60, 30], blends: [[1], [1]], ic: [0, 0], sigmaDay: [1], cost: [0], wCur: [0] },
          'horizonsMin[1]',
        ],
      ],
    ],
    ['risk', [[{ returns: [[0.1], [0.1, 0.2]], benchmark: [0.1, 0.1], sectors: ['A'] }, 'returns[1]']]],
    [
      'rebalance',
      [
        [{ ...problem, z: null }, 'z'],
        [{ ...problem, sigma: null }, 'factor'],
        [{ ...problem, sigma: [[1, 0], [0]] }, 'sigma[1]'],
        [{ ...problem, sigma: indefinite }, 'sigma[3]'],
        [{ ...problem, cost: [0, 'x'] }, 'cost[1]'],
        [{ ...problem, hi: [1] }, 'hi'],
      ],
    ],
    [
      'decide',
      [
        [{ state: null, input, settings: { universe: ['A', 'B', 'A'] } }, 'settings.universe[2]'],
        [{ state: null, input, settings: { universe: ['A'], risk: { rowz: 3 } } }, 'settings.risk.rowz'],
        [
          { state: null, input: { ...input, events: [{ kind: 'quotes', quotes: [{}] }] }, settings },
          'input.events[0].quotes[0].ticker',
        ],
        [{ state: null, input: { ...input, at: 'noon' }, settings }, 'input.at'],
        [
          { state: null, input, settings: { universe: ['A'], rebalance: { betaBand: [] } } },
          'settings.rebalance.betaBand',
        ],
      ],
    ],
  ])('%s names the field', (verb, cases) => {
    const compute = verbs.get(verb) ?? (() => 'no such verb');
    const answers = cases.map(([input]) => JSON.parse(answerLine(compute, JSON.stringify(input))) as unknown);
    expect(answers).toEqual(cases.map(([, at]) => ({ error: expect.any(String) as string, at })));
  });
});

test('own fills correct the costs', () => {
  const fill = {
    name: 0,
    side: 'BUY',
    shares: 100,
    price: 100.2,
    arrivalMid: 100,
    commission: 0,
    predicted: 0.001,
  };
  const ask = (fills: readonly object[]) =>
    JSON.parse(
      answerLine(verbs.get('costs') ?? (() => null), JSON.stringify({ cost: [0.001, 0.002], fills })),
    ) as {
      multipliers: number[];
      cost: number[];
      at: string;
    };
  expect(ask([]).multipliers).toEqual([1, 1]);
  const { multipliers, cost } = ask([fill]);
  expect(multipliers[0]).toBeCloseTo(2, 12);
  expect(cost[1]).toBeCloseTo(0.004, 12);
  expect(ask([fill, { ...fill, name: 7 }]).at).toBe('fills[1].name');
});

test('what is not finite is null, and an array of numbers an array', () => {
  const compute = () => ({ x: Float64Array.of(1, Number.NaN, Infinity) });
  expect(answerLine(compute, '{}')).toBe('{"x":[1,null,null]}');
});
