import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Desk } from '#app/desk.ts';
import { Safekeeping } from '#app/safekeeping.ts';
import { accountId } from '#shared/ids.ts';
import { type DeskFixture, deskFixture } from '#test/support/desk-fixture.ts';

let fixture: DeskFixture;
let desk: Desk;
let safekeeping: Safekeeping;
beforeEach(async () => {
  fixture = deskFixture();
  desk = fixture.start();
  await fixture.clock.pass(10);
  safekeeping = new Safekeeping(desk);
  safekeeping.start();
});
afterEach(() => fixture.end());

const backups = () => {
  const folder = join(fixture.folder, 'backups');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sqlite')).length : 0;
};

test('a copy is made every hour and at the end', async () => {
  await fixture.clock.pass(3_600_000);
  await safekeeping.backUp();
  expect(backups()).toBe(1);
  await fixture.clock.pass(60_000);
  await safekeeping.stop();
  expect(backups()).toBe(2);
  await fixture.clock.pass(7_200_000);
  expect(backups()).toBe(2);
});

test('an account that another one takes the place of has its last copy, and its file is closed', async () => {
  const left = desk.store;
  await fixture.clock.pass(60_000);
  fixture.broker.account = accountId('DU2000002');
  desk.connect({ kind: 'tws-paper', host: '127.0.0.1', port: 7497, clientId: 17 });
  await fixture.clock.pass(10);
  expect(desk.store?.account).toBe('DU2000002');
  await safekeeping.stop();
  expect(() => left?.checkpoint()).toThrow(/is closed/);
  const names = readdirSync(join(fixture.folder, 'backups')).filter((name) => name.endsWith('.sqlite'));
  expect(names).toHaveLength(2);
  expect(new Set(names.map((name) => /DU\d+/.exec(name)?.[0]))).toEqual(new Set(['DU1000001', 'DU2000002']));
});

test('an account that comes back while its last copy is made is open again, and stays so', async () => {
  const practice = { kind: 'practice', host: '127.0.0.1', port: 1, clientId: 17 } as const;
  fixture.broker.account = accountId('DU2000002');
  desk.openStore('paper', fixture.broker.account);
  fixture.broker.account = accountId('DU1000001');
  desk.connect(practice);
  await fixture.clock.pass(10);
  await safekeeping.stop();
  desk.store?.checkpoint();
  expect([desk.store?.account, desk.storeError]).toEqual(['DU1000001', null]);
});

test('one that fails is said in words and stops nothing', async () => {
  const blocked = desk.ordersBlocked();
  const inTheWay = join(fixture.folder, 'backups');
  writeFileSync(inTheWay, '');
  await safekeeping.backUp();
  expect(desk.notices.list()[0]).toMatchObject({ level: 'warning' });
  expect(desk.notices.list()[0]?.text).toMatch(
    /^The journal could not be backed up\. .* The desk goes on\.$/,
  );
  expect(desk.ordersBlocked()).toBe(blocked);
  rmSync(inTheWay);
  await safekeeping.backUp();
  expect(backups()).toBe(1);
});

test('the write-ahead log is emptied while nothing waits for it', async () => {
  const log = `${desk.store?.file ?? ''}-wal`;
  const frames = () => {
    // The whole log is written over from its start once everything in it is in the file.
    desk.store?.recordCommand({ at: desk.now(), who: 'test', name: 'test', input: 'x'.repeat(20_000) });
    return statSync(log).size;
  };
  const grows = Array.from({ length: 8 }, frames);
  expect(grows.at(-1)).toBeGreaterThan(grows[0] ?? Infinity);
  const most = statSync(log).size;
  await fixture.clock.pass(10_000);
  Array.from({ length: 4 }, frames);
  expect(statSync(log).size).toBe(most);
});

test('a log that cannot be emptied stops nothing', async () => {
  const file = desk.store;
  if (file === null) throw new Error('a store is needed');
  const checkpoint = vi.spyOn(file, 'checkpoint').mockImplementation(() => {
    throw new Error('the disk is full');
  });
  const blocked = desk.ordersBlocked();
  await fixture.clock.pass(10_000);
  expect(checkpoint).toHaveBeenCalledOnce();
  expect(desk.ordersBlocked()).toBe(blocked);
});

test('without a store there is nothing to copy', async () => {
  await desk.stop();
  await safekeeping.backUp();
  expect(backups()).toBe(0);
});
