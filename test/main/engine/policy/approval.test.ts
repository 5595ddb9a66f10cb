import { describe, expect, test } from 'vitest';
import { proposalId, ticker } from '#shared/ids.ts';
import type { Leg, RotationProposal } from '#shared/domain/proposal.ts';
import { fraction, money, shares } from '#shared/units.ts';
import type { Command } from '#engine/input.ts';
import { approveByItself, nothingOpen, settle } from '#engine/policy/approval.ts';
import type { Obstacles, Settled } from '#engine/policy/approval.ts';
import { clock, inputAt, later } from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const id = proposalId('k3x9-p1');

const leg = (index: number, to: string | null): Leg => ({
  index,
  from: ticker('HOTL'),
  to: to === null ? null : ticker(to),
  weight: fraction(0.01),
  sellShares: shares(10),
  buyShares: shares(to === null ? 0 : 8),
  cost: fraction(0.001),
  costMoney: money(1),
  utility: null,
  reason: 'CUT_SCORE',
});
const open: RotationProposal = {
  proposalId: id,
  seq: 1,
  at,
  expiresAt: later(at, 10),
  legs: [leg(0, null), leg(1, 'ALFA'), leg(2, 'BRAV')],
  trades: [],
  turnover: fraction(0.03),
  costMoney: money(3),
};

const untouched = { checks: [], hard: null, soft: null };
const free: Obstacles = {
  everything: null,
  clampedLegs: new Set(),
  tested: () => untouched,
  rechecked: () => null,
  partBreaks: () => null,
  sizesWrong: () => null,
  refitted: (part) => part,
};
const moved = { ...open, revision: 2 };
const decide = (commands: readonly Command[], obstacles = free, minutes = 1): Settled =>
  settle(open, inputAt(later(at, minutes), { commands }), null, () => obstacles);
const approve = (legs: readonly number[] | null = null): Extract<Command, { kind: 'approve' }> => ({
  kind: 'approve',
  proposalId: id,
  legs,
});
/** Of these legs, all that they sell unless they buy nothing any more. */
const sized = (...sizes: readonly (readonly [leg: number, buy: number])[]): Command => ({
  ...approve(),
  sizes: sizes.map(([leg, buy]) => ({ leg, sellShares: shares(buy === 0 ? 0 : 10), buyShares: shares(buy) })),
});
const reject: Command = { kind: 'reject', proposalId: id, reason: 'no' };

