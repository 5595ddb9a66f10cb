import { afterEach, describe, expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import { NAMES } from '#practice/market/universe.ts';
import { startPracticeTws, type PracticeTws } from '#practice/server.ts';
import type { Instrument } from '#shared/domain/market.ts';
import { openReconciled, type DeskSide } from '#test/support/desk-side.ts';
import { scriptedTws, type ScriptedTws } from '#test/support/scripted-tws.ts';
import * as frame from '#test/support/tws-frames.ts';

let tws: ScriptedTws | null = null;
let practice: PracticeTws | null = null;
let desk: DeskSide | null = null;

afterEach(async () => {
  desk?.session.close('end of test');
  await tws?.stop();
  await practice?.stop();
  tws = null;
  practice = null;
});

const newest = (name: string) => desk?.all('quote').findLast(({ quote }) => quote.ticker === name)?.quote;
const kindOf = (name: string) => newest(name)?.kind;

describe('more names than lines, at the practice TWS', () => {
  async function on(lines: number, settings: { marketDataLines: number; rotationMs: number }) {
    practice = await startPracticeTws(
      {
        ...{ port: 0, seed: 3, date: null, startMinute: 600, speed: 1, delayed: false, lines },
        ...{ stateFile: null, idleExitMs: null },
      },
      () => undefined,
    );
    const opened = await openReconciled(practice.port, {}, {}, settings);
    desk = opened;
    const symbols = NAMES.slice(0, 24).map(({ symbol }) => symbol);
    const { found } = await opened.session.instruments(symbols.map((symbol) => ticker(symbol)));
    const notices = (code: number) => opened.all('notice').filter((notice) => notice.code === code);
    return { session: opened.session, found, notices };
  }
  const seen = (names: readonly Instrument[]) =>
    names.filter(({ ticker: name }) =>
      desk?.all('quote').some(({ quote }) => quote.ticker === name && quote.bid !== null),
    );

  test('everybody has a turn, the pinned a line of their own, and never too many are open', async () => {
    const { session, found, notices } = await on(8, { marketDataLines: 8, rotationMs: 400 });
    const pinned = found.slice(20, 23).map(({ ticker: name }) => name);
    session.pin(pinned);
    session.subscribe(found);
    await expect.poll(() => seen(found).length, { timeout: 20_000 }).toBe(found.length);
    // the TWS says 101 to the ninth
    expect(notices(101)).toEqual([]);
    expect(session.health()).toMatchObject({ linesOpen: 8, lineLimit: 8 });
    expect(pinned.map(kindOf)).toEqual(['live', 'live', 'live']);
    await expect
      .poll(() => found.filter(({ ticker: name }) => kindOf(name) === 'stale').length)
      .toBeGreaterThan(12);
    const stale = found.find(({ ticker: name }) => kindOf(name) === 'stale');
    expect(newest(stale?.ticker ?? '')).toMatchObject({
      bid: expect.any(Number) as number,
      ask: expect.any(Number) as number,
    });
  });

  test('a TWS with fewer lines than thought teaches how many, and says it once', async () => {
    const { session, found, notices } = await on(6, { marketDataLines: 10, rotationMs: 400 });
    session.subscribe(found);
    await expect.poll(() => session.health().lineLimit, { timeout: 10_000 }).toBe(6);
    await expect.poll(() => seen(found).length, { timeout: 20_000 }).toBe(found.length);
    expect(session.health().linesOpen).toBeLessThanOrEqual(6);
    expect(notices(101)).toHaveLength(1);
  });
});

describe('a stream that stands still', () => {
  async function streaming() {
    tws = await scriptedTws();
    const opened = await openReconciled(tws.port, { tickCheckMs: 60 });
    desk = opened;
    opened.session.subscribe([opened.instrument]);
    await expect.poll(() => tws?.requests(1).length).toBe(1);
    const requestId = (): number => Number(tws?.requests(1).at(-1)?.[2]);
    const send = (...messages: frame.Field[][]): void => tws?.peers[0]?.send(...messages);
    send(frame.marketDataType(requestId(), 1), frame.tickPrice(requestId(), 1, '50', 1));
    await expect.poll(() => newest('AAPL')?.bid).toBe(50);
    return { ...opened, requestId, send };
  }

  test('because its farm is broken is stale, keeps its prices, and is live with the next tick', async () => {
    const { send, requestId } = await streaming();
    expect(kindOf('AAPL')).toBe('live');
    send(frame.error(-1, 2103, 'Market data farm connection is broken:usfarm'));
    await expect.poll(() => kindOf('AAPL')).toBe('stale');
    expect(newest('AAPL')?.bid).toBe(50);
    send(frame.tickPrice(requestId(), 2, '51', 1));
    await expect.poll(() => kindOf('AAPL')).toBe('live');
    send(frame.error(-1, 2104, 'Market data farm connection is OK:usfarm'));
    await new Promise((later) => setTimeout(later, 150));
    expect(tws?.requests(1)).toHaveLength(1);
  });

  test('because its farm is broken stays stale whatever is told of borrowing it', async () => {
    const { send, requestId } = await streaming();
    send(frame.error(-1, 2103, 'Market data farm connection is broken:usfarm'));
    await expect.poll(() => kindOf('AAPL')).toBe('stale');
    send(frame.tickGeneric(requestId(), 46, 3), frame.tickSize(requestId(), 89, 5_000));
    await expect.poll(() => newest('AAPL')?.shortableShares).toBe(5_000);
    expect(newest('AAPL')).toMatchObject({ kind: 'stale', shortable: 3 });
  });

  test('and stays silent after its farm came back is asked for anew', async () => {
    const { send, requestId } = await streaming();
    const first = requestId();
    send(frame.error(-1, 2103, 'broken'), frame.error(-1, 2104, 'OK'));
    await expect.poll(() => tws?.requests(1).length).toBe(2);
    expect(tws?.requests(2).map((fields) => Number(fields[2]))).toEqual([first]);
    // what was shown stays, as stale, until the new stream has a price
    expect(newest('AAPL')).toMatchObject({ kind: 'stale', bid: 50 });
    send(frame.tickPrice(requestId(), 1, '52', 1));
    await expect.poll(() => newest('AAPL')).toMatchObject({ kind: 'live', bid: 52, ask: null });
  });

  test('while the TWS is cut off from IBKR is stale; after 1102 it is checked', async () => {
    const { send } = await streaming();
    send(frame.error(-1, 1100, 'Connectivity between IB and TWS has been lost.'));
    await expect.poll(() => kindOf('AAPL')).toBe('stale');
    send(frame.error(-1, 1102, 'Connectivity restored - data maintained.'));
    await expect.poll(() => tws?.requests(1).length).toBe(2);
  });

  test('a name that TWS refuses for good is not asked for again', async () => {
    const { send, requestId } = await streaming();
    send(frame.error(requestId(), 200, 'No security definition has been found'));
    await expect.poll(() => newest('AAPL')?.bid).toBe(null);
    send(frame.error(-1, 2103, 'broken'), frame.error(-1, 2104, 'OK'));
    await new Promise((later) => setTimeout(later, 150));
    expect(tws?.requests(1)).toHaveLength(1);
  });
});

test('history waits while its farm is broken', async () => {
  tws = await scriptedTws({
    on: {
      20: (peer, fields) => peer.send(frame.bars(Number(fields[1]), [['20260724', 11, 12, 10, 11.5, 2000]])),
    },
  });
  const opened = await openReconciled(tws.port);
  desk = opened;
  tws.peers[0]?.send(frame.error(-1, 2105, 'HMDS data farm connection is broken:ushmds'));
  await opened.saw('notice', ({ code }) => code === 2105);
  const bars = opened.session.history(opened.instrument, '1 day', 5);
  await new Promise((later) => setTimeout(later, 100));
  expect(tws.requests(20)).toEqual([]);
  tws.peers[0]?.send(frame.error(-1, 2106, 'HMDS data farm connection is OK:ushmds'));
  expect(await bars).toHaveLength(1);
});
