import { describe, expect, test } from 'vitest';
import { encodeFrame, FrameReader, MAX_FRAME_BYTES, NotTheProtocol } from '#practice/protocol/framing.ts';

const greeting = 'v100..193';

function greeted(...frames: Buffer[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(greeting.length);
  return Buffer.concat([Buffer.from('API\0'), length, Buffer.from(greeting), ...frames]);
}

describe('frames', () => {
  const stream = greeted(encodeFrame([71, 2, 7, null]), encodeFrame(['ä', true, false, 1.5]));
  const messages = [[greeting], ['71', '2', '7', ''], ['ä', '1', '0', '1.5']];

  test('coalesced in one chunk', () => {
    expect(new FrameReader().read(stream)).toEqual(messages);
  });

  test('cut into chunks of every size', () => {
    for (let size = 1; size <= stream.length; size += 1) {
      const reader = new FrameReader();
      const got: string[][] = [];
      for (let at = 0; at < stream.length; at += size)
        got.push(...reader.read(stream.subarray(at, at + size)));
      expect(got, `chunks of ${size}`).toEqual(messages);
    }
  });

  test('every field ends with NUL, also the last', () => {
    expect(encodeFrame([9, 1, 5]).toString('latin1')).toBe('\0\0\0\x069\x001\x005\0');
  });

  test('an empty last field is kept', () => {
    const reader = new FrameReader();
    expect(reader.read(greeted(encodeFrame(['a', null, null]))).at(-1)).toEqual(['a', '', '']);
  });
});

describe('what is not the protocol', () => {
  test.each([
    ['another greeting', Buffer.from('GET / HTTP/1.1\r\n')],
    ['random bytes', Buffer.from([1, 2, 3, 4, 5])],
    ['a frame of no length', greeted(Buffer.from([0, 0, 0, 0]))],
    ['a frame beyond the limit', greeted(Buffer.from([0xff, 0xff, 0xff, 0xff]))],
  ])('%s is refused', (_, bytes) => {
    expect(() => new FrameReader().read(bytes)).toThrow(NotTheProtocol);
  });

  test('a frame one byte over the limit is refused before its body came', () => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(MAX_FRAME_BYTES + 1);
    expect(() => new FrameReader().read(greeted(length))).toThrow(String(MAX_FRAME_BYTES + 1));
  });
});
