import { describe, expect, test } from 'vitest';
import { testTrades } from '#engine/execution/limits/proposed.ts';
import type { LimitContext } from '#engine/execution/limits/context.ts';
import type { ProposedTrade } from '#shared/domain/proposal.ts';
import { proposalId } from '#shared/ids.ts';
import type { Ticker } from '#shared/ids.ts';
import { epochMs, fraction, money, price, shares } from '#shared/units.ts';
import { accountOf, midOf } from '#test/support/engine-builders.ts';
import { limitContext, limitsAt, withBand, withHard, withState } from '#test/support/limit-cases.ts';
import { alfa, golf } from '#test/support/work-builders.ts';

const proposal = { proposalId: proposalId('p1') };
const trade = (name: Ticker, size: number): ProposedTrade => ({
  ticker: name,
  shares: shares(size),
  target: shares(size),
  price: price(midOf(name)),
  predictedCost: fraction(0.001),
  reason: 'BUY_CASH',
});
const tested = (trades: readonly ProposedTrade[], where: LimitContext = limitContext) =>
  testTrades('approval', proposal, trades, { ...where, isPlan: true });

describe('trades before there is an order', () => {
  test('that touch nothing', () => {
    const { checks, hard, soft } = tested([trade(alfa, 100)]);
    expect({ hard, soft }).toEqual({ hard: null, soft: null });
    expect(checks).toMatchObject([{ stage: 'approval', orderId: null, ticker: alfa, broken: [] }]);
  });

  test('break a soft limit in words with its numbers, and a hard one', () => {
    const one = [trade(alfa, 500)];
    const value = (500 * midOf(alfa) * 1.005) / 1_000_000;
    const soft = tested(one, withBand('name', { soft: value * 0.9, hard: value * 2 }));
    expect(soft).toMatchObject({
      hard: null,
      soft: expect.stringMatching(/^ALFA: it would be .* % of NAV/),
    });
    expect(soft.limits.find(({ rule }) => rule === 'name')).toMatchObject({
      broken: 'soft',
      tickers: [alfa],
    });
    expect(tested(one, withHard('name', value * 0.9)).hard).toContain('ALFA: it would be');
  });

  test('what makes room counts, in whatever order it is proposed', () => {
    const both = [trade(alfa, 400), trade(golf, -500)];
    const alone = tested([trade(alfa, 400)]).limits.find(({ rule }) => rule === 'gross')?.after ?? 0;
    const swapped = withHard('gross', alone * 0.9);
    expect(tested([trade(alfa, 400)], swapped).hard).toContain('gross');
    expect(tested(both, swapped).hard).toBeNull();
    expect(tested(both.toReversed(), swapped).hard).toBeNull();
  });

  test('one that goes in several orders is held to what one may be', () => {
    const large = trade(alfa, 1000);
    const small = { ...limitContext.settings.limits, maxOrderValue: money(20_000) };
    const where = { ...limitContext, settings: { ...limitContext.settings, limits: small } };
    expect(tested([large], where)).toMatchObject({ hard: null, soft: null });
    const lots = { ...where, settings: { ...where.settings, limits: { ...small, maxOrderValue: money(1) } } };
    expect(tested([large], lots).hard).toContain('the order is worth');
  });

  test('the first live day’s cap is said before they are approved, each order and all of them together', () => {
    const capped = (order: number | null, day: number | null): LimitContext => ({
      ...limitContext,
      safety: {
        state: 'active',
        cap: {
          order: order === null ? null : money(order),
          day: day === null ? null : { limit: money(day), left: money(day) },
        },
      },
    });
    const [one, both] = [[trade(alfa, 100)], [trade(alfa, 100), trade(golf, -100)]];
    const worth = 100 * midOf(alfa) * 1.01;
    expect(tested(one, capped(worth, worth)).hard).toBeNull();
    expect(tested(one, capped(worth / 2, null)).hard).toContain('on the first live day');
    const after = tested(both, capped(null, worth));
    expect(after.hard).toContain('on the first live day');
    expect(after.limits.find(({ rule }) => rule === 'first-day')).toMatchObject({ broken: 'hard' });
  });

  test('more than is held is said, and a whole position is nothing to tell', () => {
    const held = limitContext.state.positions['GOLF']?.shares ?? 0;
    const all = tested([{ ...trade(golf, -held), target: shares(0) }]);
    expect(all.hard).toBeNull();
    expect(all.checks[0]?.passed).toContainEqual(['position', held, held]);
    expect(all.limits.map(({ rule }) => rule)).not.toContain('position');
    expect(tested([trade(golf, -held - 1)]).hard).toContain(`of ${held} free shares`);
  });

  test('what an order would wait for is kept with its numbers and refuses nothing yet', () => {
    const at = epochMs(limitsAt + 12_000);
    const { hard, soft, checks } = tested([trade(alfa, 100)], {
      ...limitContext,
      at,
      ordersBlocked: 'disarmed',
      safety: { state: 'halted', cap: null },
      state: { ...limitContext.state, frozen: { ALFA: 'an unknown order' } },
      settings: {
        ...limitContext.settings,
        clamps: { ...limitContext.settings.clamps, openClampMin: 390, minOrderValue: money(1e9) },
      },
    });
    expect({ hard, soft }).toEqual({ hard: null, soft: null });
    const [check] = checks;
    expect(check?.broken.map(({ rule }) => rule)).toEqual([
      ...['permission', 'trading-state', 'frozen', 'session', 'quote-age', 'order-least'],
    ]);
    expect(check?.broken.find(({ rule }) => rule === 'quote-age')).toMatchObject({ value: 12_000 });
    const passed = new Map(check?.passed.map(([rule, value, limit]) => [rule, { value, limit }]));
    expect(passed.get('active-orders')).toEqual({ value: 1, limit: 20 });
    expect(passed.get('price-moved')?.value).toBe(0);
    expect(passed.get('spread')?.value).toBeGreaterThan(0);
    expect(passed.get('from-mid')).toBeUndefined();
  });

  test('money that sales still have to bring refuses nothing yet', () => {
    const poor = withState({
      account: accountOf(limitsAt, { cash: money(0), availableFunds: money(0) }),
    });
    const { hard, soft, checks } = tested([trade(alfa, 100)], poor);
    expect({ hard, soft }).toEqual({ hard: null, soft: null });
    expect(checks[0]?.broken.map(({ rule }) => rule)).toEqual(['buying-power', 'own-cash']);
  });
});