describe('an open proposal', () => {
  test.each([
    ['waits', [], free, 1, 'open', null],
    ['waits to the last millisecond', [], free, 9.99, 'open', null],
    ['expires', [], free, 10, 'expired', null],
    ['is approved', [approve()], free, 1, 'approved', [0, 1, 2]],
    ['is approved leg by leg', [approve([0, 1, 2])], free, 1, 'approved', [0, 1, 2]],
    ['is approved in part', [approve([2, 0, 2])], free, 1, 'part-approved', [0, 2]],
    ['is rejected', [reject], free, 1, 'rejected', null],
    ['is rejected first', [reject, approve()], free, 1, 'rejected', null],
    ['is approved first', [approve([0]), reject, approve()], free, 1, 'part-approved', [0]],
    ['cannot be approved when expired', [approve()], free, 10, 'expired', null],
    ['cannot be approved while blocked', [approve()], { ...free, everything: 'Halted.' }, 1, 'open', null],
    ['can be rejected while blocked', [reject], { ...free, everything: 'Halted.' }, 1, 'rejected', null],
    [
      'waits where anything moved',
      [approve()],
      { ...free, rechecked: () => ({ open: moved, words: 'It rose.' }) },
      1,
      'open',
      null,
    ],
    [
      'ends where nothing of it is left',
      [approve()],
      { ...free, rechecked: () => ({ open: null, words: 'All is gone.' }) },
      1,
      'superseded',
      null,
    ],
    [
      'waits where the part breaks a limit',
      [approve([1])],
      { ...free, partBreaks: () => 'No money.' },
      1,
      'open',
      null,
    ],
    [
      'as a whole breaks none',
      [approve()],
      { ...free, partBreaks: () => 'No money.' },
      1,
      'approved',
      [0, 1, 2],
    ],
    ['of another revision is not what is open', [{ ...approve(), revision: 2 }], free, 1, 'open', null],
    ['has no such leg', [approve([0, 3])], free, 1, 'open', null],
    ['is approved in part by smaller sizes', [sized([1, 5])], free, 1, 'part-approved', [0, 1, 2]],
    ['is approved without what came to nothing', [sized([1, 0])], free, 1, 'part-approved', [0, 2]],
    ['is approved as a whole by sizes as proposed', [sized([1, 8])], free, 1, 'approved', [0, 1, 2]],
    ['is not approved where nothing is left', [sized([0, 0], [1, 0], [2, 0])], free, 1, 'open', null],
    [
      'waits where the sizes are wrong',
      [sized([1, 5])],
      { ...free, sizesWrong: () => 'sizes.0: no.' },
      1,
      'open',
      null,
    ],
    [
      'waits where the smaller sizes break a limit',
      [sized([1, 5])],
      { ...free, partBreaks: () => 'No money.' },
      1,
      'open',
      null,
    ],
  ] as const)('%s', (_, commands, obstacles, minutes, status, legs) => {
    const settled = decide(commands, obstacles, minutes);
    expect(settled.open?.proposalId ?? settled.ended[0]?.status).toBe(status === 'open' ? id : status);
    expect(settled.approval?.legs ?? null).toEqual(legs);
    expect(settled.ended).toHaveLength(status === 'open' ? 0 : 1);
    if (legs !== null) expect(settled.ended[0]?.legs).toEqual(legs);
  });

  test('that is approved with smaller sizes keeps them, and says so', () => {
    const settled = decide([sized([1, 5], [2, 0])]);
    const sizes = [
      { leg: 1, sellShares: 10, buyShares: 5 },
      { leg: 2, sellShares: 0, buyShares: 0 },
    ];
    expect(settled.approval).toMatchObject({ legs: [0, 1], sizes });
    expect(settled.ended[0]).toMatchObject({
      sizes,
      why: 'Approved by the trader. Smaller than proposed: HOTL → ALFA buys 5 instead of 8; left out: HOTL → BRAV.',
    });
    expect(decide([approve()]).ended[0]).not.toHaveProperty('sizes');
  });

  test('every command that could not be obeyed gets a word', () => {
    expect(decide([approve(), approve(), reject]).words).toHaveLength(2);
    expect(decide([approve()]).words).toEqual([]);
  });

  test('is superseded where its numbers hold no longer, before anything is obeyed', () => {
    const settled = settle(open, inputAt(at, { commands: [approve()] }), 'The position changed.', () => free);
    expect(settled).toMatchObject({ open: null, approval: null, ended: [{ status: 'superseded' }] });
  });

  test('that moved becomes the next revision, and only that can be approved', () => {
    const shown = { ...free, rechecked: () => ({ open: moved, words: 'It rose.' }) };
    const settled = decide([approve(), approve()], shown);
    expect(settled).toMatchObject({ open: { revision: 2 }, approval: null, ended: [] });
    expect(settled.words[0]).toContain('It rose. The proposal is now revision 2');
    expect(settled.words[1]).toContain('you decided on revision 1 of the proposal, and it is revision 2 now');
  });

  test('none: a command finds nothing', () => {
    const settled = settle(null, inputAt(at, { commands: [approve()] }), null, () => free);
    expect(settled).toMatchObject({ ...nothingOpen, words: [expect.stringContaining('is not open')] });
  });
});

describe('mode auto', () => {
  const waiting: Settled = { ...nothingOpen, open };
  test('approves everything', () => {
    expect(approveByItself(waiting, () => free).approval?.legs).toEqual([0, 1, 2]);
  });
  test('holds back and says why where nothing may be sent', () => {
    const settled = approveByItself(waiting, () => ({ ...free, everything: 'Halted.' }));
    expect(settled).toMatchObject({ open, approval: null });
    expect(settled.words[0]).toContain('Halted.');
  });
  test('holds back in silence while purchases are clamped', () => {
    expect(approveByItself(waiting, () => ({ ...free, clampedLegs: new Set([1]) }))).toBe(waiting);
  });
  test('has nothing to do', () => {
    expect(approveByItself(nothingOpen, () => free)).toBe(nothingOpen);
  });
});
