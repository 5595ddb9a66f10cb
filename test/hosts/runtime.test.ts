import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLog, dailyFile, onCrash } from '#hosts/runtime.ts';
import { keptLog } from '../support/quiet-log.ts';

const noon = Date.UTC(2026, 8, 1, 12);

describe('the log', () => {
  const written = (detail?: Record<string, unknown>): unknown => {
    const lines: string[] = [];
    createLog(
      (line) => lines.push(line),
      () => noon,
    ).warn('something', detail);
    expect(lines[0]?.endsWith('\n')).toBe(true);
    return JSON.parse(String(lines));
  };

  test('is one JSON object a line', () => {
    expect(written({ port: 7497 })).toEqual({
      at: '2026-09-01T12:00:00.000Z',
      level: 'warn',
      what: 'something',
      port: 7497,
    });
    expect(written()).toMatchObject({ what: 'something' });
  });

  test('never has a secret in it, however deep', () => {
    const detail = {
      request: { headers: { Cookie: 'driftdesk-1=abc' } },
      flexToken: 'abc',
      list: [{ password: 'abc' }],
    };
    expect(JSON.stringify(written(detail))).not.toContain('abc');
  });

  test('keeps what an error says, and survives what JSON cannot hold', () => {
    expect(written({ error: new RangeError('too far') })).toMatchObject({
      error: {
        name: 'RangeError',
        message: 'too far',
        stack: expect.stringContaining('RangeError') as string,
      },
    });
    const round: Record<string, unknown> = { n: 1n };
    round['self'] = round;
    expect(written(round)).toMatchObject({ n: '1', self: { n: '1' } });
  });
});

describe('the daily file', () => {
  test('begins anew each UTC day and keeps thirty', () => {
    const folder = mkdtempSync(join(tmpdir(), 'driftdesk-log-'));
    for (let day = 1; day <= 31; day += 1)
      writeFileSync(join(folder, `desk-2026-07-${String(day).padStart(2, '0')}.jsonl`), '');
    writeFileSync(join(folder, 'notes.jsonl'), '');
    let now = noon;
    const write = dailyFile(folder, () => now);
    write('a\n');
    write('b\n');
    now += 24 * 3_600_000;
    write('c\n');
    const names = readdirSync(folder).toSorted();
    expect(names).toHaveLength(30 + 2 + 1);
    expect(names[0]).toBe('desk-2026-07-02.jsonl');
    expect(readFileSync(join(folder, 'desk-2026-09-01.jsonl'), 'utf8')).toBe('a\nb\n');
    expect(readFileSync(join(folder, 'desk-2026-09-02.jsonl'), 'utf8')).toBe('c\n');
    rmSync(folder, { recursive: true });
  });
});

describe('an error that nobody caught', () => {
  test('is logged and halts the desk with words for the trader', () => {
    const { lines, log } = keptLog();
    const halts: string[] = [];
    const before = process.listeners('uncaughtException').length;
    const off = onCrash(log, (reason) => halts.push(reason));
    process.listeners('uncaughtException').at(-1)?.(new Error('bad sum'), 'uncaughtException');
    off();
    expect(halts).toEqual([
      'An internal error occurred (bad sum). Nothing is sent until you resume; the log has the details.',
    ]);
    expect(lines).toMatchObject([{ level: 'error', what: 'uncaught exception: bad sum' }]);
    expect(process.listeners('uncaughtException')).toHaveLength(before);
  });

  test('does not end the process even where halting fails too', () => {
    const { lines, log } = keptLog();
    const off = onCrash(log, () => {
      throw new Error('no desk');
    });
    process.listeners('unhandledRejection').at(-1)?.('reason', Promise.resolve());
    off();
    expect(lines.map(({ what }) => what)).toEqual([
      'unhandled rejection: reason',
      'the halt after an internal error failed',
    ]);
  });
});
