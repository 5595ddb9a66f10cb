import { describe, expect, test } from 'vitest';
import { firstDelayMs, longestDelayMs } from '#renderer/client.ts';
import { sampleStatus } from '#test/support/sample-rows.ts';
import { screenDesk } from '#test/support/screen-desk.ts';

describe('the way to the desk', () => {
  test('opens, asks for everything once, and passes events on', async () => {
    const { link, asked, server, settle } = screenDesk();
    const heard: string[] = [];
    link.on('status.changed', ({ mode }) => heard.push(mode));
    await settle();
    expect(link.state.get()).toEqual({ kind: 'open' });
    expect(asked.toSorted()).toEqual([
      'blotter.list',
      'book.get',
      'drift.list',
      'limits.get',
      'proposal.list',
      'reconcile.get',
      'safety.get',
      'status.get',
      'work.list',
    ]);
    server.publish('status.changed', sampleStatus({ mode: 'auto' }));
    await settle();
    expect(heard).toEqual(['auto']);
  });

  test('says when it is lost, refuses requests meanwhile, and asks for everything when it is back', async () => {
    const { link, asked, server, pipe, waits, endWait, settle } = screenDesk();
    await settle();
    const cut = link.request('interval.run', {});
    pipe().close();
    await expect(cut).rejects.toMatchObject({ code: 'closed' });
    expect(link.state.get()).toMatchObject({ kind: 'lost' });
    await expect(link.request('interval.run', {})).rejects.toMatchObject({ code: 'closed' });
    expect(waits).toEqual([firstDelayMs]);
    asked.length = 0;
    endWait();
    await settle();
    expect(link.state.get()).toEqual({ kind: 'open' });
    expect(asked).toContain('drift.list');
    const heard: string[] = [];
    link.on('status.changed', ({ mode }) => heard.push(mode));
    server.publish('status.changed', sampleStatus());
    await settle();
    expect(heard).toEqual(['propose']);
    expect(asked.filter((name) => name === 'drift.list')).toHaveLength(1);
  });

  test('waits longer after each failure, up to a bound, and briefly again after a success', async () => {
    const { pipe, refuse, waits, endWait, settle } = screenDesk();
    await settle();
    refuse(true);
    pipe().close();
    const seen: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      seen.push(...waits);
      endWait();
      await settle();
    }
    expect(seen).toEqual([firstDelayMs, 1000, 2000, 4000, longestDelayMs, longestDelayMs]);
    refuse(false);
    endWait();
    await settle();
    pipe().close();
    expect(waits).toEqual([firstDelayMs]);
  });

  test('asks for everything again when an event number is missing', async () => {
    const { asked, server, pipe, settle } = screenDesk();
    await settle();
    asked.length = 0;
    pipe().drop(1);
    server.publish('drift.changed', { rows: [], removed: [] });
    server.publish('drift.changed', { rows: [], removed: [] });
    await settle();
    expect(asked.toSorted()).toEqual([
      'blotter.list',
      'book.get',
      'drift.list',
      'limits.get',
      'proposal.list',
      'reconcile.get',
      'safety.get',
      'status.get',
      'work.list',
    ]);
  });

  test('shows a message that is not as agreed, and goes on', async () => {
    const { desk, link, server, pipe, settle } = screenDesk();
    await settle();
    pipe().server.send({ kind: 'event', seq: 1, name: 'status.changed', payload: { mode: 'casino' } });
    await settle();
    expect(desk.toasts.get()).toMatchObject([{ level: 'error' }]);
    expect(desk.toasts.get()[0]?.text).toContain('Reload this window');
    const heard: string[] = [];
    link.on('status.changed', ({ mode }) => heard.push(mode));
    server.publish('status.changed', sampleStatus());
    await settle();
    expect(heard).toEqual(['propose']);
  });
});
