import { describe, expect, test } from 'vitest';
import { backupName, backupsAmong, outdated } from '#store/backup-names.ts';
import { identity } from './builders.ts';

const at = Date.parse('2026-11-23T20:00:07Z');
const hour = 3_600_000;

test('a name holds the account and the second, and gives the time back', () => {
  const name = backupName(identity, at + 250);
  expect(name).toBe('practice-DU1234567.2026-11-23T20-00-07Z.sqlite');
  const others = [
    'practice-DU12345678.2026-11-23T20-00-07Z.sqlite',
    'paper-DU1234567.2026-11-23T20-00-07Z.sqlite',
    'practice-DU1234567.2026-11-23T20-00-07Z.sqlite.part',
    'practice-DU1234567.before-v3.sqlite',
  ];
  const older = backupName(identity, at - hour);
  expect(backupsAmong([...others, older, name], identity)).toEqual([
    { name, at },
    { name: older, at: at - hour },
  ]);
});

describe('what may go', () => {
  const hourly = (hours: number) =>
    Array.from({ length: hours }, (_, n) => ({ name: String(n), at: at - n * hour }));

  test('nothing within a day', () => {
    expect(outdated(hourly(24))).toEqual([]);
  });

  test('of forty days: all but the newest 24 hours and the newest of each of thirty days', () => {
    const all = hourly(40 * 24);
    const gone = new Set(outdated(all));
    const kept = all.filter((backup) => !gone.has(backup));
    expect(kept.slice(0, 24)).toEqual(all.slice(0, 24));
    const days = kept.map(({ at }) => new Date(at).toISOString().slice(0, 10));
    expect(new Set(days).size).toBe(30);
    expect(kept.slice(24).map(({ at }) => new Date(at).getUTCHours())).toEqual(Array<number>(28).fill(23));
  });
});
