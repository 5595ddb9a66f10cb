import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import { Safekeeping } from '#app/safekeeping.ts';
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

test('without a store there is nothing to copy', async () => {
  await desk.stop();
  await safekeeping.backUp();
  expect(backups()).toBe(0);
});
