import { describe, expect, test } from 'vitest';
import { takeOverFrames } from '#broker/ibkr/frames.ts';

function reading() {
  const ticks: unknown[][] = [];
  const messages: string[] = [];
  const broken: string[] = [];
  const failed: unknown[] = [];
  let heard = 0;
  let over = false;
  let rude = false;
  const taken =
    (kind: string) =>
    (...args: number[]) => {
      if (rude) throw new Error('the sink broke');
      ticks.push([kind, ...args]);
    };
  const socket = {
    onData: (chunk: Buffer): void => void chunk,
    onMessage: (text: string) => void messages.push(text),
  };
  takeOverFrames({ controller: { socket } } as never, {
    heard: () => (heard += 1),
    broken: (why) => broken.push(why),
    failed: (error) => failed.push(error),
    isOver: () => over,
    ticks: () => ({ price: taken('price'), size: taken('size'), generic: taken('generic') }),
  });
  const take = (...bytes: Buffer[]): void => socket.onData(Buffer.concat(bytes));
  return {
    ...{ ticks, messages, broken, failed, take },
    heard: () => heard,
    end: () => (over = true),
    beRude: () => (rude = true),
    greeted() {
      take(frame('178\0now\0'));
      messages.length = 0;
      return this;
    },
  };
}

function frame(body: string): Buffer {
  const bytes = Buffer.from(body, 'utf8');
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length);
  return Buffer.concat([head, bytes]);
}

const fields = (...list: (string | number)[]): Buffer => frame(list.map((field) => `${field}\0`).join(''));

describe('ticks', () => {
  test('come straight from the bytes', () => {
    const socket = reading().greeted();
    socket.take(
      fields(1, 6, 10_000_001, 1, '252.11', 500, 1),
      fields(1, 6, 10_000_002, 2, '-1', '0', 0),
      fields(2, 6, 10_000_001, 8, '1234567.5'),
      fields(45, 6, 10_000_001, 49, '0'),
      fields(46, 6, 10_000_001, 45, '1785160800'),
    );
    expect(socket.ticks).toEqual([
      ['price', 10_000_001, 1, 252.11, 500],
      ['price', 10_000_002, 2, -1, 0],
      ['size', 10_000_001, 8, 1_234_567.5],
      ['generic', 10_000_001, 49, 0],
    ]);
    expect(socket.messages).toEqual([]);
  });

  test('read a price as Number does, to the bit', () => {
    const socket = reading().greeted();
    const prices = [
      '0.1',
      '0.0001',
      '252.11',
      '1234.5678',
      '.5',
      '7.',
      '99999999.9999',
      '0.30',
      '1',
      '123456789012.01',
    ];
    socket.take(...prices.map((text) => fields(1, 6, 1, 4, text, 0, 0)));
    expect(socket.ticks.map(([, , , value]) => value)).toEqual(prices.map(Number));
  });

  test.each([
    ['a number in another spelling', fields(1, 6, 1, 4, '1E5', 0, 0)],
    ['more digits than a double has', fields(1, 6, 1, 4, '1.7976931348623157123', 0, 0)],
    ['no price', fields(1, 6, 1, 4, '', 0, 0)],
    ['words for a price', fields(1, 6, 1, 4, 'abc', 0, 0)],
    ['two dots', fields(1, 6, 1, 4, '1.2.3', 0, 0)],
    ['a field too few', fields(1, 6, 1, 4, '10', 0)],
    ['a field too many', fields(1, 6, 1, 4, '10', 0, 0, 9)],
    ['a negative request', fields(2, 6, -1, 4, '10')],
    ['an old version without size', fields(1, 1, 1, 4, '10', 0, 0)],
    ['another message', fields(49, 1, 1_785_160_800)],
  ])('with %s go to the library', (_what, bytes) => {
    const socket = reading().greeted();
    socket.take(bytes);
    expect(socket.ticks).toEqual([]);
    expect(socket.messages).toEqual([bytes.subarray(4).toString('utf8')]);
  });

  test('a sink that breaks costs one tick', () => {
    const socket = reading().greeted();
    socket.beRude();
    socket.take(fields(2, 6, 1, 8, 5), fields(49, 1, 1));
    expect(socket.failed).toHaveLength(1);
    expect(socket.messages).toHaveLength(1);
  });
});

describe('messages', () => {
  test('cut anywhere arrive whole and once', () => {
    const all = Buffer.concat([
      frame('178\0now\0'),
      fields(15, 1, 'DU1,'),
      fields(2, 6, 1, 8, 5),
      fields(9, 1, 7),
    ]);
    for (const step of [1, 2, 3, 7, 11]) {
      const socket = reading();
      for (let at = 0; at < all.length; at += step) socket.take(all.subarray(at, at + step));
      expect(socket.messages).toEqual(['178\0now\0', '15\u00001\0DU1,\0', '9\u00001\u00007\0']);
      expect(socket.ticks).toEqual([['size', 1, 8, 5]]);
      expect(socket.heard()).toBe(Math.ceil(all.length / step));
    }
  });

  test('the first is the greeting even if it looks like a tick', () => {
    const socket = reading();
    socket.take(fields(2, 6, 1, 8, 5));
    expect(socket.ticks).toEqual([]);
    expect(socket.messages).toHaveLength(1);
  });

  test('one without its last NUL is not glued to the next', () => {
    const socket = reading().greeted();
    socket.take(frame('9\u00001\u00007'), frame('9\u00001\u00008\0'));
    expect(socket.messages).toEqual(['9\u00001\u00007\0', '9\u00001\u00008\0']);
  });

  test('of kinds that nobody reads are dropped, however many rows they announce', () => {
    const socket = reading().greeted();
    socket.take(
      fields(77, 10_000_001, 30_000_000),
      fields(97, 1, 30_000_000),
      fields('', 3),
      fields(9, 1, 7),
    );
    expect(socket.messages).toEqual(['9\u00001\u00007\0']);
  });

  test('empty ones are passed over', () => {
    const socket = reading().greeted();
    socket.take(frame(''), frame(''), frame('9\u00001\u00008\0'));
    expect(socket.messages).toHaveLength(1);
  });

  test.each([0xff_ff_ff_ff, 0x80_00_00_00, 0x01_00_00_00])('a length of %i ends the reading', (length) => {
    const socket = reading().greeted();
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length);
    socket.take(fields(9, 1, 1), head, fields(9, 1, 2));
    socket.take(fields(9, 1, 3));
    expect(socket.messages).toHaveLength(1);
    expect(socket.broken).toEqual([`a message of ${length} bytes was announced`]);
  });

  test('none after the end of the connection', () => {
    const socket = reading().greeted();
    socket.end();
    socket.take(fields(9, 1, 1), fields(2, 6, 1, 8, 5));
    expect([...socket.messages, ...socket.ticks]).toEqual([]);
  });
});

test('a library that looks different inside is noticed', () => {
  expect(() => takeOverFrames({} as never, {} as never)).toThrow('has changed inside');
});
