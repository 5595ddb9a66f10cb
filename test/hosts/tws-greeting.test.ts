import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { answersAsTws } from '#hosts/tws-greeting.ts';

let server: Server | null = null;

async function portThat(answers: (socket: Socket) => void): Promise<number> {
  const made = createServer(answers);
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return (made.address() as AddressInfo).port;
}

afterEach(() => server?.close());

const frame = (...fields: string[]): Buffer => {
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''), 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
};

test('a TWS is known by its greeting, also in pieces, and is asked in its own way', async () => {
  let asked = '';
  const port = await portThat((socket) =>
    socket.on('data', (data: Buffer) => {
      asked = data.toString('latin1');
      const answer = frame('178', '20260901 09:30:00 US/Eastern');
      socket.write(answer.subarray(0, 2));
      setImmediate(() => socket.write(answer.subarray(2)));
    }),
  );
  expect(await answersAsTws(port)).toBe(true);
  expect(asked).toBe('API\0\0\0\0\tv100..178');
});

test.each<[string, (socket: Socket) => void]>([
  ['says nothing', () => undefined],
  ['hangs up', (socket) => socket.end()],
  ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['sends another frame', (socket) => socket.write(frame('hello', 'there'))],
])('what %s is no TWS', async (_what, answers) => {
  expect(await answersAsTws(await portThat(answers), 200)).toBe(false);
});

test('a closed port is no TWS', async () => {
  const port = await portThat(() => undefined);
  await new Promise((resolve) => server?.close(resolve));
  expect(await answersAsTws(port)).toBe(false);
});
