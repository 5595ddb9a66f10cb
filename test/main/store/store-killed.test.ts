import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkAudit } from '#store/audit-check.ts';
import { anchorFileOf, readAnchors } from '#store/anchors.ts';
import { openDatabase } from '#store/open.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { account } from './builders.ts';
import { contentOf, script } from './script.ts';
import { beforeEveryStatement } from './statements.ts';

// After a kill at any point the file opens, is sound, and holds what it held before or after the step that was cut off: never a part of it.

const fileName = `practice-${account}.sqlite`;
let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'driftdesk-killed-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** What the file holds once it was opened and after each step of the script, when nothing goes wrong. */
function contents(): readonly string[] {
  const folder = join(dir, 'whole');
  const stores = openStoreFolder(folder);
  const store = stores.open('practice', account);
  const after = [contentOf(store.file)];
  for (const step of script) {
    step(store);
    after.push(contentOf(store.file));
  }
  store.close();
  stores.close();
  return after;
}

/** Opens what a kill left as a desk would, and says what it holds. */
function recovered(folder: string): string {
  const stores = openStoreFolder(folder);
  const store = stores.open('practice', account);
  expect([store.readOnly, store.findings]).toEqual([null, []]);
  store.close();
  stores.close();
  const db = openDatabase(store.file);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.pragma('foreign_key_check')).toEqual([]);
  expect(checkAudit(db, readAnchors(anchorFileOf(store.file))).problems).toEqual([]);
  db.close();
  return contentOf(store.file);
}

interface Death {
  /** Steps that were finished before; -1 = the file was not even open. */
  readonly steps: number;
  /** Statements that were passed; 0 where it died on the way. */
  readonly points: number;
}

async function writeUntilKilled(
  folder: string,
  point: number,
  killAfterMs: number | null = null,
): Promise<Death> {
  const child = spawn(
    process.execPath,
    ['test/main/store/children/killed-writer.ts', folder, String(point)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const gone = once(child, 'close');
  if (killAfterMs !== null) {
    await pause(killAfterMs);
    child.kill('SIGKILL');
  }
  await gone;
  const opened = said.includes('opened') ? 0 : -1;
  const points = Number(/points (\d+)/.exec(said)?.[1] ?? 0);
  return { steps: opened + said.split('step').length - 1, points };
}

const expectWhole = (content: string, steps: number, after: readonly string[]): void => {
  const index = after.indexOf(content);
  expect([Math.max(0, steps), steps + 1], 'steps that the file holds').toContain(index);
};

describe('kill -9', () => {
  /** Real deaths, at a sample of the statements; what every one of them leaves is tested below. */
  test('at a statement', { timeout: 120_000 }, async () => {
    const after = contents();
    const { points, steps } = await writeUntilKilled(join(dir, 'p0'), 0);
    expect(steps).toBe(script.length);
    expect(points).toBeGreaterThan(script.length * 3);
    for (let point = 3; point <= points; point += 19) {
      const folder = join(dir, `p${point}`);
      const death = await writeUntilKilled(folder, point);
      expectWhole(recovered(folder), death.steps, after);
    }
  });

  test('at any moment', { timeout: 60_000 }, async () => {
    const after = contents();
    for (const ms of [350, 450, 550]) {
      const folder = join(dir, `t${ms}`);
      const { steps } = await writeUntilKilled(folder, 0, ms);
      expectWhole(recovered(folder), steps, after);
    }
  });
});

describe('what a kill in the middle of a write leaves on the disk', () => {
  /** The file and its log as they stand before anything is closed, with the length of the log after each step. */
  function written() {
    const folder = join(dir, 'written');
    const stores = openStoreFolder(folder);
    const store = stores.open('practice', account);
    const log = (): Buffer => readFileSync(`${store.file}-wal`);
    const opened = log().length;
    for (const step of script) step(store);
    const found = { main: readFileSync(store.file), log: log(), opened };
    store.close();
    stores.close();
    return found;
  }

  function leave(main: Buffer, log: Buffer): string {
    const folder = join(dir, 'left');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    writeFileSync(join(folder, fileName), main);
    writeFileSync(join(folder, `${fileName}-wal`), log);
    return folder;
  }

  /** A kill leaves the files as they stand: copied at each statement, they are what a kill at that statement leaves. */
  test('at every statement, from the first of a new file to the last', { timeout: 60_000 }, () => {
    const after = contents();
    const folder = join(dir, 'watched');
    const left: { readonly copy: string; readonly steps: number }[] = [];
    let steps = -1;
    const stop = beforeEveryStatement(() => {
      const copy = join(dir, `s${left.length}`);
      mkdirSync(copy);
      for (const end of ['', '-wal', '-journal'])
        if (existsSync(join(folder, fileName + end)))
          copyFileSync(join(folder, fileName + end), join(copy, fileName + end));
      left.push({ copy, steps });
    });
    try {
      const stores = openStoreFolder(folder);
      const store = stores.open('practice', account);
      steps = 0;
      for (const step of script) {
        step(store);
        steps += 1;
      }
      store.close();
      stores.close();
    } finally {
      stop();
    }
    expect(left.length).toBeGreaterThan(script.length * 3);
    for (const { copy, steps } of left) expectWhole(recovered(copy), steps, after);
  });

  test('the log cut off at every page, and within one', { timeout: 120_000 }, () => {
    const after = contents();
    const { main, log, opened } = written();
    const frame = 4096 + 24;
    const held = new Set<number>();
    let last = 0;
    for (let length = opened; length <= log.length; length += frame) {
      for (const cut of [length, Math.min(log.length, length + 1000)]) {
        const index = after.indexOf(recovered(leave(main, log.subarray(0, cut))));
        expect(index, `what ${cut} bytes of the log hold`).toBeGreaterThanOrEqual(last);
        held.add(index);
        last = index;
      }
    }
    expect([...held]).toEqual(after.map((_, index) => index));
  });

  test('the log copied into the file, but only some of its pages', { timeout: 60_000 }, () => {
    const after = contents();
    const { main, log } = written();
    const folder = leave(main, log);
    recovered(folder);
    const whole = readFileSync(join(folder, fileName));
    for (const every of [2, 3, 5]) {
      const some = Buffer.from(whole);
      for (let page = 0; page * 4096 < main.length; page++)
        if (page % every === 0) main.copy(some, page * 4096, page * 4096, (page + 1) * 4096);
      expect(after.indexOf(recovered(leave(some, log)))).toBe(script.length);
    }
  });
});

test('a copy that is taken up elsewhere is whole', () => {
  const after = contents();
  const folder = join(dir, 'elsewhere');
  mkdirSync(folder);
  copyFileSync(join(dir, 'whole', fileName), join(folder, fileName));
  expect(recovered(folder)).toBe(after.at(-1));
});
