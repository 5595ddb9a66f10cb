import { describe, expect, test } from 'vitest';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { initialState, savedPart } from '#engine/fold.ts';
import type { Command, EngineInput } from '#engine/input.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { EngineState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import type { Step } from '#engine/step.ts';
import {
  clock,
  freshQuotes,
  inputAt,
  later,
  loaded,
  rotating,
  settings,
  startPositions,
} from '#test/support/engine-builders.ts';

// What is remembered of rejections and cuts, and reductions that go by themselves.

const at = clock(11, 0);
const hotl = ticker('HOTL');
const first = (with_: EngineSettings = settings): Step =>
  step(initialState(null), inputAt(at, { events: loaded(at) }), with_);
const next = (
  state: EngineState,
  moment: EpochMs,
  change: Partial<EngineInput> = {},
  with_: EngineSettings = settings,
): Step => step(state, inputAt(moment, { seq: 2, events: [freshQuotes(moment)], ...change }), with_);
const proposalOf = ({ decision }: Step): RotationProposal => {
  if (decision.proposal === null) throw new Error(`no proposal: ${decision.idle ?? decision.quiet}`);
  return decision.proposal;
};
const executing = (change: Partial<EngineSettings['execution']>): EngineSettings => ({
  ...settings,
  execution: { ...settings.execution, ...change },
});
const path = ({ from, to }: { from: string | null; to: string | null }): string =>
  `${from ?? ''}>${to ?? ''}`;
const pathsOf = ({ decision }: Step): string[] => decision.proposal?.legs.map(path) ?? [];
const rejecting = (one: Step): Command[] => [
  { kind: 'reject', proposalId: proposalOf(one).proposalId, code: 'wrong-signal', reason: 'earnings' },
];

describe('a rejected proposal', () => {
  const one = first();
  const two = next(one.state, later(at, 1), { commands: rejecting(one) });

  test('is kept with its code', () => {
    expect(two.decision.ended).toMatchObject([
      { status: 'rejected', code: 'wrong-signal', why: 'Wrong signal: earnings' },
    ]);
    expect(two.state.rejected.map(path)).toEqual(pathsOf(one));
    for (const { gap } of two.state.rejected) expect(gap).not.toBeNull();
  });

  test('is not proposed again while it is remembered, also after a restart, and says so', () => {
    const restored = initialState(
      JSON.parse(JSON.stringify(savedPart(two.state))) as ReturnType<typeof savedPart>,
    );
    const moment = later(at, 2);
    for (const three of [
      next(two.state, moment, { seq: 3 }),
      step(restored, inputAt(moment, { seq: 3, events: loaded(moment) }), settings),
    ]) {
      expect(pathsOf(three).filter((each) => pathsOf(one).includes(each))).toEqual([]);
      const row = three.decision.drift.find((each) => each.ticker === hotl);
      expect(row).toMatchObject({ block: 'REJECTED' });
      expect(row?.why).toMatch(
        /^You rejected it at 11:01 \(wrong signal\); it is proposed again from 11:31 on, or when its scores/,
      );
    }
  });

  test('is proposed again when the time is over', () => {
    const three = next(two.state, later(at, 31), { seq: 3 });
    expect(pathsOf(three)).toEqual(pathsOf(one));
    expect(three.state.rejected).toEqual([]);
  });

  test('is proposed again when its scores have moved', () => {
    const rejected = two.state.rejected.map((each) => ({ ...each, gap: (each.gap ?? 0) + 0.6 }));
    expect(pathsOf(next({ ...two.state, rejected }, later(at, 2), { seq: 3 }))).toEqual(pathsOf(one));
  });

  test('is proposed at once where the strategy remembers nothing, and where the desk withdrew it', () => {
    const forgetful = executing({ rejectMemoryMs: 0 });
    const told = next(one.state, later(at, 1), { commands: rejecting(one) }, forgetful);
    expect(pathsOf(next(told.state, later(at, 2), { seq: 3 }, forgetful))).toEqual(pathsOf(one));
    const { proposalId } = proposalOf(one);
    const withdrawn = next(one.state, later(at, 1), {
      commands: [{ kind: 'reject', proposalId, reason: 'The strategy was loaded anew.' }],
    });
    expect(pathsOf(next(withdrawn.state, later(at, 2), { seq: 3 }))).toEqual(pathsOf(one));
  });
});

describe('reductions', () => {
  test('wait for the trader, unless the strategy lets them go by themselves', () => {
    expect(first().decision.orders).toEqual([]);
    const { decision } = first(executing({ autoCuts: true }));
    expect(decision.orders.map(({ ticker: name, side }) => [name, side])).toEqual([['HOTL', 'SELL']]);
    expect(decision.ended).toMatchObject([
      { status: 'part-approved', why: expect.stringContaining('autoCuts') },
    ]);
  });

  test('do not go by themselves in mode observe, or while nothing may be sent', () => {
    const willing = executing({ autoCuts: true });
    for (const change of [{ mode: 'observe' as const }, { ordersBlocked: 'halted' }]) {
      const input = inputAt(at, { events: loaded(at), ...change });
      expect(step(initialState(null), input, willing).decision.orders).toEqual([]);
    }
  });
});

describe('a name that was cut', () => {
  const sold = startPositions.filter((position) => position.ticker !== hotl);
  /** Cut a minute ago, flat by now, and so good that it is bought. */
  const after = (rebuyAfterCutMin: number): Step => {
    const eager = rotating({ rebuyAfterCutMin, kBuy: 12, kSell: 12, turnoverMax: 2, tauU: -10 });
    const cut = rotating({ rebuyAfterCutMin });
    const one = first(cut);
    const two = next(
      one.state,
      later(at, 1),
      {
        commands: [{ kind: 'approve', proposalId: proposalOf(one).proposalId, legs: [0] }],
      },
      cut,
    );
    const moment = later(at, 2);
    const state = { ...two.state, works: [], orders: [] };
    const events = [freshQuotes(moment), { kind: 'positions' as const, positions: sold }];
    return next(state, moment, { seq: 3, events }, eager);
  };

  test('is kept out as long as the strategy says', () => {
    const { decision, state } = after(30);
    expect(state.cuts).toEqual({ HOTL: later(at, 1) });
    const row = decision.drift.find((each) => each.ticker === hotl);
    expect(row).toMatchObject({ block: 'WAS_CUT', target: 0 });
    expect(row?.why).toBe(
      'HOTL was cut at 11:01; it is not entered again before 11:31 (rotation.rebuyAfterCutMin).',
    );
  });

  test('is not remembered by the standard setting', () => {
    const { decision, state } = after(0);
    expect(state.cuts).toEqual({});
    expect(decision.drift.find((each) => each.ticker === hotl)?.block).not.toBe('WAS_CUT');
  });
});
