import { expect, test } from 'vitest';
import { estimateRisk } from '#engine/risk/risk-model.ts';
import { epochAt } from '#practice/market/exchange-time.ts';
import { OPEN_MINUTE, SESSIONS } from '#practice/market/trading-days.ts';
import { indexOfSymbol, NAMES } from '#practice/market/universe.ts';
import { createPractice } from '#practice/practice.ts';
import { booksOf } from './order-books.ts';
import { marketOf } from './tws-life.ts';

const session = 90;
const at = epochAt(SESSIONS[session] ?? 0, OPEN_MINUTE + 60);
const market = marketOf(1);
const practice = createPractice({
  ...{ seed: 1, market, date: SESSIONS[session] ?? 0, startMinute: OPEN_MINUTE + 60 },
  timers: { now: () => at, every: () => () => {}, after: () => () => {} },
  opening: {
    cash: 1000,
    holdings: [
      {
        conId: NAMES[3]?.conId ?? 0,
        shares: 10,
        avgCost: 1,
        ...{ dayStartShares: 10, dayCash: 0 },
        realizedToday: 0,
      },
    ],
  },
});
const books = booksOf(practice, [], 'SPY');

test('betas and volumes, worked out apart from the desk, are those that its risk model finds in the same bars', () => {
  const places = [3, 10, 20, 40];
  const returns = (place: number): Float64Array =>
    Float64Array.from(
      { length: session - 1 },
      (_, t) => market.closeOf(place, t + 1) / market.closeOf(place, t) - 1,
    );
  const { beta } = estimateRisk(
    {
      returns: places.map(returns),
      benchmark: returns(indexOfSymbol('SPY') ?? 0),
      sectors: places.map(() => 'one'),
    },
    { target: 'identity', minObservations: 60, lambda: 0.94, betaHalfLife: 60, sigmaFloor: 1e-4 },
  );
  places.forEach((place, i) => {
    const { conId = 0, dailyVolume = 0 } = NAMES[place] ?? {};
    expect(books.betaOf(conId)).toBeCloseTo(beta[i] ?? 0, 9);
    expect(beta[i]).not.toBeCloseTo(1, 2);
    expect(books.advOf(conId) / dailyVolume).toBeGreaterThan(0.5);
    expect(books.advOf(conId) / dailyVolume).toBeLessThan(2);
  });
});

test('what is held is worth what it last traded at', () => {
  const conId = NAMES[3]?.conId ?? 0;
  expect(books.nav).toBeCloseTo(1000 + 10 * books.priceOf(conId), 6);
  expect(books.recent(conId).lasts.at(-1)).toBe(books.priceOf(conId));
  expect(books.recent(conId).middles).toHaveLength(61);
});

test('the hedge is the contract of its symbol', () => {
  expect(books.hedge).toBe(NAMES[indexOfSymbol('SPY') ?? -1]?.conId);
  expect(booksOf(practice, [], null).hedge).toBeNull();
});
