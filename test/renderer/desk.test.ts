import { describe, expect, test } from 'vitest';
import { largestHolding } from '#renderer/desk.ts';
import { ContractError } from '#shared/contract/wire.ts';
import { fraction, price } from '#shared/units.ts';
import { sampleBook, sampleDrift, sampleStatus } from '#test/support/sample-rows.ts';
import { screenDesk } from '#test/support/screen-desk.ts';

const aapl = sampleDrift();
const msft = sampleDrift({ id: 'MSFT', ticker: 'MSFT', current: fraction(0.05) });

describe('the desk as the screen knows it', () => {
  test('lists first, deltas then', async () => {
    const { desk, server, settle } = screenDesk({ drift: [aapl, msft] });
    await settle();
    await settle();
    expect(desk.drift.rows()).toEqual([aapl, msft]);
    const ticked = { ...aapl, last: price(260) };
    server.publish('drift.changed', { rows: [ticked], removed: ['MSFT'] });
    await settle();
    expect(desk.drift.rows()).toEqual([ticked]);
  });

  test('asks for the book at every opening, and takes each new one', async () => {
    const { desk, server, shown, settle } = screenDesk();
    await settle();
    expect(desk.book.get()).toEqual(shown.book);
    const later = sampleBook({ seq: 43, engine: 'rotation' });
    server.publish('book.changed', later);
    await settle();
    expect(desk.book.get()).toEqual(later);
    server.publish('book.changed', null);
    await settle();
    expect(desk.book.get()).toBeNull();
  });

  test('is true again after the pipe was lost, whatever happened meanwhile', async () => {
    const { desk, shown, pipe, endWait, settle } = screenDesk({ drift: [aapl, msft] });
    await settle();
    pipe().close();
    shown.drift = [msft];
    shown.status = sampleStatus({ mode: 'observe' });
    endWait();
    await settle();
    await settle();
    expect(desk.drift.rows()).toEqual([msft]);
    expect(desk.status.get()?.mode).toBe('observe');
  });

  test('says what went wrong with a list', async () => {
    const { desk, settle } = screenDesk(
      {},
      {
        'drift.list': () => {
          throw new ContractError('store', 'the disk is full');
        },
      },
    );
    await settle();
    expect(desk.toasts.get().map(({ text }) => text)).toEqual(['drift.list: the disk is full']);
    expect(desk.drift.loaded()).toBe(false);
  });

  test('leaves a lost pipe to the band that tells of it', async () => {
    const { desk, pipe, settle } = screenDesk({}, { 'drift.list': () => new Promise(() => undefined) });
    await settle();
    pipe().close();
    await settle();
    expect(desk.toasts.get()).toEqual([]);
  });

  test('chooses the largest holding for the chart once, and leaves the choice to the person then', async () => {
    const { desk, server, settle } = screenDesk({ drift: [aapl, msft] });
    await settle();
    await settle();
    expect(desk.selected.get()).toBe('MSFT');
    desk.selected.set('AAPL');
    server.publish('drift.changed', { rows: [msft], removed: [] });
    await settle();
    expect(desk.selected.get()).toBe('AAPL');
  });

  test('keeps a few toasts only, the newest', () => {
    const { desk } = screenDesk();
    for (const text of ['1', '2', '3', '4', '5', '6']) desk.say('error', text);
    expect(desk.toasts.get().map(({ text }) => text)).toEqual(['3', '4', '5', '6']);
  });
});

test.each([
  ['nothing', [], null],
  ['cash only', [sampleDrift({ id: '#cash', kind: 'cash' })], null],
  ['names without weights', [sampleDrift({ current: null }), { ...msft, current: null }], 'AAPL'],
  ['names', [aapl, msft, sampleDrift({ id: '#total', kind: 'total', current: fraction(1) })], 'MSFT'],
])('the largest holding of %s', (_what, rows, expected) => expect(largestHolding(rows)).toBe(expected));
