import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import { createHandlers, journalCommand } from '#app/handlers.ts';
import { proposalId } from '#shared/ids.ts';
import { aDecision, aProposal, anEntry, anOrder } from '#test/main/store/builders.ts';
import { damage } from '#test/main/store/damage.ts';
import { type DeskFixture, deskFixture } from '#test/support/desk-fixture.ts';
import { type SmallDisk, canMount, smallDisk } from '#test/support/small-disk.ts';

// What the desk does when its file cannot be written: nothing is sent, the screen lives, and it says why and what to do.

let fixture: DeskFixture;
const approveAll = (desk: Desk) =>
  desk.decide(
    { kind: 'approve', proposalId: desk.decision?.proposal?.proposalId ?? proposalId('none'), legs: null },
    'test',
  );

async function ready(): Promise<Desk> {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  return desk;
}

describe.skipIf(!canMount)('on a disk that is full (a real one; needs root on Linux)', () => {
  let disk: SmallDisk;
  const usual = process.env['TMPDIR'];
  beforeEach(() => {
    disk = smallDisk(6);
    process.env['TMPDIR'] = disk.folder;
    fixture = deskFixture();
  });
  afterEach(async () => {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
    disk.free();
    await fixture.end();
    disk.end();
  });

  test('an approval fails in words, nothing goes, the screen lives; with room again the desk goes on', async () => {
    const desk = await ready();
    disk.fill();
    expect(() => approveAll(desk)).toThrow(/^The disk is full: .* Free some space/);
    expect(fixture.broker.placed).toEqual([]);
    expect(desk.halted).toContain('The disk is full');
    expect(desk.ordersBlocked()).toContain('halted: The disk is full');
    const handlers = createHandlers(desk);
    expect(handlers['status.get']({}, { who: 'window' })).toBeDefined();
    expect(handlers['blotter.list']({}, { who: 'window' })).toEqual([]);
    await fixture.clock.pass(120_000);
    expect(fixture.broker.placed).toEqual([]);

    disk.free();
    desk.resume('space was freed', 'test');
    await fixture.clock.pass(60_000);
    expect(desk.ordersBlocked()).toBeNull();
    const before = desk.store?.lastSeq() ?? 0;
    await fixture.clock.pass(60_000);
    expect(desk.store?.lastSeq()).toBeGreaterThan(before);
    expect(desk.store?.openOrders()).toHaveLength(fixture.broker.placed.length);
  });

  test('a halt is in force at the next start, also where the desk dies before there is room', async () => {
    const desk = await ready();
    disk.fill();
    expect(() => approveAll(desk)).toThrow('The disk is full');
    const again = await fixture.restart('crash', () => disk.free());
    expect(again.halted).toContain('before a halt or a stop could be written down');
    await fixture.clock.pass(10);
    again.resume('space was freed', 'test');
    expect((await fixture.restart('crash')).halted).toBeNull();
  });

  test('a command that only stops things runs; any other is refused', async () => {
    const desk = await ready();
    disk.fill();
    expect(() => journalCommand(desk, 'trading.halt', { reason: 'x' }, 'window')).not.toThrow();
    expect(() => journalCommand(desk, 'interval.run', {}, 'window')).toThrow('The disk is full');
  });
});

describe('on a damaged file', () => {
  beforeEach(() => void (fixture = deskFixture()));
  afterEach(() => fixture.end());

  test('history is shown, nothing is sent or written, and the trader reads what to do', async () => {
    const before = await ready();
    const seq = (before.store?.lastSeq() ?? 0) + 1;
    const order = anOrder('o-1', 1, { account: fixture.broker.account });
    before.store?.journal(
      anEntry(seq, [order], { decision: aDecision(seq, { proposal: aProposal('p-1', seq) }) }),
    );
    await before.stop();
    const name = readdirSync(fixture.folder).find((file) => /^practice-.*\.sqlite$/.test(file)) ?? '';
    const file = join(fixture.folder, name);
    damage(file, 'bars');
    const bytes = readFileSync(file);

    const desk = await fixture.restart('stop');
    await fixture.clock.pass(60_000);
    expect(desk.storeError).toContain(`${file} is damaged`);
    expect(desk.ordersBlocked()).toContain('is damaged');
    expect(desk.notices.list().some(({ text }) => text.includes('is damaged'))).toBe(true);
    expect(desk.interval.summary()).toContain('is damaged');
    const handlers = createHandlers(desk);
    const caller = { who: 'window' } as const;
    expect(handlers['blotter.list']({}, caller)).toMatchObject([{ id: 'o-1' }]);
    expect(handlers['status.get']({}, caller)).toMatchObject({ store: { file, error: desk.storeError } });
    expect(() => journalCommand(desk, 'connection.connect', {}, 'window')).not.toThrow();
    expect(() => approveAll(desk)).toThrow('Nothing was sent');
    expect(fixture.broker.placed).toEqual([]);
    await desk.stop();
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});
